/*
 * The walk of an address, as the processor does it, for the log: directory, page table, PTE
 * (docs/log-format.md, Memory, `walk`). It reads the tables through the self-map, and touches nothing else:
 * no page is made, marked or waited for.
 */
#ifndef MMU_WALK_H
#define MMU_WALK_H

#include <stdbool.h>
#include <stdint.h>

/* Says the walk of any address, of either half, in the current space (there must be one). Any context that
 * has one; it neither waits nor faults, and its line is not counted. */
void walk_log(uint32_t address);

#define WALK_MOST 8u

/* What /WALK= names: up to WALK_MOST addresses in hex, with commas between. False, and none is kept: they are
 * malformed. At start. */
bool walk_choose(const char *addresses);

/* Says the walks of the chosen addresses in the current space. For a process that is about to lose its
 * regions. */
void walk_log_chosen(void);

#endif
