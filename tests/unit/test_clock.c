// sources: firmware/clock.c
// flags: -include tests/unit/timestamp.h
#include "firmware/clock.h"
#include "tests/unit/unit.h"

uint64_t log_counted;
uint64_t time_stamp;

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

/* Of instructions: 100 ticks are a unit, 10,000 a step. */
enum { STEP_TICKS = 10000, UNIT_TICKS = 100 };

/* 10,000 instructions are a step, what is less is one, too; the other clock has counted them itself. */
static void what_was_computed_takes_time(void)
{
    clock_choose(CLOCK_LOGICAL);
    uint64_t before = clock_now();
    clock_computed(1);
    CHECK(clock_now() == before + CLOCK_STEP);
    clock_computed(1000000000);
    CHECK(clock_now() == before + 100001 * CLOCK_STEP);
    clock_choose(CLOCK_INSTRUCTIONS);
    before = clock_now();
    clock_computed(20000);
    CHECK(clock_now() == before);
    clock_choose(CLOCK_LOGICAL);
}

static void the_logical_clock_is_never_shown(void)
{
    CHECK(clock_show() == clock_now() && !clock_shown());
}

static void instructions_go_by_in_steps(void)
{
    clock_choose(CLOCK_INSTRUCTIONS);
    uint64_t before = clock_now();
    time_stamp += STEP_TICKS - 1;
    CHECK(clock_now() == before && clock_counter() == before + CLOCK_STEP - 1);
    time_stamp += 1;
    CHECK(clock_now() == before + CLOCK_STEP && clock_counter() == clock_now());
    log_counted++;
    CHECK(clock_now() == before + CLOCK_STEP);
}

/* Nobody else's question makes it hold longer, and a jump ends it. */
static void what_was_shown_holds_for_a_step(void)
{
    time_stamp += STEP_TICKS / 2;
    CHECK(clock_show() == clock_now() && clock_shown());
    time_stamp += STEP_TICKS / 2 - 1;
    CHECK(clock_shown());
    time_stamp += 1;
    clock_now();
    CHECK(!clock_shown());
    clock_show();
    clock_jump(clock_now() + 1);
    CHECK(!clock_shown());
    clock_show();
    CHECK(clock_shown());
}

static void what_is_left_out_is_no_time(void)
{
    uint64_t before = clock_counter(), instructions = clock_instructions();
    clock_show();
    uint64_t since = time_stamp;
    time_stamp += 123 * STEP_TICKS + 4567;
    clock_leave_out(since);
    CHECK(clock_counter() == before && clock_instructions() == instructions && !clock_shown());
    time_stamp += STEP_TICKS;
    CHECK(clock_counter() == before + CLOCK_STEP && clock_instructions() == instructions + STEP_TICKS);
}

/* Seeded: shorter and longer than 32 bits of ticks, however often it is asked on the way. */
static void steps_are_what_a_division_says(void)
{
    uint64_t ran = clock_now() - time_stamp / STEP_TICKS * CLOCK_STEP, shown = 0;
    uint32_t seed = 7;
    for (int i = 0; i < 10000; i++) {
        seed = seed * 1664525 + 1013904223;
        time_stamp += (uint64_t)(seed >> 8) << (i % 64 ? 0 : 12);
        uint64_t now = time_stamp / STEP_TICKS * CLOCK_STEP + ran;
        if (seed & 0x10)
            CHECK(clock_shown() == (now == shown));
        if (seed & 0x20)
            CHECK(clock_now() == now);
        if (seed & 0x40)
            CHECK((shown = clock_show()) == now);
        if (seed & 0x80)
            CHECK(clock_counter() == time_stamp / UNIT_TICKS + ran);
    }
}

int main(void)
{
    RUN(an_event_takes_a_step);
    RUN(a_jump_goes_forward_only);
    RUN(what_was_computed_takes_time);
    RUN(the_logical_clock_is_never_shown);
    RUN(instructions_go_by_in_steps);
    RUN(what_was_shown_holds_for_a_step);
    RUN(steps_are_what_a_division_says);
    RUN(what_is_left_out_is_no_time);
    clock_choose(CLOCK_LOGICAL);
    RUN(time_outs_are_exact_for_twenty_five_thousand_years);
    RUN(sleeping_does_not_reach_the_end);
    RUN(the_end_stands_still);
    return unit_end();
}
