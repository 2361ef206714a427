#include "sched/object/freemap.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"

#define BITS 32u

static uint32_t words_for(uint32_t bits)
{
    return (bits + BITS - 1) / BITS;
}

uint32_t freemap_words(uint32_t size)
{
    uint32_t words = 0;
    ASSERT(size > 0 && size <= FREEMAP_MOST);
    for (uint32_t level = 0; level < FREEMAP_LEVELS; level++)
        words += size = words_for(size);
    return words;
}

void freemap_start(struct freemap *map, uint32_t *words, uint32_t size)
{
    memset(words, 0, freemap_words(size) * sizeof *words);
    map->size = size;
    for (uint32_t level = 0; level < FREEMAP_LEVELS; level++) {
        map->levels[level] = words;
        words += size = words_for(size);
    }
}

/* The first word of the uppermost level that has a bit set; behind them all when none has. */
static uint32_t first_on_top(const struct freemap *map)
{
    uint32_t word = 0, words = words_for(words_for(words_for(map->size)));
    while (word < words && map->levels[FREEMAP_LEVELS - 1][word] == 0)
        word++;
    return word < words ? word : map->size;
}

uint32_t freemap_lowest(const struct freemap *map)
{
    uint32_t place = first_on_top(map);
    if (place == map->size)
        return place;
    for (uint32_t level = FREEMAP_LEVELS; level-- > 0;)
        place = place * BITS + (uint32_t)__builtin_ctz(map->levels[level][place]);
    ASSERT(place < map->size);
    return place;
}

static uint32_t bit_of(uint32_t number)
{
    return 1u << number % BITS;
}

/* A word that has become empty is told above, and so on. */
void freemap_take(struct freemap *map, uint32_t number)
{
    ASSERT(number < map->size && map->levels[0][number / BITS] & bit_of(number));
    for (uint32_t level = 0; level < FREEMAP_LEVELS; level++) {
        uint32_t *word = &map->levels[level][number / BITS];
        *word &= ~bit_of(number);
        if (*word)
            return;
        number /= BITS;
    }
}

/* A word that was empty is told above, and so on. */
void freemap_give(struct freemap *map, uint32_t number)
{
    ASSERT(number < map->size && !(map->levels[0][number / BITS] & bit_of(number)));
    for (uint32_t level = 0; level < FREEMAP_LEVELS; level++) {
        uint32_t *word = &map->levels[level][number / BITS], before = *word;
        *word |= bit_of(number);
        if (before)
            return;
        number /= BITS;
    }
}
