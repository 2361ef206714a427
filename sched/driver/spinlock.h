/*
 * Spin locks of drivers. One processor, and nothing takes it from a thread: to hold one is to be at
 * DISPATCH_LEVEL, and to find one taken is to have taken it twice. Any context.
 */
#ifndef SCHED_SPINLOCK_H
#define SCHED_SPINLOCK_H

#include <stdint.h>

/* The level is DISPATCH_LEVEL or above (else a bugcheck, as is all that is wrong with a lock). */
void spin_lock_take(uint32_t *lock);
void spin_lock_give(uint32_t *lock);

/* The level before, and back to it. */
uint32_t spin_lock_acquire(uint32_t *lock);
void spin_lock_release(uint32_t *lock, uint32_t level);

/* NT's cancel spin lock, with which a driver's cancel routine is called. */
uint32_t cancel_lock_acquire(void);
void cancel_lock_release(uint32_t level);

#endif
