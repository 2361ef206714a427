#include "firmware/clock.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"

#define TICKS_PER_UNIT 100u /* -icount shift=0: one tick of the counter is 1 ns */
#define TICKS_PER_STEP (TICKS_PER_UNIT * CLOCK_STEP)
#define COMPUTED_STEP  10000u /* instructions */

static enum clock_source source;
static uint64_t counter_at_start, jumped, first_user;
/* Instruction clock: the units of the whole steps that were seen to go by, and where the counter stood behind
 * the last of them. */
static uint64_t units_seen, counter_seen;
uint64_t clock_shown_until;

INIT_CODE void clock_start(void)
{
    ASSERT(counter_at_start == 0);
    counter_at_start = counter_seen = cpu_time_stamp();
}

INIT_CODE void clock_choose(enum clock_source chosen)
{
    source = chosen;
    clock_shown_until = 0;
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

/* Seldom, so that it may divide 64 bits, which is a function of the compiler's. */
static __attribute__((noinline)) void see_steps(uint64_t ticks)
{
    uint64_t steps = ticks / TICKS_PER_STEP;
    units_seen += steps * CLOCK_STEP;
    counter_seen += steps * TICKS_PER_STEP;
}

static uint64_t units_ran(void)
{
    uint64_t ticks = cpu_time_stamp() - counter_seen;
    if (ticks >= TICKS_PER_STEP)
        see_steps(ticks);
    return units_seen;
}

static uint64_t until_end(uint64_t units)
{
    return units < CLOCK_END ? units : CLOCK_END;
}

uint64_t clock_now(void)
{
    return until_end((source == CLOCK_LOGICAL ? log_events() * CLOCK_STEP : units_ran()) + jumped);
}

uint64_t clock_counter(void)
{
    uint64_t now = clock_now();
    if (source == CLOCK_LOGICAL)
        return now;
    return until_end(now + (uint32_t)(cpu_time_stamp() - counter_seen) / TICKS_PER_UNIT);
}

uint64_t clock_show(void)
{
    uint64_t now = clock_now();
    clock_shown_until = source == CLOCK_LOGICAL ? 0 : counter_seen + TICKS_PER_STEP;
    return now;
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

void clock_go_back(uint64_t then)
{
    uint64_t now = clock_now();
    ASSERT(then <= now);
    clock_shown_until = 0;
    jumped -= now - then;
}

void clock_jump(uint64_t due)
{
    ASSERT(due != UINT64_MAX); /* nobody waits for ever by time */
    uint64_t now = clock_now();
    ASSERT(due <= CLOCK_END);
    clock_shown_until = 0;
    if (due > now)
        jumped += due - now;
}

void clock_computed(uint32_t instructions)
{
    uint32_t steps = instructions / COMPUTED_STEP;
    if (source == CLOCK_LOGICAL)
        jumped += (steps ? steps : 1) * CLOCK_STEP;
}

void clock_leave_out(uint64_t since)
{
    uint64_t waited = cpu_time_stamp() - since;
    counter_at_start += waited;
    counter_seen += waited;
    clock_shown_until = 0;
}
