/*
 * How large a working set is to be, and whose page goes when frames are short.
 *
 * A minimum and a maximum are advice, as in NT: a working set grows beyond its maximum while there are
 * frames, and gives pages up below its minimum only when no other has one to give. A hard maximum holds: from
 * it on a process makes room for a page by one of its own, which the policy in force picks. A hard minimum is
 * a promise of frames, and charged as such (mmu/commit.h). Locked pages (mmu/pagelock.h) are never given up.
 * Thread context; nothing here waits.
 */
#ifndef MMU_WORKINGSET_H
#define MMU_WORKINGSET_H

#include "firmware/status.h"
#include "mmu/space.h"

#define WORKINGSET_LEAST 20u /* pages; no minimum is lower */
#define WORKINGSET_FLUID 8u  /* pages that locked ones must leave of the minimum */

/* NT's defaults for the size of the machine: for a process that is new. */
void workingset_begin(struct space *space);

/* The greatest limit there is: what frames paging can use. */
uint32_t workingset_most(void);

/* New limits of a process, in pages; a hard maximum is kept at once, for which its space must be the current
 * one. STATUS_BAD_WORKING_SET_LIMIT: the minimum is above the maximum, or what is locked leaves too little of
 * that; STATUS_INSUFFICIENT_RESOURCES: a hard minimum that frames are not there for.
 * STATUS_WORKING_SET_LIMIT_RANGE, a success: what lies outside the machine's bounds was taken for the bound.
 */
ntstatus workingset_limit(struct space *space, const struct workingset_limits *limits);

/* Frames are promised for `locked` pages that may not go, and for a hard minimum. False: they are not there.
 */
bool workingset_hold(struct space *space, uint32_t locked);

/* The process has ended: nothing is held for it any more. */
void workingset_end(struct space *space);

/* Before a page joins the current space: one goes if it is at its hard maximum. Inline, because mostly there
 * is none. */
void workingset_replace(struct space *space);
static inline void workingset_make_room(struct space *space)
{
    if (space->limits.hard_maximum)
        workingset_replace(space);
}

/* Everything goes that is not locked. */
void workingset_empty(struct space *space);

/* The space that is to give pages up now, and how many at once, at most `at_most`; NULL if none has one. */
struct space *workingset_giver(uint32_t at_most, uint32_t *pages);

#endif
