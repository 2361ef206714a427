/*
 * Keeping frames available: the working-set manager, the modified-page writer and the zero-page thread, three
 * kernel threads, and the wait for a frame when there is none.
 *
 * Frames are short below PAGER_LOW available ones: then the working-set manager trims until available and
 * modified frames together reach PAGER_HIGH, and the writer makes the modified ones available. A thread that
 * needs a frame and would leave fewer than PAGER_RESERVE waits; the reserve is for the kernel, which cannot
 * wait everywhere.
 */
#ifndef MMU_PAGER_H
#define MMU_PAGER_H

#include <stdbool.h>
#include "sched/thread.h"

#define PAGER_RESERVE 8u
#define PAGER_LOW     32u
#define PAGER_HIGH    64u
#define PAGER_CLUSTER 16u /* pages written in one go, to slots side by side */
#define PAGER_ZEROED                                                                                         \
    32u /* the zero-page thread keeps this many zeroed frames ready while there are free ones */

/* Before the threads run: the events. */
void pager_start(void);

/* Returns at once, false, when a frame may be taken; else waits until that may be so and returns true:
 * whatever the caller had looked at may have changed, it must look again. Thread context. */
bool pager_wait_for_frames(void);

/* Bodies of the three threads; they never return. */
void working_set_manager(void *unused);
void modified_page_writer(void *unused);
void zero_page_thread(void *unused);

#endif
