// sources: firmware/clock.c
#include "firmware/clock.h"
#include "tests/unit/unit.h"

uint64_t log_counted;

static void an_event_takes_a_step(void)
{
    uint64_t before = clock_now();
    log_counted++;
    CHECK(clock_now() == before + CLOCK_STEP);
    CHECK(clock_system_time() == CLOCK_BOOT_TIME + clock_now());
}

static void a_jump_goes_forward_only(void)
{
    uint64_t due = clock_now() + 12345;
    clock_jump(due);
    CHECK(clock_now() == due);
    clock_jump(due - 1);
    clock_jump(0);
    CHECK(clock_now() == due);
}

static void time_outs_are_exact_for_twenty_five_thousand_years(void)
{
    uint64_t now = clock_now();
    CHECK(CLOCK_EXACT / CLOCK_UNITS_PER_SEC / 86400 / 366 > 25000);
    CHECK(clock_after(0) == now && clock_after(1) == now + 1);
    CHECK(clock_after(CLOCK_EXACT - now) == CLOCK_EXACT);
    CHECK(clock_after(CLOCK_EXACT - now + 1) == CLOCK_EXACT);
    CHECK(clock_after(UINT64_MAX) == CLOCK_EXACT);
}

/* The same long sleep again and again: the calendar holds, and a short sleep stays what it is. */
static void sleeping_does_not_reach_the_end(void)
{
    for (int i = 0; i < 30; i++) {
        uint64_t before = clock_now();
        clock_jump(clock_after(INT64_MAX));
        CHECK(clock_now() > before && clock_now() < CLOCK_END);
        CHECK((int64_t)clock_system_time() > 0);
        CHECK(clock_after(20 * CLOCK_UNITS_PER_SEC) == clock_now() + 20 * CLOCK_UNITS_PER_SEC);
    }
}

static void the_end_stands_still(void)
{
    clock_jump(CLOCK_END);
    log_counted += 1000;
    CHECK(clock_now() == CLOCK_END && clock_system_time() == INT64_MAX);
    CHECK(clock_after(0) == CLOCK_END && clock_after(UINT64_MAX) == CLOCK_END);
    clock_jump(clock_after(5));
    CHECK(clock_now() == CLOCK_END);
}

int main(void)
{
    RUN(an_event_takes_a_step);
    RUN(a_jump_goes_forward_only);
    RUN(time_outs_are_exact_for_twenty_five_thousand_years);
    RUN(sleeping_does_not_reach_the_end);
    RUN(the_end_stands_still);
    return unit_end();
}
