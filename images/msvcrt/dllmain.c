/* The DLL's entry point: the order in which its parts come up. */
#include "data.h"
#include "environ.h"
#include "exit.h"
#include "lock.h"
#include "lowio.h"
#include "stream.h"
#include "thread.h"
#include "times.h"
#include "win32.h"

enum { PROCESS_DETACH, PROCESS_ATTACH, THREAD_ATTACH, THREAD_DETACH };

/* Threads before everything, since errno is a thread's; descriptors before the streams that stand on them. */
static int process_attach(void)
{
    if (!thread_attach())
        return 0;
    lock_attach();
    data_attach();
    lowio_attach();
    stream_attach();
    times_attach();
    return environ_attach();
}

BOOL STDCALL dll_main(HANDLE module, DWORD reason, void *reserved)
{
    (void)module;
    (void)reserved;
    switch (reason) {
    case PROCESS_ATTACH:
        return process_attach();
    case PROCESS_DETACH:
        exit_detach();
        return 1;
    case THREAD_DETACH:
        thread_detach();
        return 1;
    default:
        return 1;
    }
}
