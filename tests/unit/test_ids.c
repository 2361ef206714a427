// sources: sched/process/ids.c
#include "sched/process/ids.h"

#include <stddef.h>
#include "tests/unit/unit.h"

static void they_count_by_four(void)
{
    CHECK(ids_end() == 0);
    CHECK(ids_take() == 4 && ids_take() == 8);
    CHECK(ids_end() == 9);
}

/* What is no list of ids, what is nobody's id, what was given out, what comes twice, one too many. */
static void what_cannot_be_is_refused(void)
{
    const char *const lists[] = {
        "x",     "12,x",       "12 ,16", "-12",      "0",
        "65536", "4294967308", "8",      "33,11,33", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        CHECK(!ids_choose(lists[i]));
    CHECK(ids_take() == 12);
}

static void an_empty_place_leaves_out_what_is_chosen(void)
{
    CHECK(ids_choose("44,,,20,123,"));
    const uint32_t ids[] = {44, 16, 24, 20, 123, 28};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        CHECK(ids_take() == ids[i]);
    CHECK(ids_end() == 124);
}

static void behind_the_list_they_count_on(void)
{
    for (uint32_t id = 32; id < 200; id += 4)
        CHECK(id == 44 || ids_take() == id);
    CHECK(ids_end() == 197);
}

int main(void)
{
    RUN(they_count_by_four);
    RUN(what_cannot_be_is_refused);
    RUN(an_empty_place_leaves_out_what_is_chosen);
    RUN(behind_the_list_they_count_on);
    return unit_end();
}
