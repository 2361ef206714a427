#include "images/ntdll/timer_queue.h"
#include "images/ntdll/alarm.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/teb.h"
#include "images/ntdll/worker.h"

#define MARK_QUEUE   0x51656d54u /* TmeQ */
#define MARK_TIMER   0x54656d54u /* TmeT */
#define UNITS_PER_MS 10000u

#define FLAGS_FOR_WORKERS                                                                                    \
    (WT_EXECUTEINIOTHREAD | WT_EXECUTELONGFUNCTION | WT_EXECUTEINPERSISTENTTHREAD | WT_TRANSFER_IMPERSONATION)
#define FLAGS_KNOWN (FLAGS_FOR_WORKERS | WT_EXECUTEONLYONCE | WT_EXECUTEINTIMERTHREAD)

struct queue {
    ULONG mark;        /* MARK_QUEUE as long as timers can be made in it */
    LIST_ENTRY timers; /* also those that are deleted but for their calls */
    HANDLE told;       /* set when the last of them is gone, or null */
};

struct queue_timer {
    ULONG mark; /* MARK_TIMER until it is deleted */
    struct alarm alarm;
    struct queue *queue;
    LIST_ENTRY link;
    WAITORTIMERCALLBACKFUNC function;
    void *context;
    ULONG flags;
    BOOL once; /* it has no period */
    BOOL was_due;
    struct work work;
    ULONG calls; /* begun, or handed to workers, and not back */
    HANDLE told; /* set when it is deleted and the last is back, or null */
};

static struct queue own = {MARK_QUEUE, {&own.timers, &own.timers}, NULL};

/* ---- what a handle is ---- */

static BOOL is_ours(HANDLE handle, ULONG mark, SIZE_T bytes)
{
    return RtlSizeHeap(peb()->ProcessHeap, 0, handle) == bytes && *(ULONG *)handle == mark;
}

static struct queue *queue_of(HANDLE handle)
{
    if (!handle)
        return &own;
    return is_ours(handle, MARK_QUEUE, sizeof(struct queue)) ? (struct queue *)handle : NULL;
}

static struct queue_timer *timer_of(HANDLE queue, HANDLE handle)
{
    struct queue_timer *timer = handle;
    if (!is_ours(handle, MARK_TIMER, sizeof *timer) || timer->queue != queue_of(queue))
        return NULL;
    return timer;
}

/* ---- when ---- */

static void set_due(struct queue_timer *timer, DWORD milliseconds, DWORD period)
{
    if (milliseconds == INFINITE)
        alarm_cancel(&timer->alarm);
    else
        alarm_set(&timer->alarm, alarm_now() + (uint64_t)milliseconds * UNITS_PER_MS,
                  (uint64_t)period * UNITS_PER_MS);
    timer->once = period == 0;
}

/* ---- the end of timers and queues: the lock is held ---- */

static void forget(void *block)
{
    *(ULONG *)block = 0;
    RtlFreeHeap(peb()->ProcessHeap, 0, block);
}

static void tell(HANDLE event)
{
    if (event)
        NtSetEvent(event, NULL);
}

static BOOL queue_is_gone(struct queue *queue)
{
    if (queue->mark || queue->timers.Flink != &queue->timers)
        return FALSE;
    tell(queue->told);
    forget(queue);
    return TRUE;
}

static BOOL timer_is_gone(struct queue_timer *timer)
{
    struct queue *queue = timer->queue;
    if (timer->mark || timer->calls > 0)
        return FALSE;
    list_unlink(&timer->link);
    tell(timer->told);
    forget(timer);
    queue_is_gone(queue);
    return TRUE;
}

/* ---- the calls ---- */

/* The lock is held before and behind it. */
static void call(struct queue_timer *timer)
{
    pool_unlock();
    timer->function(timer->context, TRUE);
    pool_lock();
    timer->calls--;
    timer_is_gone(timer);
}

static void call_by_worker(struct work *work)
{
    call(CONTAINING_RECORD(work, struct queue_timer, work));
}

static void ring(struct alarm *alarm)
{
    struct queue_timer *timer = CONTAINING_RECORD(alarm, struct queue_timer, alarm);
    timer->was_due = TRUE;
    timer->calls++;
    if ((timer->flags & WT_EXECUTEINTIMERTHREAD) ||
        !work_queue(&pool_own, &timer->work, TP_CALLBACK_PRIORITY_NORMAL))
        call(timer);
}

/* ---- making ---- */

NTSTATUS NTAPI RtlCreateTimerQueue(HANDLE *queue)
{
    struct queue *made = RtlAllocateHeap(peb()->ProcessHeap, 0, sizeof *made);
    *queue = made;
    if (!made)
        return STATUS_NO_MEMORY;
    *made = (struct queue){MARK_QUEUE, {&made->timers, &made->timers}, NULL};
    return STATUS_SUCCESS;
}

static BOOL flags_are_right(ULONG flags, DWORD period)
{
    return !(flags & ~(ULONG)FLAGS_KNOWN) && !((flags & WT_EXECUTEONLYONCE) && period);
}

