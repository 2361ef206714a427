/*
 * Any page goes, by a generator that begins at a seed: the same seed, the same run. Records are drawn until
 * one is of this set; where these are few, it is the next one behind the last draw.
 */
#include "mmu/pageset.h"

#define MEMBERS    0u
#define MOST_DRAWS 32

static uint32_t state = 1;

void core_random_seed(uint32_t seed)
{
    state = seed;
}

/* By the high bits of a linear congruential generator; the low ones have short periods. */
static uint32_t draw(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)state * below >> 32);
}

static bool is_member(const struct pageset *set, uint32_t record)
{
    return page_records[record].mapped && page_records[record].owner == set->owner;
}

static void random_came(struct pageset *set, uint32_t record, enum arrival how)
{
    (void)how;
    pageset_put(set, record, MEMBERS);
}

static uint32_t random_victim(struct pageset *set)
{
    uint32_t record = RECORD_NONE;
    if (set->lists[MEMBERS].length == 0)
        return RECORD_NONE;
    for (int i = 0; i < MOST_DRAWS; i++) {
        record = 1 + draw(records_used());
        if (is_member(set, record))
            return record;
    }
    while (!is_member(set, record))
        record = record < records_used() ? record + 1 : 1;
    return record;
}

const struct policy_core core_random = {sizeof(struct pageset), random_came, pageset_take, NULL,
                                        random_victim};
