/*
 * Critical sections: a count that is changed without the kernel as long as nobody waits, and an event for
 * those who do. LockCount is -1 when free, and otherwise the number of waiters (plus the owner's repeated
 * entries).
 */
#ifndef IMAGES_NTDLL_CRITSECT_H
#define IMAGES_NTDLL_CRITSECT_H

#include "images/ntdll/nt.h"

NTSTATUS NTAPI RtlInitializeCriticalSection(RTL_CRITICAL_SECTION *section);
NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(RTL_CRITICAL_SECTION *section, ULONG spin);
NTSTATUS NTAPI RtlInitializeCriticalSectionEx(RTL_CRITICAL_SECTION *section, ULONG spin, ULONG flags);
NTSTATUS NTAPI RtlDeleteCriticalSection(RTL_CRITICAL_SECTION *section);
ULONG NTAPI RtlSetCriticalSectionSpinCount(RTL_CRITICAL_SECTION *section, ULONG spin); /* the old count */

/* Waits for ever. Raises STATUS_NO_MEMORY when a wait is needed and no event can be made for it. */
NTSTATUS NTAPI RtlEnterCriticalSection(RTL_CRITICAL_SECTION *section);
BOOLEAN NTAPI RtlTryEnterCriticalSection(RTL_CRITICAL_SECTION *section);
NTSTATUS NTAPI RtlLeaveCriticalSection(RTL_CRITICAL_SECTION *section);

/* A static section that needs no initialising. */
#define CRITICAL_SECTION_FREE                                                                                \
    {                                                                                                        \
        (void *)-1, -1, 0, 0, 0, 0                                                                           \
    }

#endif
