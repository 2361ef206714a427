#include "storage/slotmap.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"

#define WORD_BITS 32u
#define WORD_FULL 0xffffffffu

struct slot_run {
    uint32_t first, length; /* in bits: bit 0 is slot 1 */
};

static bool bit_used(const struct slotmap *map, uint32_t bit)
{
    return map->words[bit / WORD_BITS] >> (bit % WORD_BITS) & 1;
}

static uint32_t word_count(uint32_t slots)
{
    return slots / WORD_BITS + (slots % WORD_BITS != 0);
}

uint32_t slotmap_bytes(uint32_t slots)
{
    return word_count(slots) * (uint32_t)sizeof(uint32_t);
}

INIT_CODE void slotmap_init(struct slotmap *map, void *memory, uint32_t slots, uint32_t most)
{
    ASSERT(slots <= most);
    memset(memory, 0, slotmap_bytes(most));
    *map = (struct slotmap){.words = memory, .slots = slots, .most = most};
}

void slotmap_grow(struct slotmap *map, uint32_t more)
{
    ASSERT(more <= map->most - map->slots);
    map->slots += more;
}

/* The first free bit at or behind `bit`, or map->slots. Full words are stepped over whole. */
static uint32_t free_bit(const struct slotmap *map, uint32_t bit)
{
    while (bit < map->slots && bit_used(map, bit))
        bit += map->words[bit / WORD_BITS] == WORD_FULL ? WORD_BITS - bit % WORD_BITS : 1;
    return bit < map->slots ? bit : map->slots;
}

static struct slot_run free_run(const struct slotmap *map, uint32_t from, uint32_t wanted)
{
    struct slot_run run = {free_bit(map, from), 0};
    while (run.length < wanted && run.first + run.length < map->slots &&
           !bit_used(map, run.first + run.length))
        run.length++;
    return run;
}

/* The first run of `wanted` free bits at or behind `from`, else the longest (the first of equals). */
static struct slot_run best_run(const struct slotmap *map, uint32_t from, uint32_t wanted)
{
    struct slot_run best = {0, 0};
    while (best.length < wanted) {
        struct slot_run run = free_run(map, from, wanted);
        if (run.length == 0)
            break;
        if (run.length > best.length)
            best = run;
        from = run.first + run.length;
    }
    return best;
}

static void take(struct slotmap *map, struct slot_run run)
{
    for (uint32_t bit = run.first; bit < run.first + run.length; bit++) {
        ASSERT(!bit_used(map, bit));
        map->words[bit / WORD_BITS] |= 1u << bit % WORD_BITS;
    }
    map->in_use += run.length;
    map->rover = run.first + run.length;
}

slot_t slotmap_reserve(struct slotmap *map, uint32_t wanted, uint32_t *taken)
{
    struct slot_run run = best_run(map, map->rover, wanted);
    if (run.length < wanted)
        run = best_run(map, 0, wanted); /* around: also the runs before and across the rover */
    *taken = run.length;
    if (run.length == 0)
        return SLOT_NONE;
    take(map, run);
    ASSERT(map->in_use <= map->slots);
    return (slot_t){run.first + 1};
}

void slotmap_release(struct slotmap *map, slot_t slot)
{
    ASSERT(slot.number >= 1 && slot.number <= map->slots);
    uint32_t bit = slot.number - 1;
    ASSERT(bit_used(map, bit));
    map->words[bit / WORD_BITS] &= ~(1u << bit % WORD_BITS);
    map->in_use--;
}

bool slotmap_taken(const struct slotmap *map, slot_t slot)
{
    ASSERT(slot.number > 0 && slot.number <= map->slots);
    return bit_used(map, slot.number - 1);
}

static uint32_t bits_of(uint32_t word)
{
    uint32_t count = 0;
    for (; word; word &= word - 1)
        count++;
    return count;
}

uint32_t slotmap_counted(const struct slotmap *map)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < word_count(map->slots); i++)
        count += bits_of(map->words[i]);
    return count;
}
