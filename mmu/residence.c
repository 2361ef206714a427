#include "mmu/residence.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/pagelock.h"

/* A page that shows a fixed frame is in no working set. */
static bool is_resident(page_t page)
{
    return pagetable_maps(page) && frame_is_owned(pte_pfn(*pagetable_entry(page)));
}

bool residence_of(const struct space *space, page_t page, struct residence *out)
{
    ASSERT(space == space_current());
    if (page.address >= layout.user_end || !is_resident(page))
        return false;
    pte_t pte = *pagetable_entry(page);
    *out = (struct residence){
        .shared = pte_shared(pte),
        .locked = pagelock_kinds(space, page) != 0,
        .shares = pte_shared(pte) ? frame_record(pte_pfn(pte))->shares : 0,
        .protection = pte_shared(pte) ? pte_protection(pte) : frame_protection(pte_pfn(pte)),
    };
    return true;
}

page_t residence_next(page_t page)
{
    page = pagetable_valid(page, layout.user_end);
    while (page.address < layout.user_end && !is_resident(page))
        page = pagetable_valid(page_next(page), layout.user_end);
    return page;
}
