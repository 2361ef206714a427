#include "mmu/mapping.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/pagelock.h"
#include "mmu/pagelog.h"
#include "mmu/policy.h"
#include "mmu/writewatch.h"

/* Each fault comes through these three: they are inline, whatever the compiler thinks of their size. */
#define INLINE __attribute__((always_inline)) static inline

/* Puts a PTE in the place of another and says so. */
INLINE pte_t exchange(const struct space *space, page_t page, pte_t pte)
{
    ASSERT(space == space_current() && page.address < layout.user_end);
    pte_t old = pagetable_exchange(page, pte);
    log_pte(space->owner, page, old, pte);
    return old;
}

/* Where nothing is mapped. A table in which a PTE says what it said has not changed. */
INLINE void put(const struct space *space, page_t page, pte_t pte)
{
    pte_t old = exchange(space, page, pte);
    ASSERT(!pte_is_valid(old));
    if (old.bits != pte.bits)
        frame_table_changed(pagetable_frame(page), old, pte);
}

/* In the place of a valid one, which the table counts, as it does one in transition. */
INLINE pte_t take_out(const struct space *space, page_t page, pte_t pte)
{
    pte_t old = exchange(space, page, pte);
    ASSERT(pte_is_valid(old));
    if (!pte_names_frame(pte))
        frame_table_changed(pagetable_frame(page), old, pte);
    return old;
}

/* And hands over what it had seen of writes. */
static pfn_t replace(const struct space *space, page_t page, pte_t pte)
{
    pte_t old = take_out(space, page, pte);
    pfn_t pfn = pte_pfn(old);
    if (pte_dirty(old)) {
        frame_soil(pfn);
        writewatch_note(space, page);
    }
    return pfn;
}

void mapping_make(struct space *space, page_t page, pte_t valid)
{
    ASSERT(pte_is_valid(valid));
    put(space, page, valid);
    space->working_set++;
    if (space->working_set > space->peak_working_set)
        space->peak_working_set = space->working_set;
}

pfn_t mapping_change(const struct space *space, page_t page, pte_t valid)
{
    ASSERT(pte_is_valid(valid));
    return replace(space, page, valid);
}

pfn_t mapping_take(struct space *space, page_t page, pte_t left)
{
    ASSERT(space->working_set > 0 && !pte_is_valid(left));
    space->working_set--;
    pagelock_drop(space, page);
    policy_went(space, page, pte_kind(left) == PTE_TRANSITION || pte_kind(left) == PTE_PROTOTYPE);
    return replace(space, page, left);
}

void mapping_note(const struct space *space, page_t page, pte_t software)
{
    ASSERT(!pte_is_valid(software));
    put(space, page, software);
}

void mapping_show(const struct space *space, page_t page, pte_t valid)
{
    ASSERT(pte_is_valid(valid) && !frame_is_owned(pte_pfn(valid)));
    put(space, page, valid);
}

void mapping_show_again(const struct space *space, page_t page, pte_t valid)
{
    pte_t old = take_out(space, page, valid);
    ASSERT(pfn_equal(pte_pfn(old), pte_pfn(valid)));
    ASSERT(pte_is_valid(valid) && !frame_is_owned(pte_pfn(valid)));
}

void mapping_hide(const struct space *space, page_t page, pte_t left)
{
    pte_t old = take_out(space, page, left);
    ASSERT(!frame_is_owned(pte_pfn(old)));
}

void mapping_hand_over(const struct space *space, page_t page)
{
    pte_t pte = *pagetable_entry(page);
    if (pte_dirty(pte))
        replace(space, page, pte_without_dirty(pte));
}

void mapping_touched(page_t page, bool write)
{
    pte_t pte = *pagetable_entry(page);
    pte_t touched = pte_touched(pte, write);
    ASSERT(pte_is_valid(pte) && (!write || pte_writable(pte)));
    if (touched.bits != pte.bits)
        pagetable_exchange(page, touched);
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

void mapping_let_execute(page_t page)
{
    pte_t pte = *pagetable_entry(page);
    ASSERT(pte_is_valid(pte));
    pte_t old = pagetable_exchange(page, pte_with_execution(pte));
    ASSERT(old.bits == pte.bits);
}

bool mapping_pageable(page_t page)
{
    pte_t pte = *pagetable_entry(page);
    return pte_kind(pte) == PTE_VALID && frame_is_owned(pte_pfn(pte)) &&
           !pagelock_kinds(space_current(), page);
}
