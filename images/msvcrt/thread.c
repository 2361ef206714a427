#include "thread.h"
#include "win32.h"
#include "exit.h"

#include <errno.h>
#include <stdlib.h>

enum { RUNTIME_ERROR_NO_THREAD_DATA = 16 };

static DWORD slot;

int thread_attach(void)
{
    slot = TlsAlloc();
    return slot != 0xffffffff;
}

static struct thread *thread_make(void)
{
    struct thread *thread = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *thread);
    if (!thread || !TlsSetValue(slot, thread))
        _amsg_exit(RUNTIME_ERROR_NO_THREAD_DATA);
    _REENT_INIT_PTR_ZEROED(&thread->newlib);
    thread->random = 1;
    return thread;
}

struct thread *thread_current(void)
{
    DWORD error =
        GetLastError(); /* TlsGetValue sets it, and errno is read between a call and GetLastError() */
    struct thread *thread = TlsGetValue(slot);
    if (!thread)
        thread = thread_make();
    SetLastError(error);
    return thread;
}

void thread_detach(void)
{
    struct thread *thread = TlsGetValue(slot);
    if (!thread)
        return;
    _reclaim_reent(&thread->newlib);
    TlsSetValue(slot, NULL);
    HeapFree(GetProcessHeap(), 0, thread);
}

/* Newlib asks here for everything that it keeps for each thread. */
struct _reent *__getreent(void)
{
    return &thread_current()->newlib;
}

/* What a new thread needs to know; it frees this itself. */
struct launch {
    void (*plain)(void *);
    uint32_t STDCALL (*counted)(void *);
    void *argument;
    HANDLE self; /* for _beginthread's thread to close */
};

void _endthreadex(uint32_t code)
{
    ExitThread(code);
}

void _endthread(void)
{
    HANDLE handle = thread_current()->handle;
    if (handle)
        CloseHandle(handle);
    ExitThread(0);
}

static DWORD STDCALL run_counted(void *parameter)
{
    struct launch launch = *(struct launch *)parameter;
    free(parameter);
    _endthreadex(launch.counted(launch.argument));
    return 0;
}

static DWORD STDCALL run_plain(void *parameter)
{
    struct launch launch = *(struct launch *)parameter;
    free(parameter);
    thread_current()->handle = launch.self;
    launch.plain(launch.argument);
    _endthread();
    return 0;
}

uintptr_t _beginthreadex(void *security, uint32_t stack, uint32_t STDCALL (*start)(void *), void *argument,
                         uint32_t flags, uint32_t *id)
{
    DWORD ignored;
    struct launch *launch = malloc(sizeof *launch);
    if (!launch)
        return 0;
    *launch = (struct launch){.counted = start, .argument = argument};
    HANDLE thread = CreateThread(security, stack, run_counted, launch, flags, id ? id : &ignored);
    if (!thread) {
        free(launch);
        errno = EAGAIN;
    }
    return (uintptr_t)thread;
}

/* The handle belongs to the new thread, which closes it at its end: it must not start before it can know it.
 */
uintptr_t _beginthread(void (*start)(void *), uint32_t stack, void *argument)
{
    DWORD id;
    struct launch *launch = malloc(sizeof *launch);
    if (!launch)
        return -1;
    *launch = (struct launch){.plain = start, .argument = argument};
    HANDLE thread = CreateThread(NULL, stack, run_plain, launch, CREATE_SUSPENDED, &id);
    if (!thread) {
        free(launch);
        errno = EAGAIN;
        return -1;
    }
    launch->self = thread;
    ResumeThread(thread);
    return (uintptr_t)thread;
}

uint32_t __threadid(void)
{
    return GetCurrentThreadId();
}

void **__pxcptinfoptrs(void)
{
    return &thread_current()->exception;
}

int *__fpecode(void)
{
    return &thread_current()->fp_code;
}
