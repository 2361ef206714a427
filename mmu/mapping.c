#include "mmu/mapping.h"

#include "firmware/panic.h"
#include "mmu/frame.h"

void mapping_make(struct space *space, page_t page, pte_t valid)
{
    ASSERT(space == space_current() && page.address < layout.user_end && pte_kind(valid) == PTE_VALID);
    pagetable_set(page, valid);
    space->working_set++;
    if (space->working_set > space->peak_working_set)
        space->peak_working_set = space->working_set;
}

/* Puts another PTE in the place of a valid one. */
static pfn_t replace(page_t page, pte_t pte)
{
    pte_t old = pagetable_exchange(page, pte);
    pfn_t pfn = pte_pfn(old);
    ASSERT(pte_kind(old) == PTE_VALID);
    if (pte_dirty(old))
        frame_soil(pfn);
    return pfn;
}

pfn_t mapping_change(page_t page, pte_t valid)
{
    ASSERT(page.address < layout.user_end && pte_kind(valid) == PTE_VALID);
    return replace(page, valid);
}

pfn_t mapping_take(struct space *space, page_t page, pte_t left)
{
    ASSERT(space == space_current() && space->working_set > 0 && pte_kind(left) != PTE_VALID);
    space->working_set--;
    return replace(page, left);
}

bool mapping_age(page_t page)
{
    pte_t pte = *pagetable_entry(page);
    if (!pte_accessed(pte))
        return false;
    /* Dirty stays in the PTE, so nothing is handed over. With invlpg: or Accessed is never set again. */
    pte_t old = pagetable_exchange(page, pte_without_accessed(pte));
    ASSERT(pte_dirty(old) == pte_dirty(pte));
    return true;
}

bool mapping_pageable(page_t page)
{
    pte_t pte = *pagetable_entry(page);
    return pte_kind(pte) == PTE_VALID && frame_is_owned(pte_pfn(pte));
}
