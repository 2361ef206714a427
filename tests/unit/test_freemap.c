// sources: sched/object/freemap.c
#include "sched/object/freemap.h"

#include <string.h>
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/* As many words as any map here needs, and one behind them that must stay what it is. */
#define GUARD 0x5a5a5a5au
static uint32_t words[65536 / 32 + 65536 / 1024 + 3];
static struct freemap map;

static void begin(uint32_t size)
{
    memset(words, 0xff, sizeof words);
    words[freemap_words(size)] = GUARD;
    freemap_start(&map, words, size);
    for (uint32_t i = size; i-- > 0;)
        freemap_give(&map, i);
}

static bool end_is_whole(void)
{
    return words[freemap_words(map.size)] == GUARD;
}

static void a_map_that_was_never_started_has_none(void)
{
    const struct freemap nothing = {.size = 0};
    CHECK(freemap_lowest(&nothing) == 0);
}

static void a_started_map_is_all_taken(void)
{
    freemap_start(&map, words, 100);
    CHECK(freemap_lowest(&map) == 100);
    freemap_give(&map, 99);
    CHECK(freemap_lowest(&map) == 99);
}

/* Around the ends of words of each level. */
static void every_size_is_given_out_in_order(void)
{
    static const uint32_t sizes[] = {1, 31, 32, 33, 1023, 1024, 1025, 32767, 32768, 32769, 65535, 65536};
    for (uint32_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        bool in_order = true;
        begin(sizes[i]);
        for (uint32_t number = 0; number < sizes[i]; number++) {
            in_order = in_order && freemap_lowest(&map) == number;
            freemap_take(&map, number);
        }
        CHECK(in_order && freemap_lowest(&map) == sizes[i] && end_is_whole());
    }
}

static void what_comes_back_lower_goes_first(void)
{
    begin(65536);
    for (uint32_t number = 0; number < 65536; number++)
        freemap_take(&map, number);
    freemap_give(&map, 65535);
    CHECK(freemap_lowest(&map) == 65535);
    freemap_give(&map, 32768);
    CHECK(freemap_lowest(&map) == 32768);
    freemap_give(&map, 40);
    freemap_give(&map, 3);
    CHECK(freemap_lowest(&map) == 3);
    freemap_take(&map, 3);
    CHECK(freemap_lowest(&map) == 40);
}

static uint32_t lowest_of(const bool *is_free, uint32_t size)
{
    uint32_t number = 0;
    while (number < size && !is_free[number])
        number++;
    return number;
}

/* One byte a number, against many random steps. */
static void agrees_with_a_plain_model(uint32_t size, uint32_t seed)
{
    static bool is_free[FREEMAP_MOST];
    bool same = true;
    memset(is_free, true, sizeof is_free);
    begin(size);
    for (int step = 0; same && step < 8000; step++) {
        uint32_t number = host_random(&seed) % size, lowest = lowest_of(is_free, size);
        same = freemap_lowest(&map) == lowest;
        if (host_random(&seed) % 8 != 0 && lowest < size)
            number = lowest; /* what a table of handles does most of the time */
        if (is_free[number])
            freemap_take(&map, number);
        else
            freemap_give(&map, number);
        is_free[number] = !is_free[number];
    }
    CHECK(same && end_is_whole());
}

static void agrees_with_plain_models(void)
{
    agrees_with_a_plain_model(32, 1);
    agrees_with_a_plain_model(100, 2);
    agrees_with_a_plain_model(4096, 3);
    agrees_with_a_plain_model(40000, 4);
}

int main(void)
{
    RUN(a_map_that_was_never_started_has_none);
    RUN(a_started_map_is_all_taken);
    RUN(every_size_is_given_out_in_order);
    RUN(what_comes_back_lower_goes_first);
    RUN(agrees_with_plain_models);
    return unit_end();
}
