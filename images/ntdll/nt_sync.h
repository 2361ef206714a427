/*
 * system services for events, mutants, semaphores, timers, waiting, and handles of any kind.
 */
#ifndef IMAGES_NTDLL_NT_SYNC_H
#define IMAGES_NTDLL_NT_SYNC_H

#include "images/ntdll/nt.h"

enum { NotificationEvent = 0, SynchronizationEvent = 1 };
enum { NotificationTimer = 0, SynchronizationTimer = 1 };
enum { TimerBasicInformation = 0 };
enum { WaitAll = 0, WaitAny = 1 };
enum {
    ObjectBasicInformation = 0,
    ObjectNameInformation = 1,
    ObjectTypeInformation = 2,
    ObjectHandleFlags = 4
};

NTSTATUS NTAPI NtCreateEvent(HANDLE *event, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                             ULONG type, BOOLEAN signalled);
NTSTATUS NTAPI NtOpenEvent(HANDLE *event, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtSetEvent(HANDLE event, LONG *previous);
NTSTATUS NTAPI NtResetEvent(HANDLE event, LONG *previous);
NTSTATUS NTAPI NtClearEvent(HANDLE event);
NTSTATUS NTAPI NtPulseEvent(HANDLE event, LONG *previous);
NTSTATUS NTAPI NtQueryEvent(HANDLE event, ULONG information_class, void *out, ULONG size, ULONG *returned);
NTSTATUS NTAPI NtCreateMutant(HANDLE *mutant, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                              BOOLEAN owned);
NTSTATUS NTAPI NtOpenMutant(HANDLE *mutant, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtReleaseMutant(HANDLE mutant, LONG *previous);
NTSTATUS NTAPI NtCreateSemaphore(HANDLE *semaphore, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                 LONG initial, LONG maximum);
NTSTATUS NTAPI NtOpenSemaphore(HANDLE *semaphore, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE semaphore, LONG count, LONG *previous);
typedef void(NTAPI *PTIMER_APC_ROUTINE)(void *context, ULONG low, LONG high);

typedef struct _TIMER_BASIC_INFORMATION {
    LARGE_INTEGER RemainingTime; /* 0: it is not set */
    BOOLEAN TimerState;          /* is it signalled? */
} TIMER_BASIC_INFORMATION;

NTSTATUS NTAPI NtCreateTimer(HANDLE *timer, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                             ULONG type);
NTSTATUS NTAPI NtOpenTimer(HANDLE *timer, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtSetTimer(HANDLE timer, const LARGE_INTEGER *due, PTIMER_APC_ROUTINE routine, void *context,
                          BOOLEAN resume, LONG period, BOOLEAN *previous);
NTSTATUS NTAPI NtCancelTimer(HANDLE timer, BOOLEAN *current);
NTSTATUS NTAPI NtQueryTimer(HANDLE timer, ULONG information_class, void *out, ULONG size, ULONG *returned);
NTSTATUS NTAPI NtWaitForSingleObject(HANDLE object, BOOLEAN alertable, const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG count, const HANDLE *objects, ULONG type, BOOLEAN alertable,
                                        const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE signal, HANDLE wait, BOOLEAN alertable,
                                              const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtCreateKeyedEvent(HANDLE *event, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                  ULONG flags);
NTSTATUS NTAPI NtOpenKeyedEvent(HANDLE *event, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE event, const void *key, BOOLEAN alertable,
                                   const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE event, const void *key, BOOLEAN alertable,
                                   const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtWaitForAlertByThreadId(const volatile void *about, const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtAlertThreadByThreadId(HANDLE id);
NTSTATUS NTAPI NtClose(HANDLE handle);
NTSTATUS NTAPI NtDuplicateObject(HANDLE source_process, HANDLE source, HANDLE target_process, HANDLE *target,
                                 ACCESS_MASK access, ULONG attributes, ULONG options);
NTSTATUS NTAPI NtQueryObject(HANDLE object, ULONG information_class, void *out, ULONG size, ULONG *returned);
NTSTATUS NTAPI NtSetInformationObject(HANDLE object, ULONG information_class, void *in, ULONG size);

#endif
