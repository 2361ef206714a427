/*
 * The older ways to have functions called by other threads (Microsoft: Thread Pooling): work items, waits
 * that are registered, files whose work calls a routine. All run in the process's own pool. Any thread.
 *
 * Flags: WT_EXECUTEDEFAULT, WT_EXECUTEINIOTHREAD, WT_EXECUTELONGFUNCTION, WT_EXECUTEINPERSISTENTTHREAD and
 * WT_TRANSFER_IMPERSONATION all mean a thread of the pool, as for timer queues (timer_queue.h).
 */
#ifndef IMAGES_NTDLL_POOL_LEGACY_H
#define IMAGES_NTDLL_POOL_LEGACY_H

#include "images/ntdll/nt.h"

/* The upper half of the flags, if it is not 0, is how many threads the pool may have from now on.
 * STATUS_INVALID_PARAMETER, STATUS_NO_MEMORY. */
NTSTATUS NTAPI RtlQueueWorkItem(LPTHREAD_START_ROUTINE function, void *context, ULONG flags);

/* `function` is called with TRUE each time when `milliseconds` (INFINITE: never) are over, with FALSE when
 * the object is signalled; with WT_EXECUTEONLYONCE, once. It waits again when the call has come back.
 * WT_EXECUTEINWAITTHREAD: it is called by the thread that waits. */
NTSTATUS NTAPI RtlRegisterWait(HANDLE *out, HANDLE object, WAITORTIMERCALLBACKFUNC function, void *context,
                               ULONG milliseconds, ULONG flags);

/* It waits no more. As RtlDeleteTimer(): STATUS_PENDING while a call is not back, at whose end `event` is
 * set; with INVALID_HANDLE_VALUE the caller waits for that. */
NTSTATUS NTAPI RtlDeregisterWaitEx(HANDLE wait, HANDLE event);
NTSTATUS NTAPI RtlDeregisterWait(HANDLE wait); /* without an event */

/* The routine is told the status, as NT has it, the bytes and the OVERLAPPED. */
NTSTATUS NTAPI RtlSetIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE routine, ULONG flags);

#endif