/* Into the queue, and from now on it may be called. */
static NTSTATUS join(struct queue_timer *timer, HANDLE handle, DWORD milliseconds, DWORD period)
{
    struct queue *queue = queue_of(handle);
    if (!queue)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = alarm_start();
    if (!NT_SUCCESS(status))
        return status;
    timer->queue = queue;
    list_append(&queue->timers, &timer->link);
    set_due(timer, milliseconds, period);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlCreateTimer(HANDLE queue, HANDLE *timer, WAITORTIMERCALLBACKFUNC function, void *context,
                              DWORD milliseconds, DWORD period, ULONG flags)
{
    *timer = NULL;
    if (!function || !flags_are_right(flags, period))
        return STATUS_INVALID_PARAMETER;
    struct queue_timer *made = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *made);
    if (!made)
        return STATUS_NO_MEMORY;
    made->mark = MARK_TIMER;
    made->function = function;
    made->context = context;
    made->flags = flags;
    made->work.run = call_by_worker;
    made->alarm.ring = ring;
    *timer = made;
    pool_lock();
    NTSTATUS status = join(made, queue, milliseconds, period);
    pool_unlock();
    if (!NT_SUCCESS(status)) {
        *timer = NULL;
        forget(made);
    }
    return status;
}

NTSTATUS NTAPI RtlUpdateTimer(HANDLE queue, HANDLE handle, DWORD milliseconds, DWORD period)
{
    if (!handle)
        return STATUS_INVALID_PARAMETER;
    pool_lock();
    struct queue_timer *timer = timer_of(queue, handle);
    if (timer && !(timer->was_due && timer->once))
        set_due(timer, milliseconds, period);
    pool_unlock();
    return timer ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* ---- deleting ---- */

/* Deletes a timer or a queue: STATUS_PENDING when calls are not back, at whose end `event` is set. The lock
 * is held. */
typedef NTSTATUS (*deleter)(HANDLE queue, HANDLE timer, HANDLE event);

static NTSTATUS delete_timer(HANDLE queue, HANDLE handle, HANDLE event)
{
    struct queue_timer *timer = timer_of(queue, handle);
    if (!timer)
        return STATUS_INVALID_HANDLE;
    alarm_cancel(&timer->alarm);
    timer->mark = 0;
    timer->told = event;
    return timer_is_gone(timer) ? STATUS_SUCCESS : STATUS_PENDING;
}

static NTSTATUS delete_queue(HANDLE handle, HANDLE none, HANDLE event)
{
    struct queue *queue = handle ? queue_of(handle) : NULL;
    if (!queue)
        return STATUS_INVALID_HANDLE;
    for (LIST_ENTRY *link = queue->timers.Flink, *next; link != &queue->timers; link = next) {
        struct queue_timer *timer = CONTAINING_RECORD(link, struct queue_timer, link);
        next = link->Flink;
        if (timer->mark) {
            alarm_cancel(&timer->alarm);
            timer->mark = 0;
            timer_is_gone(timer);
        }
    }
    queue->mark = 0;
    queue->told = event;
    return queue_is_gone(queue) ? STATUS_SUCCESS : STATUS_PENDING;
}

static NTSTATUS locked(deleter delete, HANDLE queue, HANDLE timer, HANDLE event)
{
    pool_lock();
    NTSTATUS status = delete (queue, timer, event);
    pool_unlock();
    return status;
}

static NTSTATUS delete_and_wait(deleter delete, HANDLE queue, HANDLE timer)
{
    HANDLE event;
    NTSTATUS status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    if (!NT_SUCCESS(status))
        return status;
    status = locked(delete, queue, timer, event);
    if (status == STATUS_PENDING)
        status = NtWaitForSingleObject(event, FALSE, NULL);
    NtClose(event);
    return status;
}

/* An event that cannot be set is seen before anything is deleted. */
static NTSTATUS delete_any(deleter delete, HANDLE queue, HANDLE timer, HANDLE event)
{
    BYTE flags[2];
    if (RtlDllShutdownInProgress())
        return STATUS_SUCCESS;
    if (event == INVALID_HANDLE_VALUE)
        return delete_and_wait(delete, queue, timer);
    NTSTATUS status =
        event ? NtQueryObject(event, ObjectHandleFlags, flags, sizeof flags, NULL) : STATUS_SUCCESS;
    return NT_SUCCESS(status) ? locked(delete, queue, timer, event) : status;
}

NTSTATUS NTAPI RtlDeleteTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
    if (!timer)
        return STATUS_INVALID_PARAMETER_1;
    return delete_any(delete_timer, queue, timer, event);
}

NTSTATUS NTAPI RtlDeleteTimerQueueEx(HANDLE queue, HANDLE event)
{
    return delete_any(delete_queue, queue, NULL, event);
}

NTSTATUS NTAPI RtlDeleteTimerQueue(HANDLE queue)
{
    return RtlDeleteTimerQueueEx(queue, NULL);
}
