#include "mmu/driverspace.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/layout.h"
#include "mmu/pagelog.h"
#include "mmu/pagetable.h"
#include "mmu/runmap.h"
#include "mmu/systemspace.h"

#define PAGES (LAYOUT_DRIVERS_BYTES / PAGE_SIZE)

_Static_assert(PAGES % RUNMAP_BITS == 0, "a map has whole words");

static uint32_t taken[RUNMAP_WORDS(PAGES)], full[RUNMAP_FULL(PAGES)];
static struct runmap in_use = {taken, full, PAGES};

static page_t page_at(uint32_t index)
{
    return (page_t){layout.drivers + index * PAGE_SIZE};
}

static void give_frame(page_t page)
{
    pfn_t pfn = system_unmap(page);
    frame_free(pfn);
}

static void put_frame(page_t page, pfn_t pfn)
{
    log_use_kernel(pfn, "driver", page);
    system_map(page, pfn);
    memset((void *)page.address, 0, PAGE_SIZE);
}

bool driverspace_holds(uint32_t pages)
{
    return pages <= PAGES;
}

/* Addresses, and the promise of frames for them. */
static ntstatus take_addresses(uint32_t pages, page_t *first)
{
    while (frames_wait())
        ;
    uint32_t index = driverspace_holds(pages) ? runmap_find(&in_use, pages) : PAGES;
    if (index == PAGES || pages > frames_available())
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!commit_charge_resident(0, pages, COMMIT_DRIVER))
        return STATUS_COMMITMENT_LIMIT;
    runmap_take(&in_use, index, pages);
    *first = page_at(index);
    return STATUS_SUCCESS;
}

static void give_addresses(page_t first, uint32_t pages)
{
    runmap_give(&in_use, (first.address - layout.drivers) / PAGE_SIZE, pages);
}

ntstatus driverspace_take(uint32_t pages, page_t *first)
{
    ntstatus status = take_addresses(pages, first);
    if (!status_ok(status))
        return status;
    page_t page = *first;
    for (uint32_t i = 0; i < pages; i++, page = page_next(page))
        put_frame(page, frame_take());
    return STATUS_SUCCESS;
}

ntstatus driverspace_take_row(uint32_t pages, pfn_t most, page_t *first)
{
    ntstatus status = take_addresses(pages, first);
    if (!status_ok(status))
        return status;
    pfn_t pfn = frame_find_row(pages, most);
    if (pfn_is_none(pfn)) {
        commit_release_resident(0, pages, COMMIT_DRIVER);
        give_addresses(*first, pages);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    page_t page = *first;
    for (uint32_t i = 0; i < pages; i++, page = page_next(page), pfn.number++) {
        frame_take_found(pfn);
        put_frame(page, pfn);
    }
    return STATUS_SUCCESS;
}

void driverspace_protect(page_t page, uint32_t pages, enum protection protection)
{
    for (; pages > 0; pages--, page = page_next(page))
        system_exchange(page, pte_valid(pte_pfn(*system_entry(page)), protection, false, false));
}

void driverspace_let_page(page_t first, uint32_t pages, enum protection protection)
{
    if (system_space_is_there() && system_space_take_over(first, pages, protection))
        commit_release_resident(0, pages, COMMIT_DRIVER);
}

void driverspace_discard(page_t page, uint32_t pages)
{
    uint32_t gone = 0;
    for (; pages > 0; pages--, page = page_next(page))
        if (system_maps(page)) {
            give_frame(page);
            gone++;
        }
    commit_release_resident(0, gone, COMMIT_DRIVER);
}

static void drop_paged(page_t page, uint32_t end)
{
    for (uint32_t behind; page.address < end; page.address = behind ? behind : page.address + PAGE_SIZE)
        behind = system_space_drop(page.address);
}

void driverspace_give(page_t first, uint32_t pages)
{
    drop_paged(first, first.address + pages * PAGE_SIZE);
    driverspace_discard(first, pages);
    give_addresses(first, pages);
}

/* ---- devices ---- */

static bool is_ours(pfn_t pfn)
{
    return frame_index(pfn) < frames_total();
}

ntstatus driverspace_show(pfn_t pfn, uint32_t pages, page_t *first)
{
    uint32_t index = driverspace_holds(pages) ? runmap_find(&in_use, pages) : PAGES;
    if (index == PAGES)
        return STATUS_INSUFFICIENT_RESOURCES;
    runmap_take(&in_use, index, pages);
    page_t page = *first = page_at(index);
    for (uint32_t i = 0; i < pages; i++, page = page_next(page), pfn.number++) {
        ASSERT(!is_ours(pfn));
        system_set(page, pte_of_device(pfn));
    }
    return STATUS_SUCCESS;
}

void driverspace_hide(page_t first, uint32_t pages)
{
    page_t page = first;
    for (uint32_t i = 0; i < pages; i++, page = page_next(page))
        system_unmap(page);
    give_addresses(first, pages);
}

/* ---- to look at ---- */

bool driverspace_has(uint32_t address)
{
    return address - layout.drivers < LAYOUT_DRIVERS_BYTES;
}

uint32_t driverspace_each_frame(void (*tell)(pfn_t pfn))
{
    uint32_t count = 0;
    for (uint32_t i = runmap_taken(&in_use, 0); i < PAGES; i = runmap_taken(&in_use, i + 1))
        if (system_maps(page_at(i)) && !system_space_has(page_at(i).address) &&
            is_ours(pte_pfn(*system_entry(page_at(i))))) {
            tell(pte_pfn(*system_entry(page_at(i))));
            count++;
        }
    return count;
}
