#include "mmu/reset.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/mapping.h"
#include "mmu/policy.h"
#include "mmu/regionlog.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "storage/slots.h"

/* What the PTE has seen of writes is handed over first, or it would make the page modified once it is taken
 * out; the watch of a region keeps it. */
static bool reset_mapped(const struct space *space, page_t page, pte_t pte)
{
    const struct frame *frame = frame_record(pte_pfn(pte));
    if (pte_shared(pte) || frame->writing)
        return false;
    mapping_hand_over(space, page);
    return frame_discard(pte_pfn(pte));
}

static bool reset_page(struct space *space, page_t page)
{
    pte_t pte = *pagetable_entry(page);
    switch (pte_kind(pte)) {
    case PTE_VALID:
        return reset_mapped(space, page, pte);
    case PTE_TRANSITION:
        return frame_discard(pte_pfn(pte));
    case PTE_PAGE_FILE:
        mapping_note(space, page, pte_demand_zero(pte_protection(pte)));
        policy_deleted(space, page);
        slots_release(pte_slot(pte));
        return true;
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    return false;
}

ntstatus reset_check(struct space *space, uint32_t start, uint32_t end)
{
    const struct vad *vad = vad_find(&space->vads, start);
    if (!vad || end > vad->end.address || vad_shows_frames(vad))
        return STATUS_CONFLICTING_ADDRESSES;
    return vad->section && vad->section->kind != SECTION_PAGE_FILE ? STATUS_USER_MAPPED_FILE : STATUS_SUCCESS;
}

static void reset_held(struct space *space, uint32_t start, uint32_t end)
{
    tables_return(space, start, end);
    uint32_t count = 0, quiet = dispatcher_switches();
    for (page_t page = pagetable_used((page_t){start}, end); page.address < end;
         page = pagetable_used(page_next(page), end))
        count += reset_page(space, page);
    ASSERT(dispatcher_switches() == quiet);
    log_reset(space, start, end, count);
}

void reset_range(struct space *space, uint32_t start, uint32_t end)
{
    struct table_hold hold;
    ASSERT(space == space_current() && start < end && start % PAGE_SIZE == 0 && end % PAGE_SIZE == 0);
    ASSERT(status_ok(reset_check(space, start, end)));
    tables_hold(space, &hold, start, end);
    reset_held(space, start, end);
    tables_let_go(&hold);
}
