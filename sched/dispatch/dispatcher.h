/*
 * Who runs. Cooperative: a thread runs until it yields, waits or ends; nothing else takes the processor from
 * it, but for the end of a quantum where there are any (sched/process/quantum.h). The next thread is the one
 * that has been ready longest at the highest priority that has any. Every change of thread is a CSwitch line.
 * Lies below mmu: it knows page directories only as numbers for CR3.
 */
#ifndef SCHED_DISPATCHER_H
#define SCHED_DISPATCHER_H

#include "sched/dispatch/thread.h"
#include "sched/dispatch/waitlog.h"

/* The running thread: thread_current(). Only dispatcher.c changes it. */
extern struct thread *thread_running;

static inline struct thread *thread_current(void)
{
    return thread_running;
}

/* Makes the code that runs now the thread `first`: at start, once. */
void dispatcher_start(struct thread *first);

/* Prepares `thread` so that its first switch begins at entry(argument) on its kernel stack. */
void thread_prepare(struct thread *thread, void (*entry)(void *), void *argument);

/* Puts a thread (initialized or waiting) behind the others of its priority. For the log: why, and the object
 * that signalled it, or NULL. */
void dispatcher_ready(struct thread *thread, enum ready_cause cause, const struct waitable *object);

/* The kernel stack of a waiting thread leaves memory, and is back. A thread whose wait has ended meanwhile is
 * told of to the handler (registered once; any context) in state TRANSITION, and becomes ready when its stack
 * is back. */
void dispatcher_stack_leaves(struct thread *thread);
void dispatcher_stack_back(struct thread *thread);
void dispatcher_on_stack_wanted(void (*handler)(struct thread *thread));

/* After a thread has given way so many more times, or might have where no other was ready, the handler is
 * called in its context: for what comes from outside, and would come only if no thread were ready. A later
 * call begins to count anew. Registered once. */
void dispatcher_look_out(uint32_t turns);
void dispatcher_on_look_out(void (*handler)(void));

/* Moves a thread to another priority, behind those that are ready there. */
void dispatcher_set_priority(struct thread *thread, int priority);

/* Gives way to ready threads of the same or a higher priority. False if there was none. */
bool dispatcher_yield(void);

/* Is one ready at the running thread's priority or a higher one? */
bool dispatcher_has_rival(void);

/* As dispatcher_yield(), because the thread's quantum is over: the CSwitch says so. */
void dispatcher_preempt(void);

/* Switches away; the caller has put the running thread into WAITING or TERMINATED. Comes back when it was
 * made ready and its turn has come; never for TERMINATED. */
void dispatcher_switch(void);

/* How often any thread has called dispatcher_switch(). As long as it has not changed, the running thread has
 * not waited or given way: what it read before still holds. It wraps; compare for equality only. */
uint32_t dispatcher_switches(void);

/* Works on another address space for a while: loads its directory. `space` is what fault handling shall use.
 * One level only; CR3 changes are logged. */
void thread_attach(struct space *space, struct directory directory);
void thread_detach(void);

/* Of who tells states apart (sched/dispatch/schedule.h). `left` is told of each switch away, before it;
 * `state` gives a digest of all that what comes can hang on, but for the order of the ready queue; false: it
 * cannot say. Neither waits. */
struct dispatcher_observer {
    void (*left)(const struct thread *thread);
    bool (*state)(uint64_t *digest);
};

/* Registered once, or never. */
void dispatcher_on_choices(const struct dispatcher_observer *observer);

/* Called on the new thread's stack after the switch away from a thread that has ended: frees what it stood
 * on, and does not wait (asserted). Registered once. */
void dispatcher_on_ended(void (*handler)(struct thread *gone));

/* Called when no thread is ready: makes one ready (by letting time pass) or does not return. Registered once.
 */
void dispatcher_on_idle(void (*handler)(void));

#endif
