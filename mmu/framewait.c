#include "mmu/framewait.h"

#include "firmware/initcode.h"
#include "sched/dispatch/wait.h"

struct waitable frames_short, frames_to_zero;
static struct waitable frame_available; /* wakes who waits for a frame */

/* frame.c calls this whenever a frame has become available. */
static void frame_became_available(void)
{
    if (frames_available() > FRAMES_RESERVE && !frame_available.signal)
        event_set(&frame_available);
    if (frames_count(FRAME_ZEROED) < FRAMES_ZEROED / 2 && frames_count(FRAME_FREE) > 0 &&
        !frames_to_zero.signal)
        event_set(&frames_to_zero);
}

INIT_CODE void framewait_start(void)
{
    event_start(&frames_short, "FramesShort", WAITABLE_SYNCHRONIZATION, false);
    event_start(&frames_to_zero, "FramesToZero", WAITABLE_SYNCHRONIZATION, true);
    event_start(&frame_available, "FrameAvailable", WAITABLE_NOTIFICATION, false);
    frames_on_available(frame_became_available);
}

bool frames_wait_short(void)
{
    if (!frames_short.signal)
        event_set(&frames_short);
    if (frames_available() > FRAMES_RESERVE)
        return false;
    event_reset(&frame_available);
    wait_one(&frame_available, WAIT_FREE_PAGE, WAIT_FOREVER);
    return true;
}
