/*
 * Waiting for a page frame. Frames are short below FRAMES_LOW available ones: then the working-set manager is
 * woken. A thread that would leave fewer than FRAMES_RESERVE waits; the reserve is for the kernel, which
 * cannot wait everywhere.
 */
#ifndef MMU_FRAMEWAIT_H
#define MMU_FRAMEWAIT_H

#include <stdbool.h>
#include "mmu/frame.h"
#include "sched/dispatch/waitable.h"

#define FRAMES_RESERVE 8u
#define FRAMES_LOW     32u
#define FRAMES_ZEROED                                                                                        \
    32u /* the zero-page thread keeps this many zeroed frames ready while there are free ones */

/* Before threads run. */
void framewait_start(void);

/* For frames_wait(), when frames are short. */
bool frames_wait_short(void);

/* Returns at once, false, when a frame may be taken; else waits until that may be so and returns true:
 * whatever the caller had looked at may have changed, it must look again. Thread context. */
static inline bool frames_wait(void)
{
    return frames_available() < FRAMES_LOW && frames_wait_short();
}

/* Set when frames are short; when free frames wait to be zeroed. */
extern struct waitable frames_short, frames_to_zero;

#endif
