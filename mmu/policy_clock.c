/*
 * Second chance. A hand sweeps through the page tables in address order: a page that was used since the hand
 * came by last loses its Accessed bit and stays, one that was not is the victim. Two rounds find one if there
 * is any.
 */
#include "mmu/policy.h"

#include "mmu/mapping.h"

/* The next page at or behind `address` that may be taken out, up to `end`. */
static bool next_pageable(uint32_t address, uint32_t end, page_t *page)
{
    *page = pagetable_valid(page_of(address), end);
    while (page->address < end && !mapping_pageable(*page))
        *page = pagetable_valid(page_next(*page), end);
    return page->address < end;
}

static bool sweep(struct space *space, uint32_t end, page_t *page)
{
    while (next_pageable(space->clock_hand, end, page)) {
        space->clock_hand = page->address + PAGE_SIZE;
        if (!mapping_age(*page))
            return true;
    }
    return false;
}

static bool clock_victim(struct space *space, page_t *page)
{
    for (int round = 0; round < 3; round++) {
        if (sweep(space, layout.program_end, page))
            return true;
        space->clock_hand = 0;
    }
    return false;
}

const struct policy policy_clock = {"clock", clock_victim, NULL};
