// sources: storage/slotmap.c
#include <stdlib.h>
#include <string.h>
#include "storage/slotmap.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static struct slotmap map;
static void *memory;

static void begin(uint32_t slots)
{
    memory = malloc(slotmap_bytes(slots) + (slots == 0));
    slotmap_init(&map, memory, slots, slots);
}

static void end(void)
{
    free(memory);
}

static slot_t slot(uint32_t number)
{
    return (slot_t){number};
}

static void first_slot_is_one(void)
{
    uint32_t taken;
    begin(10);
    CHECK(slotmap_reserve(&map, 1, &taken).number == 1 && taken == 1);
    CHECK(slotmap_reserve(&map, 3, &taken).number == 2 && taken == 3);
    CHECK(map.in_use == 4 && map.rover == 4);
    end();
}

static void sizes_around_a_word_are_used_to_the_last_slot(void)
{
    static const uint32_t sizes[] = {1, 31, 32, 33, 63, 64, 65, 100};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint32_t taken;
        begin(sizes[i]);
        CHECK(slotmap_reserve(&map, sizes[i], &taken).number == 1 && taken == sizes[i]);
        CHECK(slot_is_none(slotmap_reserve(&map, 1, &taken)) && taken == 0);
        CHECK(map.in_use == sizes[i]);
        end();
    }
}

static void an_empty_map_gives_nothing(void)
{
    uint32_t taken = 7;
    begin(0);
    CHECK(slot_is_none(slotmap_reserve(&map, 1, &taken)) && taken == 0);
    end();
}

static void the_rover_goes_on_and_around(void)
{
    uint32_t taken;
    begin(8);
    slotmap_reserve(&map, 6, &taken);
    slotmap_release(&map, slot(2));
    CHECK(slotmap_reserve(&map, 1, &taken).number == 7); /* not the hole behind the rover's back */
    CHECK(slotmap_reserve(&map, 1, &taken).number == 8);
    CHECK(slotmap_reserve(&map, 1, &taken).number == 2);
    CHECK(slot_is_none(slotmap_reserve(&map, 1, &taken)));
    end();
}

static void the_first_run_that_is_long_enough_wins(void)
{
    uint32_t taken;
    begin(100);
    slotmap_reserve(&map, 100, &taken);
    for (uint32_t i = 10; i < 12; i++)
        slotmap_release(&map, slot(i));
    for (uint32_t i = 40; i < 48; i++)
        slotmap_release(&map, slot(i));
    for (uint32_t i = 70; i < 90; i++)
        slotmap_release(&map, slot(i));
    CHECK(slotmap_reserve(&map, 5, &taken).number == 40 && taken == 5);
    CHECK(slotmap_reserve(&map, 5, &taken).number == 70 &&
          taken == 5); /* behind the rover only 3 were left there */
    end();
}

static void else_the_longest_run_is_given(void)
{
    uint32_t taken;
    begin(64);
    slotmap_reserve(&map, 64, &taken);
    slotmap_release(&map, slot(5));
    for (uint32_t i = 30; i < 36; i++) /* across a word's end */
        slotmap_release(&map, slot(i));
    CHECK(slotmap_reserve(&map, 16, &taken).number == 30 && taken == 6);
    CHECK(slotmap_reserve(&map, 16, &taken).number == 5 && taken == 1);
    CHECK(slotmap_reserve(&map, 16, &taken).number == 0 && taken == 0);
    end();
}

static void a_full_word_is_left_at_its_end(void)
{
    uint32_t taken;
    begin(96);
    slotmap_reserve(&map, 96, &taken);
    slotmap_release(&map, slot(16));
    CHECK(slotmap_reserve(&map, 1, &taken).number == 16); /* the rover stands in the middle of a full word */
    slotmap_release(&map, slot(34));
    slotmap_release(&map, slot(70));
    CHECK(slotmap_reserve(&map, 1, &taken).number == 34);
    end();
}

static void a_run_across_the_rover_is_found(void)
{
    uint32_t taken;
    begin(32);
    slotmap_reserve(&map, 16, &taken);
    for (uint32_t i = 9; i <= 16; i++)
        slotmap_release(&map, slot(i));
    CHECK(slotmap_reserve(&map, 20, &taken).number == 9 && taken == 20);
    end();
}

/* A model with one byte a slot, against many random steps. */
static void agrees_with_a_plain_model(void)
{
    static bool used[301];
    uint32_t state = 1, taken, in_use = 0;
    begin(300);
    for (int step = 0; step < 20000; step++) {
        uint32_t wanted = host_random(&state) % 9 + 1, number = host_random(&state) % 300 + 1;
        if (host_random(&state) % 2) {
            slot_t first = slotmap_reserve(&map, wanted, &taken);
            CHECK(taken <= wanted && (taken != 0) == (in_use < 300));
            for (uint32_t i = 0; i < taken; i++) {
                CHECK(!used[first.number + i]);
                used[first.number + i] = true;
            }
            in_use += taken;
        }
        for (uint32_t i = number; i < number + 5 && i <= 300; i++) {
            if (used[i]) {
                slotmap_release(&map, slot(i));
                used[i] = false;
                in_use--;
            }
        }
        CHECK(map.in_use == in_use);
    }
    end();
}

int main(void)
{
    RUN(first_slot_is_one);
    RUN(sizes_around_a_word_are_used_to_the_last_slot);
    RUN(an_empty_map_gives_nothing);
    RUN(the_rover_goes_on_and_around);
    RUN(the_first_run_that_is_long_enough_wins);
    RUN(else_the_longest_run_is_given);
    RUN(a_full_word_is_left_at_its_end);
    RUN(a_run_across_the_rover_is_found);
    RUN(agrees_with_a_plain_model);
    return unit_end();
}
