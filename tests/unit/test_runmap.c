// sources: mmu/runmap.c
#include <stdlib.h>
#include <string.h>
#include "mmu/runmap.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define MOST 4096u

static struct runmap map;
static bool model[MOST];
static uint32_t seed = 314159;

/* The words are blocks of their own, so that a step beyond them is seen. */
static void begin(uint32_t size)
{
    map = (struct runmap){calloc(RUNMAP_WORDS(size), sizeof(uint32_t)),
                          calloc(RUNMAP_FULL(size), sizeof(uint32_t)), size};
    memset(model, 0, sizeof model);
}

static void end(void)
{
    free(map.taken);
    free(map.full);
}

static bool is_free(uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        if (model[i])
            return false;
    return true;
}

static uint32_t model_find(uint32_t count)
{
    for (uint32_t first = 0; first + count <= map.size; first++)
        if (is_free(first, count))
            return first;
    return map.size;
}

static uint32_t model_count(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < map.size; i++)
        count += model[i];
    return count;
}

static void take(uint32_t first, uint32_t count)
{
    runmap_take(&map, first, count);
    memset(model + first, true, count);
}

/* All that was taken in a row from `first` on, or some of it. */
static void give(uint32_t first)
{
    uint32_t most = 1 + host_random(&seed) % 80, count = 0;
    while (first + count < map.size && count < most && model[first + count])
        count++;
    runmap_give(&map, first, count);
    memset(model + first, false, count);
}

/* Lengths around one bit, one word, and several. */
static uint32_t some_count(void)
{
    static const uint32_t counts[] = {1, 1, 1, 2, 3, 31, 32, 33, 64, 70, 256};
    return counts[host_random(&seed) % (sizeof counts / sizeof counts[0])];
}

static void agrees_with_a_table(uint32_t size, uint32_t rounds, uint32_t keep)
{
    begin(size);
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t count = some_count(), first = runmap_find(&map, count);
        CHECK(first == model_find(count));
        if (first < map.size)
            take(first, count);
        if (host_random(&seed) % keep == 0)
            give(host_random(&seed) % size);
        CHECK(runmap_count(&map) == model_count());
    }
    end();
}

static void finds_the_lowest_run_in_maps_of_every_size(void)
{
    for (uint32_t size = RUNMAP_BITS; size <= 40 * RUNMAP_BITS; size += RUNMAP_BITS)
        agrees_with_a_table(size, 400, 1);
}

static void finds_the_lowest_run_in_a_large_map_that_is_nearly_full(void)
{
    agrees_with_a_table(MOST, 6000, 1);
    agrees_with_a_table(MOST, 4000, 3);
}

static void the_last_place_can_be_taken_and_no_more(void)
{
    begin(33 * RUNMAP_BITS);
    take(0, map.size - 1);
    CHECK(runmap_find(&map, 2) == map.size && runmap_find(&map, 1) == map.size - 1);
    take(map.size - 1, 1);
    CHECK(runmap_find(&map, 1) == map.size && runmap_find(&map, map.size + 1) == map.size);
    CHECK(runmap_count(&map) == map.size);
    give(0);
    CHECK(runmap_find(&map, 1) == 0);
    end();
}

int main(void)
{
    RUN(finds_the_lowest_run_in_maps_of_every_size);
    RUN(finds_the_lowest_run_in_a_large_map_that_is_nearly_full);
    RUN(the_last_place_can_be_taken_and_no_more);
    return unit_end();
}
