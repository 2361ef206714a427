/*
 * System's address space: what of the kernel's half may leave memory (/PAGEKERNEL): the paged pool, and the
 * sections of the kernel's image whose names begin with PAGE (mmu/pagecode.h). Its regions, faults, frames
 * and charges are those of any private memory, owned by process 4. What differs: its page tables are those of
 * the system range, made at start, in every directory and never paged, so nobody attaches to it; programs may
 * not touch its pages; and its pages leave by second chance, in proportion to its size, whenever processes
 * give up theirs, because what policies remember is promised to processes.
 *
 * Whoever touches such a page may wait: thread context, without the volume's lock (asserted by the fault),
 * and nothing that was looked at before holds behind it. Never the pager's threads, the dispatcher or
 * storage; of the fault path only what begins again behind it. A space's lock may be held: a fault takes
 * none, and nobody takes System's. Without the switch there is no such page, and none of the functions below
 * is called.
 */
#ifndef MMU_SYSTEMSPACE_H
#define MMU_SYSTEMSPACE_H

#include "mmu/space.h"

/* Has an owner when the switch is on, else 0. */
extern struct space system_space;

static inline bool system_space_is_there(void)
{
    return system_space.owner != 0;
}

/* Begins with nothing in it; `owner` is the process id for the log. Once, at start, when frames and threads
 * are there. */
void system_space_start(uint32_t owner);

/* A region that is reserved, page multiples: what is committed in it is charged by the caller, who says so.
 * NULL: no memory. */
struct vad *system_space_region(uint32_t start, uint32_t end, enum protection protection);

/* Charges pages to a region, as space_charge() does, and promises a frame for each, in memory or not: for
 * what may have to be in memory, however few frames there are. False, and nothing charged, if either is
 * refused; and gives both back. */
bool system_space_promise(struct vad *vad, uint32_t pages);
void system_space_take_back(struct vad *vad, uint32_t pages);

/* Pages of the kernel's that are resident become System's, with that protection: their frames are free then,
 * and their home is the page file. May wait, before each page; nobody uses them meanwhile. False, and nothing
 * has changed: no memory.
 */
bool system_space_take_over(page_t first, uint32_t pages, enum protection protection);

/* The whole region that an address lies in goes, with its promise; where it ends. 0: it lies in none. Does
 * not wait. */
uint32_t system_space_drop(uint32_t address);

/* Is it in a region of System's? */
bool system_space_has(uint32_t address);

/* Maps a page that is not mapped; for the fault. */
void system_space_map(page_t page, pte_t valid);

/* A page that says nothing becomes one of zeros, charged by the caller; gives up one, whatever it is. Do not
 * wait. */
void system_space_commit(page_t page);
void system_space_decommit(page_t page);

/* Gives up to `most` pages that may go, unused ones first; how many. What may not: code that is held, and
 * prototype PTEs of which one names a frame. Does not wait. */
uint32_t system_space_trim(uint32_t most);

/* A process with so many pages has given some: System's share, from time to time a whole page. */
void system_space_share(uint32_t given, uint32_t working_set);

/* The first page of [page, end), in one region, that says something; `end` if none does. */
page_t system_space_used(page_t page, uint32_t end);

/* Pages of [start, end) that are in memory. */
uint32_t system_space_resident(uint32_t start, uint32_t end);

/* Frames that are not available because its pages are in them, and slots that its pages have: they come and
 * go with pressure, so no books at the end can name them. */
void system_space_in_use(uint32_t *frames, uint32_t *slots);

#endif
