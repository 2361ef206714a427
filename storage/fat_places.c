#include "storage/fat_places.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"

#define PLACES_TAG POOL_TAG('F', 'a', 't', 'P')
#define WORD_BITS  32u
#define FIRST_BITS 512u

static bool is_taken(const struct fat_places *places, uint32_t at)
{
    return at < places->count && (places->words[at / WORD_BITS] >> at % WORD_BITS & 1) != 0;
}

/* Makes bits for at least `count` places. */
static bool grow(struct fat_places *places, uint32_t count)
{
    uint32_t bits = places->count == 0 ? FIRST_BITS : places->count;
    while (bits < count)
        bits *= 2;
    if (bits == places->count)
        return true;
    uint32_t *words = pool_alloc(bits / 8, PLACES_TAG);
    if (words == NULL)
        return false;
    if (places->count != 0)
        memcpy(words, places->words, places->count / 8);
    pool_free(places->words);
    places->words = words;
    places->count = bits;
    return true;
}

bool fat_places_take(struct fat_places *places, uint32_t first, uint32_t count)
{
    if (!grow(places, first + count))
        return false;
    for (uint32_t at = first; at < first + count; at++)
        places->words[at / WORD_BITS] |= 1u << at % WORD_BITS;
    return true;
}

/* A row that was there before and is longer than any entry was known, so there is no need to look further
 * than that. */
static void note_row(struct fat_places *places, uint32_t first, uint32_t count)
{
    uint32_t end = first + count;
    for (uint32_t i = 0; i < FAT_ENTRY_PLACES && first != 0 && !is_taken(places, first - 1); i++)
        first--;
    for (uint32_t i = 0; i < FAT_ENTRY_PLACES && !is_taken(places, end); i++)
        end++;
    for (uint32_t i = 1; i <= FAT_ENTRY_PLACES && i <= end - first; i++)
        places->below[i] = places->below[i] < first ? places->below[i] : first;
}

void fat_places_free(struct fat_places *places, uint32_t first, uint32_t count)
{
    ASSERT(count != 0 && count <= FAT_ENTRY_PLACES);
    for (uint32_t at = first; at < first + count; at++) {
        ASSERT(is_taken(places, at));
        places->words[at / WORD_BITS] &= ~(1u << at % WORD_BITS);
    }
    note_row(places, first, count);
}

static uint32_t next_free(const struct fat_places *places, uint32_t at)
{
    while (is_taken(places, at))
        at += at % WORD_BITS == 0 && places->words[at / WORD_BITS] == UINT32_MAX ? WORD_BITS : 1;
    return at;
}

uint32_t fat_places_find(struct fat_places *places, uint32_t wanted)
{
    ASSERT(wanted != 0 && wanted <= FAT_ENTRY_PLACES);
    uint32_t first = places->below[wanted], length = 0;
    while (length < wanted) {
        first = next_free(places, first + length);
        for (length = 0; length < wanted && !is_taken(places, first + length);)
            length++;
    }
    for (uint32_t i = wanted; i <= FAT_ENTRY_PLACES; i++)
        places->below[i] = places->below[i] > first ? places->below[i] : first;
    return first;
}

void fat_places_drop(struct fat_places *places)
{
    pool_free(places->words);
    *places = (struct fat_places){0};
}
