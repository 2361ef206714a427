#include "sched/driver/spinlock.h"

#include "firmware/level.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"

static uint32_t cancel_lock;

void spin_lock_take(uint32_t *lock)
{
    if (level_now < DISPATCH_LEVEL)
        driver_call_bug(BUGCHECK_IRQL_UNEXPECTED, level_now, (uint32_t)lock,
                        "a driver takes a spin lock at a low level");
    if (*lock != 0)
        driver_call_bug(BUGCHECK_LOCK_OWNED, (uint32_t)lock, 0, "a driver takes a spin lock twice");
    *lock = 1;
}

void spin_lock_give(uint32_t *lock)
{
    if (level_now < DISPATCH_LEVEL || *lock != 1)
        driver_call_bug(BUGCHECK_LOCK_NOT_OWNED, (uint32_t)lock, level_now,
                        "a driver gives back a spin lock that it has not");
    *lock = 0;
}

uint32_t spin_lock_acquire(uint32_t *lock)
{
    driver_call_at_most(DISPATCH_LEVEL);
    uint32_t level = level_raise(DISPATCH_LEVEL);
    spin_lock_take(lock);
    return level;
}

void spin_lock_release(uint32_t *lock, uint32_t level)
{
    spin_lock_give(lock);
    if (level > level_now)
        driver_call_bug(BUGCHECK_IRQL_NOT_LESS, level, level_now,
                        "a driver lowers the level to a higher one");
    dpc_lower(level);
}

uint32_t cancel_lock_acquire(void)
{
    return spin_lock_acquire(&cancel_lock);
}

void cancel_lock_release(uint32_t level)
{
    spin_lock_release(&cancel_lock, level);
}
