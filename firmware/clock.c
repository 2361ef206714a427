#include "firmware/clock.h"

#include "firmware/cpu.h"
#include "firmware/log.h"
#include "firmware/panic.h"

#define TICKS_PER_UNIT 100u /* -icount shift=0: one tick of the counter is 1 ns */

static enum clock_source source;
static uint64_t counter_at_start, jumped, first_user;
/* Instruction clock: whole units that were seen to go by, and where the counter stood behind the last. */
static uint64_t units_seen, counter_seen;

void clock_start(void)
{
    ASSERT(counter_at_start == 0);
    counter_at_start = counter_seen = cpu_time_stamp();
}

void clock_choose(enum clock_source chosen)
{
    source = chosen;
}

void clock_note_user(void)
{
    if (first_user == 0)
        first_user = clock_instructions();
}

uint64_t clock_first_user(void)
{
    return first_user;
}

uint64_t clock_instructions(void)
{
    return cpu_time_stamp() - counter_at_start;
}

static __attribute__((noinline)) void see_many(uint64_t ticks)
{
    units_seen += ticks / TICKS_PER_UNIT;
    counter_seen += ticks - ticks % TICKS_PER_UNIT;
}

/* Whole units since the start. From one question to the next there are mostly so few ticks that 32 bits hold
 * them, and the compiler's function that divides 64 is spared. */
static uint64_t units_ran(void)
{
    uint64_t ticks = cpu_time_stamp() - counter_seen;
    if (ticks >> 32) {
        see_many(ticks);
        return units_seen;
    }
    uint32_t units = (uint32_t)ticks / TICKS_PER_UNIT;
    counter_seen += units * TICKS_PER_UNIT;
    return units_seen += units;
}

uint64_t clock_now(void)
{
    uint64_t ran = source == CLOCK_LOGICAL ? log_events() * CLOCK_STEP : units_ran();
    return ran + jumped < CLOCK_END ? ran + jumped : CLOCK_END;
}

uint64_t clock_system_time(void)
{
    return CLOCK_BOOT_TIME + clock_now();
}

uint64_t clock_after(uint64_t interval)
{
    uint64_t now = clock_now(), most = (CLOCK_END - now) / 2;
    if (now < CLOCK_EXACT && CLOCK_EXACT - now > most)
        most = CLOCK_EXACT - now;
    return now + (interval < most ? interval : most);
}

void clock_jump(uint64_t due)
{
    ASSERT(due != UINT64_MAX); /* nobody waits for ever by time */
    uint64_t now = clock_now();
    ASSERT(due <= CLOCK_END);
    if (due > now)
        jumped += due - now;
}
