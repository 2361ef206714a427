/*
 * Timer queues: NTDLL's, whose flags and errors stand in images/ntdll/timer_queue.h.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/timer_queue.h"

HANDLE WINAPI CreateTimerQueue(void)
{
    HANDLE queue;
    return result(RtlCreateTimerQueue(&queue)) ? queue : NULL;
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK function, PVOID context,
                                  DWORD due, DWORD period, ULONG flags)
{
    return result(RtlCreateTimer(queue, timer, function, context, due, period, flags));
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period)
{
    return result(RtlUpdateTimer(queue, timer, due, period));
}

/* Calls that are not back are a failure, ERROR_IO_PENDING: the timer is deleted all the same. */
static BOOL deleted(NTSTATUS status)
{
    return status == STATUS_PENDING ? fail(ERROR_IO_PENDING) : result(status);
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
    return deleted(RtlDeleteTimer(queue, timer, event));
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE event)
{
    return deleted(RtlDeleteTimerQueueEx(queue, event));
}

BOOL WINAPI DeleteTimerQueue(HANDLE queue)
{
    return deleted(RtlDeleteTimerQueueEx(queue, NULL));
}
