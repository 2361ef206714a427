#include "mmu/pagetable.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/panic.h"
#include "mmu/layout.h"

pte_t *pagetable_entry(page_t page)
{
    return (pte_t *)LAYOUT_PAGE_TABLES + (page.address >> PAGE_SHIFT);
}

pte_t *pagetable_directory_entry(page_t page)
{
    return (pte_t *)LAYOUT_DIRECTORY + page.address / PAGETABLE_SPAN;
}

bool pagetable_exists(page_t page)
{
    return pte_kind(*pagetable_directory_entry(page)) == PTE_VALID;
}

page_t pagetable_next(page_t page)
{
    return (page_t){(page.address | (PAGETABLE_SPAN - 1)) + 1};
}

uint32_t physical_address(const void *mapped)
{
    page_t page = page_of((uint32_t)mapped);
    ASSERT(pagetable_exists(page));
    return pte_pfn(*pagetable_entry(page)).number << PAGE_SHIFT | ((uint32_t)mapped & (PAGE_SIZE - 1));
}

/* The processor may set Accessed or Dirty at any time before it forgets the page: so one exchange, and no
 * reading and storing. */
pte_t pagetable_exchange(page_t page, pte_t pte)
{
    pte_t old = {__atomic_exchange_n(&pagetable_entry(page)->bits, pte.bits, __ATOMIC_RELAXED)};
    cpu_invalidate(page.address);
    return old;
}

void pagetable_set(page_t page, pte_t pte)
{
    pte_t old = pagetable_exchange(page, pte);
    ASSERT(pte_kind(old) != PTE_VALID);
}

void system_map(page_t page, pfn_t pfn)
{
    ASSERT(page.address >= LAYOUT_SYSTEM && pte_kind(*pagetable_entry(page)) == PTE_NONE);
    pagetable_set(page, pte_valid(pfn, PROT_READWRITE, false, false));
}

pfn_t system_unmap(page_t page)
{
    ASSERT(page.address >= LAYOUT_SYSTEM);
    return pte_pfn(pagetable_exchange(page, pte_none()));
}

void system_tables_make(uint32_t from, uint32_t to, uint32_t *physical)
{
    for (uint32_t address = from; address < to; address += PAGETABLE_SPAN) {
        page_t page = page_of(address);
        if (pagetable_exists(page))
            continue;
        pfn_t table = {*physical >> PAGE_SHIFT};
        *physical += PAGE_SIZE;
        *pagetable_directory_entry(page) = pte_valid(table, PROT_READWRITE, false, false);
        cpu_invalidate((uint32_t)pagetable_entry(page));
        memset((void *)((uint32_t)pagetable_entry(page) & ~(PAGE_SIZE - 1)), 0, PAGE_SIZE);
    }
}
