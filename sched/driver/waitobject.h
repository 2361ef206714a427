/*
 * What drivers wait for: events, mutexes, semaphores, timers and threads, which lie in the driver's memory as
 * NT's headers lay them out (NT: dispatcher objects). There is room for two pointers of who waits, so that
 * one keeps what can be waited for on its own stack: one thing for all the objects that it waits for.
 *
 * Signalling: at DISPATCH_LEVEL or below, never switches. Waiting: thread context, below DISPATCH_LEVEL.
 */
#ifndef SCHED_WAITOBJECT_H
#define SCHED_WAITOBJECT_H

#include <stdbool.h>
#include "sched/dispatch/thread.h"
#include "sched/driver/ntdriver.h"

#define WAIT_OBJECTS_MOST 64u /* NT: MAXIMUM_WAIT_OBJECTS */

/* `bytes` is the size of the whole object. */
void wait_object_start(struct nt_header *object, enum nt_object_type type, uint32_t bytes, int32_t signalled);

/* Its signal state becomes that, and whose wait ends with it is woken, first come first served. */
void wait_object_signal(struct nt_header *object, int32_t signalled);

bool wait_object_has_waiters(const struct nt_header *object);

/* Waits for any, or all, of 1 .. WAIT_OBJECTS_MOST; `timeout` as in wait_due(), NULL: for ever.
 * STATUS_WAIT_0 and which, or STATUS_WAIT_0; STATUS_TIMEOUT. At DISPATCH_LEVEL nothing but a look (a time-out
 * of 0). */
int32_t wait_objects(struct nt_header *const *objects, uint32_t count, bool all, const int64_t *timeout);

/* Before a wait: a level below DISPATCH_LEVEL is the thread's, and the dispatcher's is none. The level, which
 * is to be raised again behind it; one that is higher is a bugcheck. */
uint32_t wait_level_leave(void);

/* What its signal state was. That another thread owns it, or none, is a bugcheck. */
int32_t wait_mutex_release(struct nt_mutex *mutex);

/* How often the running thread would have to release mutexes until it owned none; *one is one that it owns.
 */
uint32_t wait_mutexes_held(const struct nt_mutex **one);

#endif
