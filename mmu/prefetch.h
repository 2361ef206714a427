/*
 * Reading ahead (Microsoft: PrefetchVirtualMemory): pages that are at home come to Standby, where a touch
 * finds them without the disk. A hint: nothing is mapped, no other page has to leave for it, and what cannot
 * be read is left to the fault that will need it.
 */
#ifndef MMU_PREFETCH_H
#define MMU_PREFETCH_H

#include "mmu/space.h"

/* How many pages can be read in one go without one of them having to leave for another. */
uint32_t prefetch_room(void);

/* Of [start, end) of the current space, whose lock the caller holds; both lie in the program's half. Ends
 * when no room is left, and takes from it what was read. May wait. */
void prefetch(struct space *space, uint32_t start, uint32_t end, uint32_t *room);

#endif
