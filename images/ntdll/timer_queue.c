#include "images/ntdll/timer_queue.h"
#include "firmware/panic.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/nt_system.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/worker.h"
#include "sched/dispatch/timerheap.h"

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
    ULONG mark;         /* MARK_TIMER until it is deleted */
    struct timer timer; /* in `due`, its due a system time */
    struct queue *queue;
    LIST_ENTRY link;
    WAITORTIMERCALLBACKFUNC function;
    void *context;
    ULONG flags;
    uint64_t period; /* 0: once */
    BOOL was_due;
    struct work work;
    ULONG calls; /* begun, or handed to workers, and not back */
    HANDLE told; /* set when it is deleted and the last is back, or null */
};

static RTL_CRITICAL_SECTION lock = CRITICAL_SECTION_FREE;
static struct timer_heap due;
static struct queue own = {MARK_QUEUE, {&own.timers, &own.timers}, NULL};
static HANDLE clock;         /* the timer thread waits for it */
static uint64_t clock_is_at; /* what it is set to; 0: not set */

/* The heap is the kernel's, and so are its assertions: here they end the process. */
_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    for (;;)
        RtlRaiseStatus(STATUS_ASSERTION_FAILURE);
}

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

static uint64_t now(void)
{
    LARGE_INTEGER time;
    NtQuerySystemTime(&time);
    return (uint64_t)time.QuadPart;
}

/* The clock rings for the first that is due. */
static void set_clock(void)
{
    const struct timer *first = timer_first(&due);
    uint64_t then = first ? first->due : 0;
    if (then == clock_is_at)
        return;
    clock_is_at = then;
    if (then)
        NtSetTimer(clock, &(LARGE_INTEGER){.QuadPart = (LONGLONG)then}, NULL, NULL, FALSE, 0, NULL);
    else
        NtCancelTimer(clock, NULL);
}

static void set_due(struct queue_timer *timer, DWORD milliseconds, DWORD period)
{
    timer_cancel(&due, &timer->timer);
    timer->period = (uint64_t)period * UNITS_PER_MS;
    if (milliseconds != INFINITE) {
        timer->timer.due = now() + (uint64_t)milliseconds * UNITS_PER_MS;
        timer_set(&due, &timer->timer);
    }
    set_clock();
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
    timer->link.Flink->Blink = timer->link.Blink;
    timer->link.Blink->Flink = timer->link.Flink;
    tell(timer->told);
    forget(timer);
    queue_is_gone(queue);
    return TRUE;
}

/* ---- the calls ---- */

static void call(struct queue_timer *timer)
{
    timer->function(timer->context, TRUE);
    RtlEnterCriticalSection(&lock);
    timer->calls--;
    timer_is_gone(timer);
    RtlLeaveCriticalSection(&lock);
}

static void call_by_worker(struct work *work)
{
    call(CONTAINING_RECORD(work, struct queue_timer, work));
}

static void let_call(struct queue_timer *timer)
{
    if (!(timer->flags & WT_EXECUTEINTIMERTHREAD) && work_queue(&timer->work))
        return;
    RtlLeaveCriticalSection(&lock);
    call(timer);
    RtlEnterCriticalSection(&lock);
}

/* Takes a timer that is due out, or puts it to its next period. */
static void passes(struct queue_timer *timer, uint64_t time)
{
    timer_cancel(&due, &timer->timer);
    timer->was_due = TRUE;
    if (timer->period == 0)
        return;
    timer->timer.due += ((time - timer->timer.due) / timer->period + 1) * timer->period;
    timer_set(&due, &timer->timer);
}

static void call_who_is_due(void)
{
    struct timer *first;
    uint64_t time = now();
    clock_is_at = 0; /* it has rung */
    while ((first = timer_first(&due)) && first->due <= time) {
        struct queue_timer *timer = CONTAINING_RECORD(first, struct queue_timer, timer);
        passes(timer, time);
        timer->calls++;
        let_call(timer);
    }
    set_clock();
}

/* Alertable, so that a function that runs here may have itself called. */
static __attribute__((noreturn)) DWORD WINAPI timer_thread(void *unused)
{
    for (;;) {
        if (NtWaitForSingleObject(clock, TRUE, NULL) != STATUS_WAIT_0)
            continue;
        RtlEnterCriticalSection(&lock);
        call_who_is_due();
        RtlLeaveCriticalSection(&lock);
    }
}

static NTSTATUS start(void)
{
    HANDLE thread;
    if (clock)
        return STATUS_SUCCESS;
    NTSTATUS status = NtCreateTimer(&clock, TIMER_ALL_ACCESS, NULL, SynchronizationTimer);
    if (!NT_SUCCESS(status))
        return status;
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, CURRENT_PROCESS, timer_thread, NULL, 0, 0, 0,
                              0, NULL);
    if (NT_SUCCESS(status))
        return NtClose(thread);
    NtClose(clock);
    clock = NULL;
    return status;
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
    NTSTATUS status = start();
    if (!NT_SUCCESS(status))
        return status;
    timer->queue = queue;
    timer->link = (LIST_ENTRY){&queue->timers, queue->timers.Blink};
    queue->timers.Blink->Flink = &timer->link;
    queue->timers.Blink = &timer->link;
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
    *timer = made;
    RtlEnterCriticalSection(&lock);
    NTSTATUS status = join(made, queue, milliseconds, period);
    RtlLeaveCriticalSection(&lock);
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
    RtlEnterCriticalSection(&lock);
    struct queue_timer *timer = timer_of(queue, handle);
    if (timer && !(timer->was_due && timer->period == 0))
        set_due(timer, milliseconds, period);
    RtlLeaveCriticalSection(&lock);
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
    timer_cancel(&due, &timer->timer);
    set_clock();
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
            timer_cancel(&due, &timer->timer);
            timer->mark = 0;
            timer_is_gone(timer);
        }
    }
    set_clock();
    queue->mark = 0;
    queue->told = event;
    return queue_is_gone(queue) ? STATUS_SUCCESS : STATUS_PENDING;
}

static NTSTATUS locked(deleter delete, HANDLE queue, HANDLE timer, HANDLE event)
{
    RtlEnterCriticalSection(&lock);
    NTSTATUS status = delete (queue, timer, event);
    RtlLeaveCriticalSection(&lock);
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
