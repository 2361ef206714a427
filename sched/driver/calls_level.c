/* Levels and spin locks. */
#include "sched/driver/kernelcalls.h"

#include "firmware/level.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/spinlock.h"

uint8_t NTAPI ke_get_current_irql(void)
{
    return (uint8_t)level_now;
}

uint8_t FASTCALL kf_raise_irql(uint8_t level)
{
    if (level < level_now || level > HIGH_LEVEL)
        driver_call_bug(BUGCHECK_IRQL_NOT_GREATER, level_now, level,
                        "a driver raises the level to a lower one");
    return (uint8_t)level_raise(level);
}

void FASTCALL kf_lower_irql(uint8_t level)
{
    if (level > level_now)
        driver_call_bug(BUGCHECK_IRQL_NOT_LESS, level, level_now,
                        "a driver lowers the level to a higher one");
    dpc_lower(level);
}

void NTAPI ke_initialize_spin_lock(uint32_t *lock)
{
    *lock = 0;
}

void FASTCALL kef_acquire_spin_lock_at_dpc_level(uint32_t *lock)
{
    spin_lock_take(lock);
}

void FASTCALL kef_release_spin_lock_from_dpc_level(uint32_t *lock)
{
    spin_lock_give(lock);
}

uint8_t FASTCALL kf_acquire_spin_lock(uint32_t *lock)
{
    return (uint8_t)spin_lock_acquire(lock);
}

void FASTCALL kf_release_spin_lock(uint32_t *lock, uint8_t level)
{
    spin_lock_release(lock, level);
}

void NTAPI io_acquire_cancel_spin_lock(uint8_t *level)
{
    *level = (uint8_t)cancel_lock_acquire();
}

void NTAPI io_release_cancel_spin_lock(uint8_t level)
{
    cancel_lock_release(level);
}
