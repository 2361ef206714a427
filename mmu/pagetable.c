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

void system_map(page_t page, pfn_t pfn)
{
    ASSERT(page.address >= layout.system);
    pagetable_set(page, pte_valid(pfn, PROT_READWRITE, false, false));
}

pfn_t system_unmap(page_t page)
{
    ASSERT(page.address >= layout.system);
    return pte_pfn(pagetable_exchange(page, pte_none()));
}
