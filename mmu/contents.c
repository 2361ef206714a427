#include "mmu/contents.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/window.h"

/* A page of an image or file that cannot be written here is what it was, or is written, and looked at, by
 * another view. */
static bool may_have_changed(pte_t pte)
{
    return pte_writable(pte) || !pte_shared(pte);
}

void contents_digest(const struct space *space, struct digest *digest)
{
    ASSERT(space_current() == space);
    for (page_t page = pagetable_valid((page_t){0}, space->user_end); page.address < space->user_end;
         page = pagetable_valid(page_next(page), space->user_end)) {
        pte_t pte = *pagetable_entry(page);
        digest_number(digest, page.address);
        if (page.address != layout.shared_data && may_have_changed(pte))
            digest_words(digest, window_look(pte_pfn(pte)), PAGE_SIZE / sizeof(uint32_t));
    }
}

bool contents_leave_something_out(const struct space *space)
{
    return space->watched || space->faultwatch || space->awe;
}
