/*
 * Pages that a process has locked (NtLockVirtualMemory): no policy takes them. A lock belongs to the mapping:
 * it is there while the page is mapped, whatever frame that shows (a copy on write keeps it) and whatever the
 * protection lets the program do, and ends with it. So the mark stands beside the page table and not in the
 * frame's record, which knows nothing of the others who map the page; nor in the PTE, which has no bit to
 * spare.
 */
#ifndef MMU_PAGELOCK_H
#define MMU_PAGELOCK_H

#include "firmware/status.h"
#include "mmu/space.h"

/* NT's two ways to lock. Each is undone by itself; here, where no working set leaves memory as a whole, they
 * keep a page in the same way. */
enum pagelock_kind {
    PAGELOCK_PROCESS = 1, /* in the working set (MAP_PROCESS) */
    PAGELOCK_SYSTEM = 2   /* in memory (MAP_SYSTEM) */
};

struct pagelock_table {
    uint8_t kinds[PAGETABLE_SPAN / PAGE_SIZE]; /* of the pages of one page table */
};

/* How the page is locked; 0: it is not. Any context. */
static inline unsigned pagelock_kinds(const struct space *space, page_t page)
{
    if (space->locked == 0)
        return 0;
    const struct pagelock_table *table = space->locks[page.address / PAGETABLE_SPAN];
    return table ? table->kinds[page.address % PAGETABLE_SPAN / PAGE_SIZE] : 0;
}

/* Brings the pages [start, end) of the current space in and locks them, all or none; the caller holds the
 * space's lock. May wait. STATUS_WAS_LOCKED, a success: one of them was locked in one of these ways.
 * STATUS_WORKING_SET_QUOTA: the minimum of the working set has no room for them; what the touch of a page
 * says, of one that is not committed STATUS_ACCESS_VIOLATION; STATUS_INSUFFICIENT_RESOURCES. */
ntstatus pagelock_lock(struct space *space, uint32_t start, uint32_t end, unsigned kinds);

/* STATUS_NOT_LOCKED, and nothing is changed: one of them is not locked in all these ways. */
ntstatus pagelock_unlock(struct space *space, uint32_t start, uint32_t end, unsigned kinds);

/* The page is mapped no more. Does not wait. */
void pagelock_drop(struct space *space, page_t page);

/* Nothing is mapped any more: what is kept of locks goes. */
void pagelock_end(struct space *space);

#endif
