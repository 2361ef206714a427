#include "sched/process/timerobject.h"

#include "firmware/clock.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

static struct timer_object *timer_object_of(struct object *object)
{
    return (struct timer_object *)object;
}

static struct waitable *timer_waitable(struct object *object)
{
    return &timer_object_of(object)->timer.waitable;
}

/* Nobody is called any more, and what waits to be called is not. */
static void call_nobody(struct timer_object *timer)
{
    user_apc_take_back(&timer->apc);
    list_remove(&timer->by_thread);
    timer->timer.called = NULL;
}

/* Who waits for it keeps it, and it rings for that one; but nobody could cancel its calls from now on. */
static void timer_closed(struct object *object)
{
    call_nobody(timer_object_of(object));
}

static void timer_deleted(struct object *object)
{
    struct timer_object *timer = timer_object_of(object);
    ASSERT(list_empty(&timer->timer.waitable.waiters)); /* a waiter holds a reference */
    ASSERT(list_empty(&timer->apc.link) && list_empty(&timer->by_thread));
    timer->timer.waitable.number = 0; /* its end has been told */
    waitable_timer_cancel(&timer->timer);
    pool_free(timer);
}

const struct object_type timer_type = {
    .name = "Timer",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x120000,
    .all_access = 0x1f0003,
    .logged = true,
    .waitable = timer_waitable,
    .closed = timer_closed,
    .deleted = timer_deleted,
};

static void ring(struct waitable_timer *waitable, uint64_t due)
{
    struct timer_object *timer = list_member(waitable, struct timer_object, timer);
    uint64_t then = CLOCK_BOOT_TIME + due;
    if (!list_empty(&timer->apc.link))
        return;
    timer->apc.call.arguments[1] = (uint32_t)then;
    timer->apc.call.arguments[2] = (uint32_t)(then >> 32);
    user_apc_lend(waitable->called, &timer->apc);
}

void timer_object_start(struct timer_object *timer, enum waitable_kind kind)
{
    waitable_timer_start(&timer->timer, kind, ring);
    timer->apc.lent = true;
    list_start(&timer->apc.link);
    list_start(&timer->by_thread);
}

void timer_object_set(struct timer_object *timer, uint64_t due, uint64_t period, const struct user_call *call)
{
    timer_object_cancel(timer);
    if (call) {
        timer->apc.call = *call;
        timer->timer.called = thread_current();
        list_append(&thread_current()->timers, &timer->by_thread);
    }
    waitable_timer_set(&timer->timer, due, period);
}

void timer_object_cancel(struct timer_object *timer)
{
    waitable_timer_cancel(&timer->timer);
    call_nobody(timer);
}

void timers_leave(struct thread *thread)
{
    ASSERT(thread == thread_current() && thread->terminating);
    while (!list_empty(&thread->timers))
        timer_object_cancel(list_member(thread->timers.next, struct timer_object, by_thread));
}
