/*
 * What the log says of waiting (docs/log-format.md, "Who runs"): one line for each call, none when its class
 * is off. Nothing is changed. Any context.
 */
#ifndef SCHED_WAITLOG_H
#define SCHED_WAITLOG_H

#include "sched/dispatch/thread.h"

/* Why a thread can run from now on. */
enum ready_cause {
    READY_STARTED,
    READY_YIELDED,
    READY_QUANTUM, /* it has given way because its quantum is over */
    READY_SIGNALLED,
    READY_ABANDONED, /* signalled, by a mutant whose owner ended */
    READY_TIMEOUT,
    READY_APC,
    READY_ALERTED,
    READY_ENDED,    /* its wait was broken because it is to end */
    READY_PRIORITY, /* moved to another one */
    READY_STACK     /* its kernel stack is back, the wait was over before */
};

/* The thread's state, and of one that waits why, as a field of a line that has begun: `Waiting(UserRequest)`.
 */
void wait_log_thread(const struct thread *thread);

/* What a thread that waits is waiting for, as fields of a line that has begun. */
void wait_log_objects(const struct thread *thread);

/* The thread goes to sleep; its wait is set up. */
void wait_log_sleep(const struct thread *thread);

/* The same at a deadlock, where nothing can be turned off. */
void wait_log_waiter(const struct thread *thread);

/* `object` is what signalled it, or NULL. */
void wait_log_ready(const struct thread *thread, enum ready_cause cause, const struct waitable *object);

/* The same, but it cannot run yet: its kernel stack is away. */
void wait_log_transition(const struct thread *thread, enum ready_cause cause, const struct waitable *object);

/* The object's state has changed to what it is now. Nothing for one that has no number. */
void wait_log_state(const struct waitable *object);

/* The timer has been set, or is no longer. */
void wait_log_timer(const struct waitable_timer *timer);

/* The clock has jumped, because nobody was ready. */
void wait_log_time(void);

#endif
