#include "mmu/pagetable.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/layout.h"

#define ENTRIES (PAGE_SIZE / sizeof(pte_t)) /* of a directory's page or a table */

page_t pagetable_next(page_t page)
{
    return (page_t){(page.address | (PAGETABLE_SPAN - 1)) + 1};
}

/* ---- what tables say ---- */

/* The first entry of [entry, stop) that says something; `stop` when none does. */
static const pte_t *first_used(const pte_t *entry, const pte_t *stop)
{
    if (entry->bits) /* where pages are in use, the next one most often is, too */
        return entry;
    while (stop - entry >= PTES_AT_ONCE && ptes_zero(entry))
        entry += PTES_AT_ONCE;
    while (entry < stop && !entry->bits)
        entry++;
    return entry;
}

/* The same of those that are valid. */
static const pte_t *first_valid(const pte_t *entry, const pte_t *stop)
{
    while (entry < stop && !(entry->bits & BIT_VALID))
        entry++;
    return entry;
}

static page_t page_of_entry(const pte_t *entry)
{
    return (page_t){(uint32_t)(entry - (const pte_t *)layout.page_tables) << PAGE_SHIFT};
}

/* A table that is missing is one step; one that is away is none when `stops` there. */
static inline page_t seek(page_t page, uint32_t end, bool stops,
                          const pte_t *(*first)(const pte_t *, const pte_t *))
{
    while (page.address < end) {
        page_t next = {(page.address | (PAGETABLE_SPAN - 1)) + 1};
        uint32_t stop = end < next.address ? end : next.address;
        pte_t entry = *pagetable_directory_entry(page);
        if (entry.bits & BIT_VALID) {
            page = page_of_entry(first(pagetable_entry(page), pagetable_entry((page_t){stop})));
            if (page.address < stop)
                return page;
        } else if (entry.bits && stops) {
            return page;
        }
        page = next;
    }
    return (page_t){end};
}

page_t pagetable_used(page_t page, uint32_t end)
{
    return seek(page, end, true, first_used);
}

page_t pagetable_valid(page_t page, uint32_t end)
{
    return seek(page, end, false, first_valid);
}

/* ---- changed ---- */

void pagetable_set(page_t page, pte_t pte)
{
    pte_t old = pagetable_exchange(page, pte);
    ASSERT(!pte_is_valid(old));
}

void system_set(page_t page, pte_t pte)
{
    pte_t old = system_exchange(page, pte);
    ASSERT(!pte_is_valid(old));
}

bool system_maps(page_t page)
{
    return pte_is_valid(*system_directory_entry(page)) && pte_is_valid(*system_entry(page));
}

void system_map(page_t page, pfn_t pfn)
{
    ASSERT(page.address >= layout.system);
    system_set(page, pte_valid(pfn, PROT_READWRITE, false, false));
}

pfn_t system_unmap(page_t page)
{
    ASSERT(page.address >= layout.system);
    return pte_pfn(system_exchange(page, pte_none()));
}

/* Most of what start maps is the RAM disk: thousands of pages, each an entry and no more. */
INIT_CODE void system_map_row(page_t page, pfn_t pfn, uint32_t count)
{
    pte_t *entries = system_entry(page);
    pte_t pte = pte_valid(pfn, PROT_READWRITE, false, false);
    ASSERT(page.address >= layout.system);
    for (uint32_t i = 0; i < count; i++, pte.bits += PAGE_SIZE) {
        ASSERT(entries[i].bits == 0);
        entries[i] = pte;
        cpu_invalidate(page.address + i * PAGE_SIZE);
    }
}

/* ---- made ---- */

/* The directory's pages are the last page tables of the self-map, so its entries are the tables'. */
void pagetable_fill_directory(void *page, uint32_t index, const pfn_t *pages)
{
    const pte_t *present = (const pte_t *)layout.system_directory + index * ENTRIES;
    uint32_t first = index * ENTRIES, end = layout.program_end / PAGETABLE_SPAN;
    uint32_t self = layout.page_tables / PAGETABLE_SPAN;
    uint32_t program = end <= first ? 0 : end - first < ENTRIES ? end - first : ENTRIES;
    pte_t *entries = page;
    memset(entries, 0, program * sizeof(pte_t));
    memcpy(entries + program, present + program, (ENTRIES - program) * sizeof(pte_t));
    if (self / ENTRIES != index)
        return;
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        entries[self % ENTRIES + i] = pte_valid(pages[i], PROT_READWRITE, false, false);
}

INIT_CODE void system_tables_make(uint32_t from, uint32_t to, uint32_t *physical)
{
    ASSERT(from >= layout.system);
    for (uint32_t address = from; address - from < to - from; address += PAGETABLE_SPAN) { /* 4 GB is 0 */
        page_t page = page_of(address);
        if (pte_is_valid(*system_directory_entry(page)))
            continue;
        pfn_t table = {*physical >> PAGE_SHIFT};
        *physical += PAGE_SIZE;
        *system_directory_entry(page) = pte_of_table(table, false);
        cpu_invalidate((uint32_t)system_entry(page));
        memset((void *)((uint32_t)system_entry(page) & ~(PAGE_SIZE - 1)), 0, PAGE_SIZE);
    }
}
