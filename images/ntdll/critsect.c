#include "images/ntdll/critsect.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/teb.h"

NTSTATUS NTAPI RtlInitializeCriticalSectionEx(RTL_CRITICAL_SECTION *section, ULONG spin, ULONG flags)
{
    *section = (RTL_CRITICAL_SECTION){.DebugInfo = (void *)-1, .LockCount = -1};
    return STATUS_SUCCESS;
}

/* The spin count is kept at 0: with one processor, nobody lets go while another spins. */
NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(RTL_CRITICAL_SECTION *section, ULONG spin)
{
    return RtlInitializeCriticalSectionEx(section, spin, 0);
}

NTSTATUS NTAPI RtlInitializeCriticalSection(RTL_CRITICAL_SECTION *section)
{
    return RtlInitializeCriticalSectionEx(section, 0, 0);
}

ULONG NTAPI RtlSetCriticalSectionSpinCount(RTL_CRITICAL_SECTION *section, ULONG spin)
{
    return (ULONG)section->SpinCount;
}

NTSTATUS NTAPI RtlDeleteCriticalSection(RTL_CRITICAL_SECTION *section)
{
    NTSTATUS status = section->LockSemaphore ? NtClose(section->LockSemaphore) : STATUS_SUCCESS;
    *section = (RTL_CRITICAL_SECTION){0};
    return status;
}

/* The event that waiters of `section` wait on. Two threads may make one at the same time: the first stays. */
static HANDLE section_event(RTL_CRITICAL_SECTION *section)
{
    HANDLE event, none = NULL;
    if (section->LockSemaphore)
        return section->LockSemaphore;
    NTSTATUS status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    if (!NT_SUCCESS(status))
        RtlRaiseStatus(status);
    if (!__atomic_compare_exchange_n(&section->LockSemaphore, &none, event, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST))
        NtClose(event);
    return section->LockSemaphore;
}

static void section_own(RTL_CRITICAL_SECTION *section)
{
    section->OwningThread = teb()->ClientId.UniqueThread;
    section->RecursionCount = 1;
}

static bool section_mine(const RTL_CRITICAL_SECTION *section)
{
    return section->OwningThread == teb()->ClientId.UniqueThread;
}

NTSTATUS NTAPI RtlEnterCriticalSection(RTL_CRITICAL_SECTION *section)
{
    if (__atomic_add_fetch(&section->LockCount, 1, __ATOMIC_SEQ_CST) == 0) {
        section_own(section);
    } else if (section_mine(section)) {
        section->RecursionCount++;
    } else {
        NtWaitForSingleObject(section_event(section), FALSE, NULL);
        section_own(section);
    }
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlTryEnterCriticalSection(RTL_CRITICAL_SECTION *section)
{
    LONG free = -1;
    if (__atomic_compare_exchange_n(&section->LockCount, &free, 0, false, __ATOMIC_SEQ_CST,
                                    __ATOMIC_SEQ_CST)) {
        section_own(section);
        return TRUE;
    }
    if (!section_mine(section))
        return FALSE;
    __atomic_add_fetch(&section->LockCount, 1, __ATOMIC_SEQ_CST);
    section->RecursionCount++;
    return TRUE;
}

/* A waiter that is let in owns the section as soon as the event is set: nobody can slip in between, because
 * LockCount never falls to -1 while there is one. */
NTSTATUS NTAPI RtlLeaveCriticalSection(RTL_CRITICAL_SECTION *section)
{
    if (--section->RecursionCount > 0) {
        __atomic_sub_fetch(&section->LockCount, 1, __ATOMIC_SEQ_CST);
        return STATUS_SUCCESS;
    }
    section->OwningThread = NULL;
    if (__atomic_sub_fetch(&section->LockCount, 1, __ATOMIC_SEQ_CST) >= 0)
        NtSetEvent(section_event(section), NULL);
    return STATUS_SUCCESS;
}
