#include "mmu/tables.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pagein.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/window.h"

#define ENTRIES    (PAGETABLE_SPAN / PAGE_SIZE)
#define MOST_TRIES 3u

/* Through the self-map, the directory entry is the PTE of the table, a page of the system. */
static page_t table_page(page_t page)
{
    return page_of((uint32_t)pagetable_entry(page));
}

static page_t first_page(page_t page)
{
    return (page_t){page.address & ~(PAGETABLE_SPAN - 1)};
}

static pte_t entry_for(pfn_t table)
{
    return pte_of_table(table, true);
}

/* ---- held ---- */

static bool is_held(const struct space *space, page_t first)
{
    list_each (link, &space->holds) {
        const struct table_hold *hold = list_member(link, struct table_hold, link);
        if (hold->start < first.address + PAGETABLE_SPAN && first.address < hold->end)
            return true;
    }
    return false;
}

/* ---- into memory ---- */

static bool begin_back(const struct space *space, page_t first, pfn_t pfn)
{
    if (!log_detail(LOG_TABLE, "table+"))
        return false;
    log_number(NULL, space->owner);
    log_address(NULL, first.address);
    log_frame("pfn", pfn.number);
    return true;
}

/* It was still on that list. */
static void log_softly_back(const struct space *space, page_t first, pfn_t pfn, enum frame_state from)
{
    if (!begin_back(space, first, pfn))
        return;
    log_word("from=");
    log_raw(frame_state_name(from));
    log_end();
}

static void log_read_back(const struct space *space, page_t first, pfn_t pfn, slot_t slot)
{
    if (!begin_back(space, first, pfn))
        return;
    log_frame("slot", slot.number);
    log_end();
}

/* It is in memory, and names no frame yet. */
static void put(page_t page, pfn_t pfn)
{
    system_set(table_page(page), entry_for(pfn));
    frame_tables_idled++;
}

static void make_new(struct space *space, page_t page)
{
    pfn_t pfn = frame_take_zeroed();
    log_use_table(pfn, space->owner, first_page(page), USE_MAPPED);
    frame_own(pfn, pte_place(pagetable_directory_entry(page)), pte_demand_zero(PROT_READWRITE), 0, false);
    frame_become_table(pfn);
    put(page, pfn);
    space->tables++;
}

static ntstatus take_back(const struct space *space, page_t page, pfn_t pfn)
{
    if (frame_is_being_read(pfn))
        return pageio_join(pfn);
    enum frame_state from = frame_record(pfn)->state;
    frame_reactivate(pfn);
    put(page, pfn);
    log_softly_back(space, first_page(page), pfn, from);
    return STATUS_SUCCESS;
}

static ntstatus read_back(const struct space *space, page_t page, pte_t away)
{
    const struct page_home home = {.pte = away, .table = true};
    ntstatus status = STATUS_SUCCESS;
    if (pageio_wait_for_turn())
        return status;
    pfn_t pfn = pagein(pagetable_directory_entry(page), &home, space->owner, first_page(page), &status);
    if (pfn_is_none(pfn))
        return status;
    put(page, pfn);
    log_read_back(space, first_page(page), pfn, pte_slot(away));
    return STATUS_SUCCESS;
}

ntstatus table_bring(struct space *space, page_t page)
{
    pte_t entry = *pagetable_directory_entry(page);
    ASSERT(space == space_current() && page.address < layout.program_end);
    switch (pte_kind(entry)) {
    case PTE_VALID:
        return STATUS_SUCCESS;
    case PTE_NONE:
        make_new(space, page);
        return STATUS_SUCCESS;
    case PTE_TRANSITION:
        return take_back(space, page, pte_pfn(entry));
    case PTE_PAGE_FILE:
        return read_back(space, page, entry);
    case PTE_DEMAND_ZERO:
    case PTE_PROTOTYPE:
    case PTE_DECOMMITTED:
    case PTE_FILE:
        break;
    }
    bugcheck(BUGCHECK_ASSERTION, page.address, entry.bits, 0, 0, "kind of a directory entry");
}

