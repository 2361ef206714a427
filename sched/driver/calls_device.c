/* Memory of devices, and memory for them. */
#include "sched/driver/hardwarecalls.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/driverspace.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/pool.h"
#include "sched/dispatch/list.h"
#include "sched/driver/driverbug.h"

#define TAG_ROW     POOL_TAG('C', 'o', 'n', 'M')
#define TAG_SHOWN   POOL_TAG('I', 'o', 'S', 'p')
#define HOLE_FIRST  0xa0u /* 640 KB to 1 MB, of a PC */
#define HOLE_END    0x100u
#define NO_ROW      0x60u /* NT, of contiguous memory */
#define FRAMES_LAST (PAGETABLE_WIDE ? UINT32_MAX : 0xfffffu)

/* That so many bytes are in, from that place of the first on. */
static uint32_t pages_from(uint32_t offset, uint32_t bytes)
{
    return (uint32_t)(((uint64_t)offset + bytes + PAGE_SIZE - 1) / PAGE_SIZE);
}

/* What drivers have been given, so that only that is given back, once and as a whole. */
struct row {
    struct link link;
    page_t first;
    uint32_t pages;
};

static struct row *row_at(struct link *rows, uint32_t address)
{
    list_each (link, rows) {
        struct row *row = list_member(link, struct row, link);
        if (row->first.address == address)
            return row;
    }
    return NULL;
}

static void forget(struct row *row)
{
    list_remove(&row->link);
    pool_free(row);
}

/* ---- of devices ---- */

static struct link shown = {&shown, &shown};

/* Below the first frame lies what the kernel was loaded to, but for the hole of the screen and the firmware.
 */
static bool is_memory(uint32_t pfn)
{
    bool is_hole = pfn >= HOLE_FIRST && pfn < HOLE_END;
    return frame_index((pfn_t){pfn}) < frames_total() || (pfn < frame_at(0).number && !is_hole);
}

static bool can_show(uint64_t first, uint32_t pages)
{
    if (first + pages - 1 > FRAMES_LAST)
        return false;
    for (uint32_t i = 0; i < pages; i++)
        if (is_memory((uint32_t)first + i))
            return false;
    return true;
}

static bool show(struct row *row, uint64_t first, uint32_t pages)
{
    row->pages = pages;
    if (!status_ok(driverspace_show((pfn_t){(uint32_t)first}, pages, &row->first))) {
        pool_free(row);
        return false;
    }
    list_append(&shown, &row->link);
    return true;
}

void *NTAPI mm_map_io_space(uint64_t physical, uint32_t bytes, uint32_t caching)
{
    uint32_t offset = (uint32_t)physical % PAGE_SIZE, pages = pages_from(offset, bytes);
    (void)caching;
    driver_call_at_most(DISPATCH_LEVEL);
    if (bytes == 0 || !driverspace_holds(pages) || !can_show(physical >> PAGE_SHIFT, pages))
        return NULL;
    struct row *row = pool_alloc(sizeof *row, TAG_SHOWN);
    bool done = row && show(row, physical >> PAGE_SHIFT, pages);
    return done ? (void *)(row->first.address + offset) : NULL;
}

void NTAPI mm_unmap_io_space(void *address, uint32_t bytes)
{
    uint32_t at = (uint32_t)address;
    driver_call_at_most(DISPATCH_LEVEL);
    struct row *row = row_at(&shown, page_of(at).address);
    if (!row || row->pages != pages_from(at % PAGE_SIZE, bytes))
        driver_call_bug(BUGCHECK_PTE_MISUSE, at, bytes, "a driver unmaps what it has not mapped so");
    driverspace_hide(row->first, row->pages);
    forget(row);
}

/* ---- for devices ---- */

static struct link rows = {&rows, &rows};

static void *take_row(struct row *row, uint32_t bytes, uint64_t highest)
{
    uint64_t most = highest / PAGE_SIZE;
    row->pages = pages_of(bytes);
    ntstatus status = driverspace_take_row(
        row->pages, (pfn_t){most < FRAMES_LAST ? (uint32_t)most : FRAMES_LAST}, &row->first);
    if (!status_ok(status)) {
        pool_free(row);
        return NULL;
    }
    list_append(&rows, &row->link);
    return (void *)row->first.address;
}

void *NTAPI mm_allocate_contiguous_memory(uint32_t bytes, uint64_t highest)
{
    driver_call_at_most(PASSIVE_LEVEL);
    struct row *row = bytes ? pool_alloc(sizeof *row, TAG_ROW) : NULL;
    return row ? take_row(row, bytes, highest) : NULL;
}

void NTAPI mm_free_contiguous_memory(void *address)
{
    driver_call_at_most(PASSIVE_LEVEL);
    struct row *row = row_at(&rows, (uint32_t)address);
    if (!row)
        driver_call_bug(BUGCHECK_BAD_POOL_CALLER, NO_ROW, (uint32_t)address,
                        "a driver frees contiguous memory that it has not");
    driverspace_give(row->first, row->pages);
    forget(row);
}

uint64_t NTAPI mm_get_physical_address(const void *address)
{
    page_t page = page_of((uint32_t)address);
    if (page.address < layout.system || !system_maps(page))
        return 0;
    return (uint64_t)pte_pfn(*system_entry(page)).number << PAGE_SHIFT | (uint32_t)address % PAGE_SIZE;
}
