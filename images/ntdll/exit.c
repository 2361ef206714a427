#include "images/ntdll/exit.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/nt_process.h"

BOOLEAN NTAPI RtlDllShutdownInProgress(void)
{
    return peb()->Ldr->ShutdownInProgress;
}

void NTAPI LdrShutdownThread(void)
{
    RtlEnterCriticalSection(&loader_lock);
    if (!RtlDllShutdownInProgress())
        init_thread_detach();
    tls_thread_end();
    RtlLeaveCriticalSection(&loader_lock);
    RtlFreeHeap(peb()->ProcessHeap, 0, teb()->TlsExpansionSlots);
    teb()->TlsExpansionSlots = NULL;
}

void NTAPI LdrShutdownProcess(void)
{
    if (RtlDllShutdownInProgress()) /* an entry point calls ExitProcess */
        return;
    RtlEnterCriticalSection(&loader_lock);
    peb()->Ldr->ShutdownInProgress = TRUE;
    peb()->Ldr->ShutdownThreadId = teb()->ClientId.UniqueThread;
    init_detach_all();
    RtlLeaveCriticalSection(&loader_lock);
}

/* The other threads are ended while this one holds the locks that the detach calls will need, so that none of
 * them dies as the owner of one. */
void NTAPI RtlExitUserProcess(NTSTATUS status)
{
    RtlEnterCriticalSection(&loader_lock);
    RtlEnterCriticalSection(peb()->FastPebLock);
    RtlLockHeap(peb()->ProcessHeap);
    NtTerminateProcess(NULL, status);
    RtlUnlockHeap(peb()->ProcessHeap);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    RtlLeaveCriticalSection(&loader_lock);
    LdrShutdownProcess();
    NtTerminateProcess(CURRENT_PROCESS, status);
}

void NTAPI RtlExitUserThread(NTSTATUS status)
{
    ULONG last = 0;
    NtQueryInformationThread(CURRENT_THREAD, ThreadAmILastThread, &last, sizeof last, NULL);
    if (last)
        RtlExitUserProcess(status);
    LdrShutdownThread();
    NtTerminateThread(CURRENT_THREAD, status);
}