static _Noreturn void cannot_read(page_t page, ntstatus status)
{
    const pte_t *entry = pagetable_directory_entry(page);
    bugcheck(BUGCHECK_DATA_INPAGE, (uint32_t)entry, (uint32_t)status, (uint32_t)entry->bits,
             table_page(page).address, "a page table cannot be read");
}

void table_make(struct space *space, page_t page)
{
    uint32_t tries = 0;
    while (!pagetable_exists(page)) {
        if (frames_wait())
            continue;
        ntstatus status = table_bring(space, page);
        if (!status_ok(status) && ++tries == MOST_TRIES)
            cannot_read(page, status);
    }
}

void tables_make(struct space *space, uint32_t start, uint32_t end)
{
    for (page_t page = {start}; page.address < end; page = pagetable_next(page))
        table_make(space, page);
}

void tables_return(struct space *space, uint32_t start, uint32_t end)
{
    for (page_t page = {start}; page.address < end; page = pagetable_next(page))
        if (pagetable_away(page))
            table_make(space, page);
}

page_t tables_used_behind(struct space *space, page_t page, uint32_t end)
{
    while (page.address < end && !pagetable_exists(page)) {
        table_make(space, page);
        page = pagetable_used(page, end);
    }
    return page;
}

/* ---- out of memory ---- */

void table_delete(struct space *space, page_t page)
{
    if (!pagetable_exists(page)) {
        ASSERT(!pagetable_away(page));
        return;
    }
    frame_free(pte_pfn(system_exchange(table_page(page), pte_none())));
    space->tables--;
}

static bool is_empty(page_t first)
{
    const pte_t *entry = pagetable_entry(first), *stop = entry + ENTRIES;
    while (entry < stop && ptes_zero(entry))
        entry += PTES_AT_ONCE;
    return entry == stop;
}

static void log_away(const struct space *space, page_t first, pfn_t pfn)
{
    if (!log_detail(LOG_TABLE, "table-"))
        return;
    log_number(NULL, space->owner);
    log_address(NULL, first.address);
    log_frame("pfn", pfn.number);
    log_word(frame_state_name(frame_record(pfn)->state));
    log_end();
}

static void trim(struct space *space, page_t first)
{
    if (is_empty(first)) {
        table_delete(space, first);
        return;
    }
    pfn_t pfn = pagetable_frame(first);
    system_exchange(table_page(first), pte_transition(pfn, PROT_READWRITE));
    frame_unmap(pfn);
    log_away(space, first, pfn);
}

static bool may_leave(const struct space *space, pte_t entry, page_t first)
{
    return pte_kind(entry) == PTE_VALID && frame_is_idle_table(pte_pfn(entry)) && !is_held(space, first);
}

/* Of those whose entries lie in page `index` of the directory. */
static bool any_may_leave(const struct space *space, uint32_t index)
{
    const pte_t *entries = window_map(space->directory_pages[index]);
    uint32_t first = index * SPACE_TABLES_A_PAGE;
    for (uint32_t i = 0; i < SPACE_TABLES_A_PAGE && first + i < space_tables(); i++)
        if (may_leave(space, entries[i], (page_t){(first + i) * PAGETABLE_SPAN}))
            return true;
    return false;
}

bool tables_may_leave(const struct space *space)
{
    for (uint32_t index = 0; index * SPACE_TABLES_A_PAGE < space_tables(); index++)
        if (any_may_leave(space, index))
            return true;
    return false;
}

uint32_t tables_trim(struct space *space, uint32_t most)
{
    uint32_t trimmed = 0;
    ASSERT(space == space_current());
    for (page_t first = {0}; first.address < layout.program_end && trimmed < most;
         first = pagetable_next(first)) {
        if (!may_leave(space, *pagetable_directory_entry(first), first))
            continue;
        trim(space, first);
        trimmed++;
    }
    return trimmed;
}
