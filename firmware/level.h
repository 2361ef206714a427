/*
 * The level at which the processor works, NT's IRQL: what may interrupt it and what it may do. Programs and
 * most of the kernel run at PASSIVE_LEVEL. From DISPATCH_LEVEL on no page fault may be taken (bugcheck
 * 0000000a) and nothing may be waited for (asserted by the dispatcher), so what must not be left half-way
 * raises the level. It is the processor's, not a thread's: threads are switched at DISPATCH_LEVEL and go on
 * at PASSIVE_LEVEL.
 */
#ifndef FIRMWARE_LEVEL_H
#define FIRMWARE_LEVEL_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/panic.h"

/* NT's names and numbers (i386); between the last two those of devices. */
#define PASSIVE_LEVEL  0u
#define APC_LEVEL      1u
#define DISPATCH_LEVEL 2u
#define HIGH_LEVEL     31u

/* The level now. Only these two and a bugcheck change it. */
extern uint32_t level_now;

/* To the same level or a higher one; what it was. Any context. */
static inline uint32_t level_raise(uint32_t level)
{
    uint32_t before = level_now;
    ASSERT(before <= level && level <= HIGH_LEVEL);
    level_now = level;
    return before;
}

/* Back to what level_raise() returned. */
static inline void level_lower(uint32_t level)
{
    ASSERT(level <= level_now);
    level_now = level;
}

/* May a page fault be taken? */
static inline bool level_faults(void)
{
    return level_now < DISPATCH_LEVEL;
}

#endif
