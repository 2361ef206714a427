/*
 * Writing modified pages home: to slots of the page file, or to the files that they are mapped from. Thread
 * context; all of it may wait. Nothing that was looked at holds behind a write: the page may have been
 * changed, mapped again or deleted, which the frame's record knows. A failed write leaves the page modified.
 *
 * Pages of files are written by one thread at a time: whoever is to tell that a file has everything must not
 * have to ask what another has begun.
 */
#ifndef MMU_PAGEWRITER_H
#define MMU_PAGEWRITER_H

#include "mmu/section.h"

#define PAGEWRITER_CLUSTER 16u /* pages written in one go, to slots side by side */

enum written { WRITTEN, NOTHING_TO_WRITE, WRITE_FAILED };

/* At start. */
void pagewriter_start(void);

/* Up to a cluster of modified pages, the oldest first. One that the disk refuses keeps the others from
 * nothing. */
enum written pagewriter_to_slots(void);
enum written pagewriter_to_files(void);

/* Pages [first, first + pages) of a data section, as far as their frames know that they are modified. The
 * disk's first error; the others are written all the same. */
ntstatus pagewriter_flush(const struct section *section, uint32_t first, uint32_t pages);

/* The slots that were taken and are not filled yet: how many, and the first of them. */
uint32_t pagewriter_slots(slot_t *first);

#endif
