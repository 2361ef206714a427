#include "sched/driver/drivertimer.h"

#include <stddef.h>
#include "firmware/clock.h"
#include "firmware/level.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/waitobject.h"

#define MOST_FRUITLESS 1000u /* DPCs in turn that make no thread ready */

static struct link set = {&set, &set}; /* the first is due first */
static struct clock_call alarm;
static uint32_t fruitless, fruitless_since;

static struct nt_timer *timer_of(struct link *entry)
{
    return list_member(entry, struct nt_timer, entry);
}

static bool rings_for_waiter(const struct nt_timer *timer)
{
    return timer->header.signalled <= 0 && wait_object_has_waiters(&timer->header);
}

static bool is_worth_while(void)
{
    list_each (entry, &set)
        if ((timer_of(entry)->dpc && fruitless < MOST_FRUITLESS) || rings_for_waiter(timer_of(entry)))
            return true;
    return false;
}

/* Behind those that are due no later. */
static void insert(struct nt_timer *timer)
{
    struct link *before = set.previous;
    while (before != &set && timer_of(before)->due > timer->due)
        before = before->previous;
    list_insert_before(before->next, &timer->entry);
    timer->header.inserted = 1;
}

static void take_out(struct nt_timer *timer)
{
    list_remove(&timer->entry);
    timer->header.inserted = 0;
}

static void count_fruit(void)
{
    if (fruitless_since != dispatcher_switches())
        fruitless = 0;
    fruitless_since = dispatcher_switches();
    fruitless += fruitless < MOST_FRUITLESS;
}

static uint64_t period_of(const struct nt_timer *timer)
{
    return (uint64_t)timer->period * CLOCK_UNITS_PER_MS;
}

/* Of several periods that are over only the last rings. */
static void set_next(struct nt_timer *timer, uint64_t now)
{
    uint64_t period = period_of(timer), most = clock_after(period);
    timer->due += ((now - timer->due) / period + 1) * period;
    timer->due = timer->due < most ? timer->due : most;
    if (timer->due > now)
        insert(timer);
}

static void expire(struct nt_timer *timer, uint64_t now)
{
    uint64_t then = CLOCK_BOOT_TIME + timer->due;
    struct nt_dpc *dpc = timer->dpc;
    take_out(timer);
    if (timer->period > 0)
        set_next(timer, now);
    wait_object_signal(&timer->header, 1);
    if (!dpc)
        return;
    count_fruit();
    dpc_queue(dpc, (void *)(uint32_t)then, (void *)(uint32_t)(then >> 32));
}

static void arm(void)
{
    if (list_empty(&set))
        clock_call_cancel(&alarm);
    else
        clock_call_set(&alarm, timer_of(set.next)->due);
}

/* DPCs run behind all that ring now. */
static void ring(struct clock_call *call)
{
    (void)call;
    uint32_t level = level_raise(DISPATCH_LEVEL);
    for (uint64_t now = clock_now(); !list_empty(&set) && timer_of(set.next)->due <= now;)
        expire(timer_of(set.next), now);
    arm();
    dpc_lower(level);
}

/* Not now: a DPC that sets its timer to what is past would be asked for without end. */
static uint64_t due_after_now(int64_t due)
{
    uint64_t then = wait_due(due), least = clock_now() + 1;
    then = then > least ? then : least;
    return then < CLOCK_END ? then : CLOCK_END;
}

bool driver_timer_set(struct nt_timer *timer, int64_t due, int32_t period, struct nt_dpc *dpc)
{
    bool was_set = driver_timer_cancel(timer);
    if (!alarm.ring)
        clock_call_start(&alarm, ring, is_worth_while);
    timer->header.signalled = 0;
    timer->due = due_after_now(due);
    timer->period = period;
    timer->dpc = dpc;
    insert(timer);
    arm();
    log_driver_timer(timer->due, period_of(timer));
    return was_set;
}

bool driver_timer_cancel(struct nt_timer *timer)
{
    if (!timer->header.inserted)
        return false;
    take_out(timer);
    arm();
    log_driver_timer_cancelled(timer->due);
    return true;
}

static bool within(const void *object, uint32_t first, uint32_t end)
{
    return (uint32_t)object >= first && (uint32_t)object < end;
}

static struct nt_timer *timer_within(uint32_t first, uint32_t end)
{
    list_each (entry, &set) {
        struct nt_timer *timer = timer_of(entry);
        const struct nt_dpc *dpc = timer->dpc;
        if (within(timer, first, end) || within(dpc, first, end) ||
            (dpc && within((const void *)dpc->routine, first, end)))
            return timer;
    }
    return NULL;
}

/* NT's verifier looks at the same moments. */
void driver_timers_check(const struct driver *driver, uint32_t first, uint32_t end)
{
    const struct nt_timer *timer = timer_within(first, end);
    if (!timer)
        return;
    driver_blame(driver);
    bugcheck(BUGCHECK_TIMER_OR_DPC, 0, (uint32_t)timer, first, end,
             "a driver's timer is set, and its memory goes");
}
