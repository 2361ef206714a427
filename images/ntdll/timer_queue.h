/*
 * Timer queues (Microsoft: Timer Queues): functions that are called at a time. A process has one thread that
 * waits for all its timers, made with the first of them; it calls the functions itself if they were given
 * with WT_EXECUTEINTIMERTHREAD, and hands the others to workers (worker.h). Any thread.
 *
 * A period that is over before the timer thread comes to it is passed over: one call, and the next one when
 * it would have been due anyhow. While the process ends (RtlDllShutdownInProgress) nothing is called any
 * more, and what is deleted is so at once.
 */
#ifndef IMAGES_NTDLL_TIMER_QUEUE_H
#define IMAGES_NTDLL_TIMER_QUEUE_H

#include "images/ntdll/nt.h"

NTSTATUS NTAPI RtlCreateTimerQueue(HANDLE *queue);

/* `queue` null: the process's own, which is never deleted. Times are milliseconds; due INFINITE: not before
 * RtlUpdateTimer says when; period 0: once. *timer is filled before the function can be called.
 *
 * Flags: WT_EXECUTEINTIMERTHREAD; WT_EXECUTEONLYONCE, for which the period must be 0. WT_EXECUTEDEFAULT,
 * WT_EXECUTEINIOTHREAD, WT_EXECUTELONGFUNCTION, WT_EXECUTEINPERSISTENTTHREAD and WT_TRANSFER_IMPERSONATION
 * all mean a worker (worker.h); work that one has begun keeps it, and
 * threads have no tokens of their own. STATUS_INVALID_PARAMETER for any other flag (WT_EXECUTEINUITHREAD,
 * WT_EXECUTEINWAITTHREAD) and for a null function; STATUS_INVALID_HANDLE for what is no queue;
 * STATUS_NO_MEMORY. */
NTSTATUS NTAPI RtlCreateTimer(HANDLE queue, HANDLE *timer, WAITORTIMERCALLBACKFUNC function, void *context,
                              DWORD due, DWORD period, ULONG flags);

/* No effect on a timer without a period that has been due. */
NTSTATUS NTAPI RtlUpdateTimer(HANDLE queue, HANDLE timer, DWORD due, DWORD period);

/* It is due no more. Calls that have begun, or wait for a worker, go on: STATUS_PENDING, and `event`, if
 * there is one, is set when the last has come back. With INVALID_HANDLE_VALUE the caller waits for them:
 * never from the timer's own function. Without such calls `event` is set at once. */
NTSTATUS NTAPI RtlDeleteTimer(HANDLE queue, HANDLE timer, HANDLE event);
/* The same for all timers of a queue, and the queue. */
NTSTATUS NTAPI RtlDeleteTimerQueueEx(HANDLE queue, HANDLE event);
NTSTATUS NTAPI RtlDeleteTimerQueue(HANDLE queue); /* without an event */

#endif
