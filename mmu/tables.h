/*
 * The page tables of an address space, which are pages themselves: each has an entry in the directory that
 * says where it is, as a private page's PTE does. One that names no frame, neither mapped nor in transition,
 * is idle: when frames are short it leaves memory by the way of all modified pages, and comes back when
 * somebody needs an entry of it. One that says nothing at all is deleted instead.
 *
 * Whoever looks at entries of the current space brings their table first, which may wait for a frame and for
 * the disk; what it finds then stays until it waits again. Who changes many in one go holds their tables
 * before: none of them leaves until they are let go. There is a frame for each, because each is charged as
 * resident (mmu/space.h), in memory or not; so holding can take long, but never for ever.
 *
 * The functions work on the current space, which is `space`. Thread context.
 */
#ifndef MMU_TABLES_H
#define MMU_TABLES_H

#include "firmware/status.h"
#include "mmu/frame.h"
#include "mmu/pagetable.h"
#include "mmu/space.h"

/* The tables of [start, end) stay. Lies with who holds them. */
struct table_hold {
    struct link link;
    uint32_t start, end;
};

static inline void tables_hold(struct space *space, struct table_hold *hold, uint32_t start, uint32_t end)
{
    hold->start = start;
    hold->end = end;
    list_append(&space->holds, &hold->link);
}

/* What is idle among them was passed over meanwhile. */
static inline void tables_let_go(struct table_hold *hold)
{
    list_remove(&hold->link);
    frame_tables_idled++;
}

/* One step towards the table of a page: it is there afterwards, or the caller has waited and must look at
 * everything again. A failure is the disk's. A table that there is not is made: its region must have been
 * charged for it. There must be a frame (mmu/framewait.h). */
ntstatus table_bring(struct space *space, page_t page);

/* The same to the end. A read that fails is tried three times; a table that cannot be had then is the end of
 * the machine, with NT's 7A, because nobody knows what it said. */
void table_make(struct space *space, page_t page);

/* The same for each page of [start, end); tables_return(): only for tables that there are. */
void tables_make(struct space *space, uint32_t start, uint32_t end);
void tables_return(struct space *space, uint32_t start, uint32_t end);

/* pagetable_used(), with each table that it meets in memory. Inline, because most often there is nothing to
 * do. */
page_t tables_used_behind(struct space *space, page_t page, uint32_t end);
static inline page_t tables_used(struct space *space, page_t page, uint32_t end)
{
    page = pagetable_used(page, end);
    return page.address >= end || pagetable_exists(page) ? page : tables_used_behind(space, page, end);
}

/* Nobody is charged for the table of this page any more: if there is one, it is held, and empty. */
void table_delete(struct space *space, page_t page);

/* Of any space: has it an idle table that nobody holds? */
bool tables_may_leave(const struct space *space);

/* Takes up to so many idle tables from memory and gives how many. Does not wait. */
uint32_t tables_trim(struct space *space, uint32_t most);

#endif
