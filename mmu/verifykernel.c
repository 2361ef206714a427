/* What is no process's: sections, and the kernel's own memory. */
#include "mmu/verifybooks.h"

#include <string.h>
#include "mmu/driverspace.h"
#include "mmu/kernelstack.h"
#include "mmu/pagewriter.h"
#include "mmu/poolstart.h"
#include "mmu/prototype.h"
#include "mmu/sectionid.h"
#include "mmu/window.h"
#include "storage/pagefile.h"

/* ---- sections ---- */

static pte_t in_slot(slot_t slot, uint32_t offset)
{
    const uint8_t *sector = verify_slot_sector(slot, offset / SECTOR_SIZE);
    pte_t pte;
    memcpy(&pte, sector + offset % SECTOR_SIZE, sizeof pte);
    return pte;
}

/* Asked while page tables are walked through the windows of window_look(). */
static pte_t in_frame(pfn_t pfn, uint32_t offset)
{
    const struct frame *frame = frame_record(pfn);
    if (frame->reading)
        return in_slot(pte_slot(frame->original), offset);
    return *(const pte_t *)((const uint8_t *)window_look_aside(pfn) + offset);
}

pte_t verify_prototype(const struct section *section, uint32_t page)
{
    const pte_t *prototype = section_prototype(section, page);
    uint32_t address = (uint32_t)prototype;
    if (!prototype_may_leave(prototype))
        return *prototype;
    pte_t pte = *system_entry(page_of(address));
    switch (pte_kind(pte)) {
    case PTE_VALID:
    case PTE_TRANSITION:
        return in_frame(pte_pfn(pte), address % PAGE_SIZE);
    case PTE_PAGE_FILE:
        return in_slot(pte_slot(pte), address % PAGE_SIZE);
    case PTE_NONE:
    case PTE_DEMAND_ZERO:
    case PTE_FILE:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
        break;
    }
    verify_broken(address, "prototype PTEs that were filled are kept");
}

/* One that names a frame is in memory, where the frame knows it, and its page knows of it. */
static void check_owner(const struct section *section, const pte_t *prototype, pte_t pte)
{
    verify_law(prototype_is_there(prototype), (uint32_t)prototype,
               "a prototype PTE that is away names no frame");
    verify_owner(pte_pfn(pte), pte_place(prototype), section->id, pte_is_valid(pte));
    if (prototype_may_leave(prototype))
        verify_entry(pte_place_frame(pte_place(prototype)));
}

static void check_prototype(const struct section *section, uint32_t page)
{
    pte_t pte = verify_prototype(section, page);
    switch (pte_kind(pte)) {
    case PTE_VALID:
    case PTE_TRANSITION:
        check_owner(section, section_prototype(section, page), pte);
        return;
    case PTE_PAGE_FILE:
        verify_slot(pte_slot(pte));
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
        for (uint32_t i = 0; i < section->filled; i++)
            check_prototype(section, i);
        verify_charge(section->charge, 0);
    }
}

/* ---- the kernel's own ---- */

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
    uint32_t place = pte_place(system_entry(page));
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
    uint32_t drivers = driverspace_each_frame(verify_kernel_frame);
    verify_charge(pool + stacks + drivers, pool + stacks + drivers);
}
