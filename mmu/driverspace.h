/*
 * Room for drivers: their images, memory that they share with devices, and what devices show. The last pages
 * of the system PTEs, of which kernel stacks have the rest. Nonpaged, of any section: what a driver touches
 * at DISPATCH_LEVEL must be there. Thread context. Only the functions that say so, and the two that take, may
 * wait, these before they take anything.
 */
#ifndef MMU_DRIVERSPACE_H
#define MMU_DRIVERSPACE_H

#include "firmware/status.h"
#include "mmu/address.h"
#include "mmu/pte.h"

/* `pages` pages (above 0) of zeros side by side, which may be read, written and not executed.
 * STATUS_INSUFFICIENT_RESOURCES: no run of addresses, too few frames; STATUS_COMMITMENT_LIMIT. */
ntstatus driverspace_take(uint32_t pages, page_t *first);

/* Would so many ever have room? */
bool driverspace_holds(uint32_t pages);

/* What may be done with pages that are there. */
void driverspace_protect(page_t first, uint32_t pages, enum protection protection);

/* With /PAGEKERNEL the pages may leave memory from now on, with that protection (mmu/systemspace.h); if there
 * is no memory for that promise, and without the switch, they stay. May wait. */
void driverspace_let_page(page_t first, uint32_t pages, enum protection protection);

/* Gives the frames back, but not the addresses: whoever touches the pages now is stopped. */
void driverspace_discard(page_t first, uint32_t pages);

/* Gives back all that driverspace_take() has given; what was discarded is gone already. */
void driverspace_give(page_t first, uint32_t pages);

/* The same of memory that lies side by side for devices, too, none of it above `most`. */
ntstatus driverspace_take_row(uint32_t pages, pfn_t most, page_t *first);

/* Shows `pages` pages (above 0) of devices, which are no frames of ours, from `pfn` on; and no more.
 * STATUS_INSUFFICIENT_RESOURCES: no run of addresses. */
ntstatus driverspace_show(pfn_t pfn, uint32_t pages, page_t *first);
void driverspace_hide(page_t first, uint32_t pages);

/* Does an address lie there? */
bool driverspace_has(uint32_t address);

/* Tells the frame of each page that has one of ours; how many those are. */
uint32_t driverspace_each_frame(void (*tell)(pfn_t pfn));

#endif
