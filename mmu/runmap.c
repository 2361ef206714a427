#include "mmu/runmap.h"

#include <stdbool.h>
#include "firmware/panic.h"

#define ALL 0xffffffffu

/* The bits of a word from that of `number` on. */
static uint32_t from_bit(uint32_t number)
{
    return ALL << number % RUNMAP_BITS;
}

static uint32_t lowest_bit(uint32_t bits)
{
    ASSERT(bits != 0);
    return (uint32_t)__builtin_ctz(bits);
}

/* The first word at or behind `word` that has a free place; when none has, one behind all words. */
static uint32_t next_word(const struct runmap *map, uint32_t word)
{
    uint32_t words = RUNMAP_WORDS(map->size), found = word;
    uint32_t bits = word < words ? ~map->full[word / RUNMAP_BITS] & from_bit(word) : 0;
    while (!bits && found / RUNMAP_BITS + 1 < RUNMAP_FULL(map->size)) {
        found += RUNMAP_BITS;
        bits = ~map->full[found / RUNMAP_BITS];
    }
    return bits ? found / RUNMAP_BITS * RUNMAP_BITS + lowest_bit(bits) : words;
}

/* The first free place at or behind `place`, or `size`. */
static uint32_t next_free(const struct runmap *map, uint32_t place)
{
    uint32_t word = place / RUNMAP_BITS;
    uint32_t bits = place < map->size ? ~map->taken[word] & from_bit(place) : 0;
    if (bits)
        return word * RUNMAP_BITS + lowest_bit(bits);
    word = next_word(map, word + 1);
    return word < RUNMAP_WORDS(map->size) ? word * RUNMAP_BITS + lowest_bit(~map->taken[word]) : map->size;
}

/* The first place of [place, end) that is taken, or one not before `end`. */
static uint32_t next_taken(const struct runmap *map, uint32_t place, uint32_t end)
{
    uint32_t word = place / RUNMAP_BITS, bits = map->taken[word] & from_bit(place);
    while (!bits && ++word * RUNMAP_BITS < end)
        bits = map->taken[word];
    return bits ? word * RUNMAP_BITS + lowest_bit(bits) : end;
}

uint32_t runmap_find(const struct runmap *map, uint32_t count)
{
    uint32_t first = next_free(map, 0);
    ASSERT(count > 0);
    while (count <= map->size && first <= map->size - count) {
        uint32_t end = next_taken(map, first, first + count);
        if (end >= first + count)
            return first;
        first = next_free(map, end);
    }
    return map->size;
}

static uint32_t bit_of(uint32_t number)
{
    return 1u << number % RUNMAP_BITS;
}

void runmap_take(struct runmap *map, uint32_t first, uint32_t count)
{
    ASSERT(count <= map->size && first <= map->size - count);
    for (uint32_t place = first; place < first + count; place++) {
        uint32_t word = place / RUNMAP_BITS;
        ASSERT(!(map->taken[word] & bit_of(place)));
        map->taken[word] |= bit_of(place);
        if (map->taken[word] == ALL)
            map->full[word / RUNMAP_BITS] |= bit_of(word);
    }
}

void runmap_give(struct runmap *map, uint32_t first, uint32_t count)
{
    ASSERT(count <= map->size && first <= map->size - count);
    for (uint32_t place = first; place < first + count; place++) {
        uint32_t word = place / RUNMAP_BITS;
        ASSERT(map->taken[word] & bit_of(place));
        map->taken[word] &= ~bit_of(place);
        map->full[word / RUNMAP_BITS] &= ~bit_of(word);
    }
}

uint32_t runmap_taken(const struct runmap *map, uint32_t place)
{
    uint32_t taken = place < map->size ? next_taken(map, place, map->size) : map->size;
    return taken < map->size ? taken : map->size;
}

uint32_t runmap_count(const struct runmap *map)
{
    uint32_t count = 0;
    for (uint32_t place = runmap_taken(map, 0); place < map->size; place = runmap_taken(map, place + 1))
        count++;
    return count;
}
