/*
 * Pages whose contents a program does not need any more, though it keeps the pages (Microsoft: VirtualAlloc,
 * MEM_RESET). Nothing of them is written or read from then on: a private page in memory stays as it is until
 * its frame is needed, and is one of zeros then, unless it was written in between; one in the page file is
 * one of zeros at once. What others may see stays as it is: pages of a section. So does a page in a transfer.
 */
#ifndef MMU_RESET_H
#define MMU_RESET_H

#include "firmware/status.h"
#include "mmu/space.h"

/* May [start, end), whole pages, be reset? STATUS_CONFLICTING_ADDRESSES: no region holds all of it, or one
 * that shows fixed frames; STATUS_USER_MAPPED_FILE: a view of a file, or of an image. */
ntstatus reset_check(struct space *space, uint32_t start, uint32_t end);

/* Resets it: it may be (asserted). Pages that are not committed are passed over. The current space is
 * `space`, whose lock the caller holds. May wait for page tables. */
void reset_range(struct space *space, uint32_t start, uint32_t end);

#endif
