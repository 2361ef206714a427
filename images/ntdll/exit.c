#include "images/ntdll/exit.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/fls.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/nt_process.h"

BOOLEAN NTAPI RtlDllShutdownInProgress(void)
{
    return peb()->Ldr->ShutdownInProgress;
}

/* As on Windows, values of fiber-local storage end before the DLLs are told of the thread's end: what the
 * callbacks stand on is still there. What a DLL stores anew meanwhile is only given back. */
void NTAPI LdrShutdownThread(void)
{
    if (!RtlDllShutdownInProgress())
        RtlProcessFlsData(teb()->FlsData, FLS_TELL);
    RtlEnterCriticalSection(&loader_lock);
    if (!RtlDllShutdownInProgress())
        init_thread_detach();
    tls_thread_end();
    RtlLeaveCriticalSection(&loader_lock);
    RtlFreeHeap(peb()->ProcessHeap, 0, teb()->TlsExpansionSlots);
    teb()->TlsExpansionSlots = NULL;
    RtlProcessFlsData(teb()->FlsData, FLS_RELEASE);
    teb()->FlsData = NULL;
}

void NTAPI LdrShutdownProcess(void)
{
    if (RtlDllShutdownInProgress()) /* an entry point calls ExitProcess */
        return;
    RtlEnterCriticalSection(&loader_lock);
    peb()->Ldr->ShutdownInProgress = TRUE;
    peb()->Ldr->ShutdownThreadId = teb()->ClientId.UniqueThread;
    RtlProcessFlsData(teb()->FlsData, FLS_TELL);
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
