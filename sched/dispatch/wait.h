/*
 * Waiting and waking: events, mutants, semaphores, timers, and time-outs on the clock. Thread context unless
 * said otherwise. The signalling functions never switch: whom they wake becomes ready and runs when its turn
 * comes.
 */
#ifndef SCHED_WAIT_H
#define SCHED_WAIT_H

#include "sched/dispatch/thread.h"

#define WAIT_FOREVER (~0ull)

/* NT's form of a time-out as a clock time: negative, that long from now, INT64_MIN for ever (what INFINITE
 * becomes in SleepEx); otherwise a system time, 0 when that is past. */
uint64_t wait_due(int64_t timeout);

/* `name` is what the log calls it: an object's type, whose number object_start() gives it, or, of what only
 * the kernel waits for, what it is. It stays the caller's. */
void event_start(struct waitable *event, const char *name, enum waitable_kind kind, bool signalled);
int32_t event_set(struct waitable *event); /* these two return the state before; any context */
int32_t event_reset(struct waitable *event);
void event_pulse(struct waitable *event); /* wakes who waits now, leaves it reset */

void semaphore_start(struct semaphore *semaphore, int32_t count, int32_t limit);
/* STATUS_SEMAPHORE_LIMIT_EXCEEDED changes nothing. */
ntstatus semaphore_release(struct semaphore *semaphore, int32_t count, int32_t *before);

void mutant_start(struct mutant *mutant, bool owned);
/* STATUS_MUTANT_NOT_OWNED if another thread, or none, owns it. *before: the count as NT reports it. */
ntstatus mutant_release(struct mutant *mutant, int32_t *before);
/* The running thread ends: what it owns becomes free and abandoned. */
void mutants_abandon(struct thread *thread);

/* A timer is signalled by the clock. `kind` is one of the two of timers; `ring` is told each time it has been
 * signalled, with the clock time at which that was due, if `called` is somebody: the caller sets that while
 * the timer is not set. Any context. */
void waitable_timer_start(struct waitable_timer *timer, enum waitable_kind kind,
                          void (*ring)(struct waitable_timer *timer, uint64_t due));
/* It is no longer signalled, and will be when the clock reaches `due` (at once if it has), then at every
 * `period`, 0: no more. What it was set to before is forgotten. A thread that looks late finds one signal,
 * however many periods have passed, and the next one is due when it would have been anyhow. */
void waitable_timer_set(struct waitable_timer *timer, uint64_t due, uint64_t period);
/* Was it set? Whether it is signalled does not change. */
bool waitable_timer_cancel(struct waitable_timer *timer);

/* `ring` is called when the clock has reached `due`, once; it may set the call anew, and must not wait.
 * `can_wake` is asked when no thread is ready. Any context. */
void clock_call_start(struct clock_call *call, void (*ring)(struct clock_call *call), bool (*can_wake)(void));
/* What it was set to before is forgotten. Nobody is called before wait_expire(). */
void clock_call_set(struct clock_call *call, uint64_t due);
void clock_call_cancel(struct clock_call *call);

/* Waits until `object` is signalled or the clock reaches `due` (WAIT_FOREVER; 0 only looks). STATUS_SUCCESS,
 * STATUS_ABANDONED_WAIT_0, STATUS_TIMEOUT; STATUS_USER_APC when the thread is being terminated and `reason`
 * is a program's. */
ntstatus wait_one(struct waitable *object, enum wait_reason reason, uint64_t due);

/* The same for `count` objects in `blocks`, whose object fields are set; they must live until it returns. For
 * one of them: STATUS_WAIT_0 + its index. */
ntstatus wait_many(struct wait_block *blocks, uint32_t count, bool all, enum wait_reason reason,
                   uint64_t due);

/* Sleeps until the clock reaches `due`. STATUS_SUCCESS or STATUS_USER_APC. */
ntstatus wait_delay(uint64_t due, enum wait_reason reason);

/* Waits that programs ask for end early when the thread is to end, and then the thread's kernel stack may
 * leave memory; those of the kernel do not. */
static inline bool wait_is_programs(enum wait_reason reason)
{
    return reason == WAIT_USER_REQUEST || reason == WAIT_DELAY_EXECUTION;
}

/* The waits that programs ask for (UserRequest, DelayExecution). An alertable one ends, too, when a user APC
 * is there (STATUS_USER_APC; the APC is delivered on the way back to user mode) or the thread is alerted
 * (STATUS_ALERTED). First it is looked whether the objects are signalled, then for alerts, then for APCs,
 * then at the clock, as in NT. */
ntstatus wait_user_one(struct waitable *object, bool alertable, uint64_t due);
ntstatus wait_user_many(struct wait_block *blocks, uint32_t count, bool all, bool alertable, uint64_t due);
ntstatus wait_user_delay(bool alertable, uint64_t due);

/* Ends the thread's wait if it is an alertable one. False if it is not. Any context. */
bool wait_alert(struct thread *thread, ntstatus status);

/* Ends the wait of a waiting thread early with that status. Any context. */
void wait_break(struct thread *thread, ntstatus status);

/* A waiting thread is no longer suspended: what was signalled meanwhile may end its wait. Any context. */
void wait_retry(struct thread *thread);

/* Packets for threads: who has asked last is served first, so that few threads do the work and the others
 * rest (Microsoft: I/O Completion Ports). `most` threads of it may run at a time; 0: one for each processor.
 */
void packet_queue_start(struct packet_queue *queue, const char *name, uint32_t most);
/* Behind the others. Any context. */
void packet_queue_put(struct packet_queue *queue, struct link *packet);
/* The running thread asks for the first packet and belongs to the queue from now on. As wait_user_one();
 * STATUS_ABANDONED_WAIT_0: it was closed. *packet is set with STATUS_SUCCESS only. */
ntstatus packet_queue_take(struct packet_queue *queue, bool alertable, uint64_t due, struct link **packet);
/* Nobody shall wait for packets any more. */
void packet_queue_close(struct packet_queue *queue);
/* It goes: nobody belongs to it any more. What lies in it is the caller's. */
void packet_queue_end(struct packet_queue *queue);
/* The thread ends, and with it its part in a queue. */
void packet_queue_leave(struct thread *thread);

/* Lets time jump to the next moment that can make a thread ready, and makes it so. False when there is none:
 * nobody waits for time. A time-out is such a moment. One at which a timer is due is only if that timer is
 * not signalled yet and a thread waits for it that nothing else holds: alone, or with others of which each is
 * signalled or is a timer that is set; or if a thread that waits alertably is called by it. So a periodic
 * timer that nobody waits for does not keep the machine alive. Those that are passed over have rung when time
 * has jumped. */
bool wait_pass_time(void);

/* That moment, which may be over; WAIT_FOREVER: there is none. */
uint64_t wait_next_due(void);

/* Will time wake a thread, or signal a timer? */
bool wait_is_timed(void);

/* Wakes whoever's time has come by now, and signals the timers that are due. Called at each switch, so that
 * nobody oversleeps while others run, and when somebody looks at a timer. */
void wait_expire(void);

#endif
