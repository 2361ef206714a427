/* What is no process's: sections, and the kernel's own memory. */
#include "mmu/verifybooks.h"

#include "mmu/kernelstack.h"
#include "mmu/pagewriter.h"
#include "mmu/poolstart.h"
#include "mmu/section.h"
#include "mmu/sectionid.h"
#include "mmu/window.h"

static void check_prototype(const struct section *section, const pte_t *prototype)
{
    switch (pte_kind(*prototype)) {
    case PTE_VALID:
        verify_owner(pte_pfn(*prototype), physical_address(prototype), section->id, true);
        return;
    case PTE_TRANSITION:
        verify_owner(pte_pfn(*prototype), physical_address(prototype), section->id, false);
        return;
    case PTE_PAGE_FILE:
        verify_slot(pte_slot(*prototype));
        return;
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_FILE:
        return;
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    verify_broken(section->id, "a prototype PTE is of a kind that a section has");
}

static void check_sections(void)
{
    for (const struct section *section = section_behind(0); section; section = section_behind(section->id)) {
        for (uint32_t i = 0; i < section->pages; i++)
            check_prototype(section, section_prototype(section, i));
        verify_charge(section->charge, 0);
    }
}

static void check_shared_page(void)
{
    pfn_t pfn = window_kept();
    if (pfn_is_none(pfn))
        return;
    verify_kernel_frame(pfn);
    verify_charge(1, 1);
}

/* The slots that the page writer is about to fill. */
static void check_writer(void)
{
    slot_t slot;
    for (uint32_t count = pagewriter_slots(&slot); count > 0; count--, slot.number++)
        verify_slot(slot);
}

/* Of a stack that has never left the frame is the kernel's alone. */
static void check_stack_page(page_t page)
{
    pte_t pte = *system_entry(page);
    uint32_t place = physical_address(system_entry(page));
    switch (pte_kind(pte)) {
    case PTE_VALID:
        if (frame_is_owned(pte_pfn(pte)))
            verify_owner(pte_pfn(pte), place, 0, true);
        else
            verify_kernel_frame(pte_pfn(pte));
        return;
    case PTE_TRANSITION:
        verify_owner(pte_pfn(pte), place, 0, false);
        return;
    case PTE_PAGE_FILE:
        verify_slot(pte_slot(pte));
        return;
    case PTE_NONE: /* it is being made */
        return;
    case PTE_DEMAND_ZERO:
    case PTE_FILE:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    verify_broken(page.address, "a PTE of a kernel stack is of a kind that it has");
}

void verify_kernel(void)
{
    check_sections();
    check_shared_page();
    check_writer();
    uint32_t pool = pool_each_frame(verify_kernel_frame);
    uint32_t stacks = kernel_stacks_each_page(check_stack_page);
    verify_charge(pool + stacks, pool + stacks);
}
