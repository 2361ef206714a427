/*
 * The books of memory, balanced while the machine runs (/VERIFY). Everything is counted again from what
 * stands in page tables, prototype PTEs and maps, and held against what frame records, spaces and counters
 * say; nothing is taken from a counter that is not counted here again. A law that is broken is a bugcheck
 * 0000001a with the number of the checkpoint, what it was found at, and the law in words.
 *
 * A check may come at any thread switch, so the laws hold while other threads wait in the middle of
 * something; what they hold meanwhile has an owner, too. It reads physical memory through windows of its own
 * and its tables lie in memory that is never handed out: it takes no frame, waits for nothing, faults
 * nothing, marks no page and writes no line, so that the log is the same with it.
 *
 *   verifybooks.c   what is noted of frames, slots and charges, and held against the counters
 *   verifyspace.c   page tables and regions of each process
 *   verifykernel.c  sections, the pool, kernel stacks, the shared page
 *   verifyframe.c   frame records and their lists
 *   verifylook.c    what frames hold; what the processor remembers of page tables
 */
#ifndef MMU_VERIFY_H
#define MMU_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Physical memory [from, to) is nobody's, for good. By mmu_start(). */
void verify_spare(uint32_t from, uint32_t to);

/* Makes the tables, when frames and page file are there. False: they would not fit into what is spare. Once.
 */
bool verify_start(void);

/* From here on every n-th checkpoint is a check. */
void verify_every(uint32_t n);

/* Counts everything, once. Any context in which no list or PTE is half-changed. */
void verify_books(void);

#endif
