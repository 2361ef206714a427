/*
 * Timer objects: what programs set to be signalled, or called, at a time (Microsoft: Waitable Timer Objects).
 * How the clock signals them is wait.h's affair; here is whom they call. Thread context, and none waits.
 */
#ifndef SCHED_TIMEROBJECT_H
#define SCHED_TIMEROBJECT_H

#include "sched/object/object.h"
#include "sched/process/userapc.h"

struct timer_object {
    struct object object; /* first */
    struct waitable_timer timer;
    struct user_apc apc;   /* lent to the thread that it calls, when it rings */
    struct link by_thread; /* in timer.called->timers; empty: it calls nobody */
};

enum timer_right {
    TIMER_RIGHT_QUERY = 0x1,
    TIMER_RIGHT_MODIFY = 0x2,
};

extern const struct object_type timer_type;

/* In zeroed memory, before the object begins: it is not set. */
void timer_object_start(struct timer_object *timer, enum waitable_kind kind);

/* As waitable_timer_set(). With a `call` the running thread makes it each time, when it waits alertably: its
 * first argument is the caller's, the other two are the system time at which the timer was due, low and high.
 * A call that waits to be made when the time comes again is made once. Calls of what it was set to before are
 * not made any more. */
void timer_object_set(struct timer_object *timer, uint64_t due, uint64_t period,
                      const struct user_call *call);

/* It is not set any more, and calls that were not made are not made. Whether it is signalled stays. */
void timer_object_cancel(struct timer_object *timer);

/* The running thread ends: the timers that call it are cancelled. */
void timers_leave(struct thread *thread);

#endif
