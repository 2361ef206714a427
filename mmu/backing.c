#include "mmu/backing.h"

#include <stddef.h>

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/sectionid.h"
#include "sched/dispatch/schedule.h"

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
    bugcheck(BUGCHECK_ASSERTION, home->pte.bits, home->page, 0, 0, "a page's home is no home");
}

struct page_home backing_home_of_frame(pfn_t pfn)
{
    const struct frame *frame = frame_record(pfn);
    ASSERT(frame->place != 0);
    pte_t home = frame->original;
    return (struct page_home){.pte = home,
                              .section = section_of_id(frame->section),
                              .page = pte_kind(home) == PTE_FILE ? pte_file_page(home) : 0};
}

uint32_t backing_charge_copies(const struct section *section, uint32_t pages, enum protection protection)
{
    (void)section;
    return protection_copies(protection) ? pages : 0;
}

static void log_drop(pfn_t pfn)
{
    schedule_past_matters();
    if (!log_begin(LOG_PAGING, "drop"))
        return;
    struct page_home home = backing_home_of_frame(pfn);
    log_frame("pfn", pfn.number);
    backing_of(&home)->log_home(home.pte);
    log_end();
}

INIT_CODE void backing_start(void)
{
    frames_on_dropped(log_drop);
}
