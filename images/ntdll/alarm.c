#include "images/ntdll/alarm.h"
#include "firmware/panic.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/nt_system.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/worker.h"

static struct timer_heap due;
static HANDLE clock;         /* the thread waits for it */
static uint64_t clock_is_at; /* what it is set to; 0: not set */

/* The heap is the kernel's, and so are its assertions: here they end the process. */
_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    for (;;)
        RtlRaiseStatus(STATUS_ASSERTION_FAILURE);
}

uint64_t alarm_now(void)
{
    LARGE_INTEGER time;
    NtQuerySystemTime(&time);
    return (uint64_t)time.QuadPart;
}

uint64_t alarm_time(const LARGE_INTEGER *due)
{
    return due->QuadPart > 0 ? (uint64_t)due->QuadPart : alarm_now() - (uint64_t)due->QuadPart;
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

void alarm_set(struct alarm *alarm, uint64_t then, uint64_t period)
{
    timer_cancel(&due, &alarm->timer);
    alarm->period = period;
    alarm->timer.due = then;
    timer_set(&due, &alarm->timer);
    set_clock();
}

void alarm_cancel(struct alarm *alarm)
{
    timer_cancel(&due, &alarm->timer);
    set_clock();
}

/* Takes one that is due out, or puts it to its next period. */
static void passes(struct alarm *alarm, uint64_t time)
{
    timer_cancel(&due, &alarm->timer);
    if (alarm->period == 0)
        return;
    alarm->timer.due += ((time - alarm->timer.due) / alarm->period + 1) * alarm->period;
    timer_set(&due, &alarm->timer);
}

static void ring_who_is_due(void)
{
    struct timer *first;
    uint64_t time = alarm_now();
    clock_is_at = 0; /* it has rung */
    while ((first = timer_first(&due)) && first->due <= time) {
        struct alarm *alarm = CONTAINING_RECORD(first, struct alarm, timer);
        passes(alarm, time);
        alarm->ring(alarm);
    }
    set_clock();
}

/* Alertable, so that a function that runs here may have itself called. */
static __attribute__((noreturn)) DWORD WINAPI alarm_thread(void *unused)
{
    for (;;) {
        if (NtWaitForSingleObject(clock, TRUE, NULL) != STATUS_WAIT_0)
            continue;
        pool_lock();
        ring_who_is_due();
        pool_unlock();
    }
}

NTSTATUS alarm_start(void)
{
    HANDLE thread;
    if (clock)
        return STATUS_SUCCESS;
    NTSTATUS status = NtCreateTimer(&clock, TIMER_ALL_ACCESS, NULL, SynchronizationTimer);
    if (!NT_SUCCESS(status))
        return status;
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, CURRENT_PROCESS, alarm_thread, NULL, 0, 0, 0,
                              0, NULL);
    if (NT_SUCCESS(status))
        return NtClose(thread);
    NtClose(clock);
    clock = NULL;
    return status;
}
