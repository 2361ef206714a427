#include "mmu/pagetable.h"

#include "firmware/panic.h"
#include "mmu/layout.h"

page_t pagetable_next(page_t page)
{
    return (page_t){(page.address | (PAGETABLE_SPAN - 1)) + 1};
}

void pagetable_set(page_t page, pte_t pte)
{
    pte_t old = pagetable_exchange(page, pte);
    ASSERT(!pte_is_valid(old));
}

void system_set(page_t page, pte_t pte)
{
    pte_t old = system_exchange(page, pte);
    ASSERT(!pte_is_valid(old));
}

bool system_maps(page_t page)
{
    return pte_is_valid(*system_directory_entry(page)) && pte_is_valid(*system_entry(page));
}

void system_map(page_t page, pfn_t pfn)
{
    ASSERT(page.address >= layout.system);
    system_set(page, pte_valid(pfn, PROT_READWRITE, false, false));
}

pfn_t system_unmap(page_t page)
{
    ASSERT(page.address >= layout.system);
    return pte_pfn(system_exchange(page, pte_none()));
}
