#include "firmware/clock.h"

#include "firmware/cpu.h"
#include "firmware/log.h"

#define TICKS_PER_UNIT 100u /* -icount shift=0: one tick of the counter is 1 ns */

static enum clock_source source;
static uint64_t counter_at_start, jumped;

void clock_start(enum clock_source chosen)
{
    source = chosen;
    counter_at_start = cpu_time_stamp();
}

uint64_t clock_instructions(void)
{
    return cpu_time_stamp() - counter_at_start;
}

uint64_t clock_now(void)
{
    uint64_t ran = source == CLOCK_LOGICAL ? log_events() * CLOCK_STEP : clock_instructions() / TICKS_PER_UNIT;
    return ran + jumped;
}

uint64_t clock_system_time(void)
{
    return CLOCK_BOOT_TIME + clock_now();
}

void clock_jump(uint64_t due)
{
    uint64_t now = clock_now();
    if (due > now)
        jumped += due - now;
}
