/*
 * The slots of the page file that are in use: one map for the machine (slotmap.h says how it works). Apart
 * from pagefile.h because a page's frame must be able to give its slot back, and that concerns no file. Any
 * context.
 */
#ifndef STORAGE_SLOTS_H
#define STORAGE_SLOTS_H

#include "storage/slotmap.h"

/* Begins with `slots` free slots; `memory` of slotmap_bytes(most) stays the map's until slots_stop(). No
 * slot may be in use when it stops (asserted). */
void slots_start(void *memory, uint32_t slots, uint32_t most);
/* So many more, up to the most. */
void slots_grow(uint32_t more);
void slots_stop(void);

/* See slotmap_reserve() and slotmap_release(). */
slot_t slots_reserve(uint32_t wanted, uint32_t *taken);
void slots_release(slot_t slot);

/* Called when a run of slots has been taken, and when one has been given back, for the log. Registered once.
 */
void slots_on_change(void (*taken)(slot_t first, uint32_t count), void (*released)(slot_t slot));

uint32_t slots_total(void);
uint32_t slots_most(void);
uint32_t slots_in_use(void);

/* Is the slot, which exists, in use? How many are, counted anew. */
bool slot_is_taken(slot_t slot);
uint32_t slots_counted(void);

#endif
