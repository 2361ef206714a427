/*
 * Keeping frames available: the working-set manager, the modified-page writer and the zero-page thread, three
 * kernel threads. When frames are short (framewait.h), the working-set manager trims until available and
 * modified frames together reach PAGER_HIGH, and the writer makes the modified ones available.
 *
 * A policy that remembers is asked for a page at a time, and only as many as are wanted at once: each page
 * that rests on Standby is one that it might have kept, and it knows better which.
 */
#ifndef MMU_PAGER_H
#define MMU_PAGER_H

#include "mmu/framewait.h"

#define PAGER_HIGH    64u
#define PAGER_FEW     (FRAMES_RESERVE + 2) /* the same under a policy that remembers */
#define PAGER_CLUSTER 16u                  /* pages trimmed in one go */

/* Before the threads run: transfers (mmu/pageio.h) too. */
void pager_start(void);

/* Bodies of the three threads; they never return. */
void working_set_manager(void *unused);
void modified_page_writer(void *unused);
void zero_page_thread(void *unused);

#endif
