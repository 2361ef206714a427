#include "mmu/kernelstack.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/layout.h"
#include "mmu/pagein.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/pagetable.h"
#include "mmu/runmap.h"

#define SLOT_PAGES (KERNEL_STACK_PAGES + 1)
#define SLOT_BYTES (SLOT_PAGES * PAGE_SIZE)
#define SLOTS      ((LAYOUT_SYSTEM_PTES_BYTES - LAYOUT_DRIVERS_BYTES) / SLOT_BYTES)

_Static_assert(SLOTS % RUNMAP_BITS == 0, "a map has whole words");

static uint32_t taken[RUNMAP_WORDS(SLOTS)], full[RUNMAP_FULL(SLOTS)];
static struct runmap in_use = {taken, full, SLOTS};

ntstatus kernel_stack_create(uint32_t *low, uint32_t *top)
{
    uint32_t slot = runmap_find(&in_use, 1);
    if (slot == SLOTS)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!commit_charge_resident(0, KERNEL_STACK_PAGES, COMMIT_STACK))
        return STATUS_COMMITMENT_LIMIT;
    runmap_take(&in_use, slot, 1);
    *low = layout.system_ptes + slot * SLOT_BYTES + PAGE_SIZE;
    *top = *low + KERNEL_STACK_PAGES * PAGE_SIZE;
    for (uint32_t address = *low; address < *top; address += PAGE_SIZE) {
        while (frames_wait())
            ;
        pfn_t pfn = frame_take_unread();
        log_use_stack(pfn, page_of(address), USE_MAPPED);
        system_map(page_of(address), pfn);
    }
    memset((void *)*low, 0, KERNEL_STACK_MARGIN);
    return STATUS_SUCCESS;
}

/* The margin begins as zeros: one that is not zero any more was too near to the end. All of it is read,
 * without a look in between: it is zero. */
static bool margin_untouched(uint32_t low)
{
    const uint32_t *word = (const uint32_t *)low, *end = (const uint32_t *)(low + KERNEL_STACK_MARGIN);
    uint32_t any = 0;
    for (; word < end; word += 8)
        any |= word[0] | word[1] | word[2] | word[3] | word[4] | word[5] | word[6] | word[7];
    return any == 0;
}

void kernel_stack_delete(uint32_t low)
{
    uint32_t slot = (low - layout.system_ptes) / SLOT_BYTES;
    ASSERT(margin_untouched(low));
    for (uint32_t i = 0; i < KERNEL_STACK_PAGES; i++)
        frame_free(system_unmap(page_of(low + i * PAGE_SIZE)));
    runmap_give(&in_use, slot, 1);
    commit_release_resident(0, KERNEL_STACK_PAGES, COMMIT_STACK);
}

/* ---- out of memory and back ---- */

/* At first its frame is the kernel's and nobody's page; from then on the frame knows its owner, in memory or
 * not. */
static void page_leaves(page_t page)
{
    pte_t old = system_exchange(page, pte_none());
    pfn_t pfn = pte_pfn(old);
    if (!frame_is_owned(pfn))
        frame_own(pfn, pte_place(system_entry(page)), pte_demand_zero(PROT_READWRITE), 0, true);
    else if (pte_dirty(old))
        frame_soil(pfn);
    frame_unmap(pfn);
}

void kernel_stack_out(uint32_t low)
{
    for (uint32_t i = 0; i < KERNEL_STACK_PAGES; i++)
        page_leaves(page_of(low + i * PAGE_SIZE));
}

static ntstatus page_read(page_t page, pte_t away)
{
    const struct page_home home = {.pte = away, .stack = true};
    ntstatus status = STATUS_SUCCESS;
    pfn_t pfn = pagein(system_entry(page), &home, 0, page, &status);
    if (status_ok(status))
        system_map(page, pfn);
    return status;
}

/* One step on the way: whoever had to wait looks again. */
static ntstatus page_returns(page_t page)
{
    if (frames_wait() || pageio_wait_for_turn())
        return STATUS_SUCCESS;
    pte_t away = *system_entry(page);
    if (pte_kind(away) == PTE_PAGE_FILE)
        return page_read(page, away);
    frame_reactivate(pte_pfn(away));
    system_map(page, pte_pfn(away));
    return STATUS_SUCCESS;
}

ntstatus kernel_stack_in(uint32_t low)
{
    ntstatus status = STATUS_SUCCESS;
    for (page_t page = {low}; page.address < low + KERNEL_STACK_BYTES; page = page_next(page))
        while (status_ok(status) && !system_maps(page))
            status = page_returns(page);
    return status;
}

static void tell_pages(uint32_t slot, void (*tell)(page_t page))
{
    page_t page = {layout.system_ptes + slot * SLOT_BYTES};
    for (uint32_t i = 0; i < KERNEL_STACK_PAGES; i++) {
        page = page_next(page);
        tell(page);
    }
}

uint32_t kernel_stacks_each_page(void (*tell)(page_t page))
{
    uint32_t count = 0;
    for (uint32_t slot = runmap_taken(&in_use, 0); slot < SLOTS; slot = runmap_taken(&in_use, slot + 1)) {
        tell_pages(slot, tell);
        count += KERNEL_STACK_PAGES;
    }
    return count;
}

uint32_t kernel_stacks_pages(void)
{
    return runmap_count(&in_use) * KERNEL_STACK_PAGES;
}
