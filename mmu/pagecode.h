/*
 * Pageable code of the kernel: the sections of its image whose names begin with PAGE, each a group of
 * functions that are entered together (firmware/rules.mk says which files they are). With /PAGEKERNEL they
 * leave the loader's memory for ordinary frames at start, as private pages of System's space
 * (mmu/systemspace.h); their home is the page file, because the kernel is relocated and no longer what its
 * file holds (NT does the same).
 *
 * What is between two waits relies on nothing else running, so code must not fault on the way: who enters a
 * group holds it first, and it stays until he lets it go (NT: MmLockPagableCodeSection). Frames are promised
 * for all of it, so holding can take long, but never for ever. Data of these functions never leaves.
 */
#ifndef MMU_PAGECODE_H
#define MMU_PAGECODE_H

#include <stdbool.h>
#include <stdint.h>
#include "mmu/address.h"

#define PAGECODE_GROUPS 8u /* at most */

/* One of them; 0 is no group. */
typedef uint8_t pagecode_group;

/* Finds them and moves them, all that there is promise for. At start, once System's space is there. */
void pagecode_start(void);

/* The group that a function lies in; 0: it is always there. */
pagecode_group pagecode_of(const void *function);

/* Brings a group, each page that is out by a fault, and keeps it; may wait, like a touch of System's space.
 * By as many as like. For 0 nothing is done. */
void pagecode_hold(pagecode_group group);
void pagecode_let_go(pagecode_group group);

/* The running thread is in that group until it leaves or ends; in one at a time. */
void pagecode_enter(pagecode_group group);
void pagecode_leave(void);

/* The page is one that must stay. Any context. */
bool pagecode_is_held(page_t page);

/* Pages of all groups, and how many of them are in memory. */
uint32_t pagecode_pages(void);
uint32_t pagecode_resident(void);

#endif
