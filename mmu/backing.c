#include "mmu/backing.h"

#include <stddef.h>

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/sectionid.h"

const struct backing *backing_of(const struct page_home *home)
{
    switch (pte_kind(home->pte)) {
    case PTE_DEMAND_ZERO:
        return &backing_zero;
    case PTE_PAGE_FILE:
        return &backing_page_file;
    case PTE_FILE:
        ASSERT(home->section != NULL);
        return home->section->backing;
    case PTE_NONE:
    case PTE_VALID:
    case PTE_TRANSITION:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, home->pte.bits, home->page, "a page's home is no home");
}

struct page_home backing_home_of_frame(pfn_t pfn)
{
    const struct frame *frame = frame_record(pfn);
    ASSERT(frame->place != 0);
    return (struct page_home){.pte = frame->original, .section = section_of_id(frame->section)};
}

static void log_drop(pfn_t pfn)
{
    if (!log_begin(LOG_PAGING, "drop"))
        return;
    struct page_home home = backing_home_of_frame(pfn);
    log_frame("pfn", pfn.number);
    backing_of(&home)->log_home(home.pte);
    log_end();
}

void backing_start(void)
{
    frames_on_dropped(log_drop);
}
