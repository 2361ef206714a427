/*
 * Where tables have their entries, and how one is changed: what mmu/pagetable.h promises, inline. For
 * mmu/pagetable.h alone, at whose end it stands.
 */
#ifndef MMU_PAGETABLEPLACE_H
#define MMU_PAGETABLEPLACE_H

#include "firmware/cpu.h"
#include "mmu/layout.h"

static inline pte_t *pagetable_entry(page_t page)
{
    return (pte_t *)(uintptr_t)layout.page_tables + (page.address >> PAGE_SHIFT);
}

static inline pte_t *pagetable_directory_entry(page_t page)
{
    return (pte_t *)(uintptr_t)layout.directory + page.address / PAGETABLE_SPAN;
}

static inline pte_t *system_entry(page_t page)
{
    return (pte_t *)(uintptr_t)layout.system_tables + (page.address >> PAGE_SHIFT);
}

static inline pte_t *system_directory_entry(page_t page)
{
    return (pte_t *)(uintptr_t)layout.system_directory + page.address / PAGETABLE_SPAN;
}

static inline bool pagetable_exists(page_t page)
{
    return pagetable_directory_entry(page)->bits & BIT_VALID;
}

static inline pfn_t pagetable_frame(page_t page)
{
    return (pfn_t){(uint32_t)(pagetable_directory_entry(page)->bits >> PAGE_SHIFT)};
}

static inline bool pagetable_away(page_t page)
{
    pte_t entry = *pagetable_directory_entry(page);
    return entry.bits && !(entry.bits & BIT_VALID);
}

static inline bool pagetable_maps(page_t page)
{
    return pagetable_exists(page) && pagetable_entry(page)->bits & BIT_VALID;
}

/* The processor may set Accessed or Dirty at any time before it forgets the page: so one exchange of the
 * whole entry, and no reading and storing; one of 64 bits is a cmpxchg8b. */
static inline pte_t pagetable_exchange_at(pte_t *entry, page_t page, pte_t pte)
{
    pte_t old = {pte_bits_exchange(&entry->bits, pte.bits)};
    cpu_invalidate(page.address);
    return old;
}

static inline pte_t pagetable_exchange(page_t page, pte_t pte)
{
    return pagetable_exchange_at(pagetable_entry(page), page, pte);
}

static inline pte_t system_exchange(page_t page, pte_t pte)
{
    return pagetable_exchange_at(system_entry(page), page, pte);
}

#endif
