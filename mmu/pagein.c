#include "mmu/pagein.h"

#include "mmu/faultlog.h"
#include "mmu/frame.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/pagetable.h"

static void log_use_of_home(const struct page_home *home, uint32_t process, page_t page, pfn_t pfn)
{
    if (home->table)
        log_use_table(pfn, process, page, USE_READING);
    else if (home->stack)
        log_use_stack(pfn, page, USE_READING);
    else if (home->section)
        log_use_section(pfn, home->section->id, home->page, USE_READING);
    else
        log_use_private(pfn, process, page, USE_READING);
}

pfn_t pagein(pte_t *owner, const struct page_home *home, uint32_t process, page_t page, ntstatus *status)
{
    const struct section *section = home->section;
    pfn_t pfn = frame_take();
    log_use_of_home(home, process, page, pfn);
    frame_own(pfn, pte_place(owner), home->pte, section ? section->id : 0, false);
    if (section && section->kind == SECTION_FILE)
        frame_belong_to_file(pfn);
    if (home->table)
        frame_become_table(pfn);
    frame_begin_read(pfn);
    *status = pageio_read(home, pfn);
    fault_log_read(home, pfn, *status);
    return frame_end_read(pfn, status_ok(*status)) ? pfn : PFN_NONE;
}
