#include "mmu/pagetable.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/words.h"

#define ENTRIES (PAGE_SIZE / sizeof(pte_t)) /* of a directory or a table */

/* The first entry of [entry, stop) that says something; `stop` when none does. */
static const pte_t *first_used(const pte_t *entry, const pte_t *stop)
{
    if (entry->bits) /* where pages are in use, the next one most often is, too */
        return entry;
    while (stop - entry >= WORDS_AT_ONCE && words_zero(&entry->bits))
        entry += WORDS_AT_ONCE;
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
        uint32_t entry = pagetable_directory_entry(page)->bits;
        if (entry & BIT_VALID) {
            page = page_of_entry(first(pagetable_entry(page), pagetable_entry((page_t){stop})));
            if (page.address < stop)
                return page;
        } else if (entry && stops) {
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

/* Most of what start maps is the RAM disk: thousands of pages, each an entry and no more. */
void system_map_row(page_t page, pfn_t pfn, uint32_t count)
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

void pagetable_fill_directory(void *directory, pfn_t self)
{
    const pte_t *present = (const pte_t *)layout.directory;
    uint32_t program = layout.program_end / PAGETABLE_SPAN;
    pte_t *entries = directory;
    ASSERT(!pfn_is_none(self));
    memset(entries, 0, program * sizeof(pte_t));
    memcpy(entries + program, present + program, (ENTRIES - program) * sizeof(pte_t));
    entries[layout.page_tables / PAGETABLE_SPAN] = pte_valid(self, PROT_READWRITE, false, false);
}

void system_tables_make(uint32_t from, uint32_t to, uint32_t *physical)
{
    ASSERT(from >= layout.system);
    for (uint32_t address = from; address < to; address += PAGETABLE_SPAN) {
        page_t page = page_of(address);
        if (pte_is_valid(*system_directory_entry(page)))
            continue;
        pfn_t table = {*physical >> PAGE_SHIFT};
        *physical += PAGE_SIZE;
        *system_directory_entry(page) = pte_valid(table, PROT_READWRITE, false, false);
        cpu_invalidate((uint32_t)system_entry(page));
        memset((void *)((uint32_t)system_entry(page) & ~(PAGE_SIZE - 1)), 0, PAGE_SIZE);
    }
}
