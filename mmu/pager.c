#include "mmu/pager.h"

#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/policy.h"
#include "mmu/space.h"
#include "mmu/window.h"
#include "sched/dispatcher.h"
#include "sched/wait.h"
#include "storage/pagefile.h"

static struct waitable frames_short;    /* wakes the working-set manager */
static struct waitable modified_ready;  /* wakes the writer */
static struct waitable free_ready;      /* wakes the zero-page thread */
static struct waitable frame_available; /* wakes who waits for a frame */

/* frame.c calls this whenever a frame has become available. */
static void frame_became_available(void)
{
    if (frames_available() > PAGER_RESERVE && !frame_available.signal)
        event_set(&frame_available);
    if (frames_count(FRAME_ZEROED) < PAGER_ZEROED / 2 && frames_count(FRAME_FREE) > 0 && !free_ready.signal)
        event_set(&free_ready);
}

void pager_start(void)
{
    event_start(&frames_short, WAITABLE_SYNCHRONIZATION, false);
    event_start(&modified_ready, WAITABLE_SYNCHRONIZATION, false);
    event_start(&free_ready, WAITABLE_SYNCHRONIZATION, true);
    event_start(&frame_available, WAITABLE_NOTIFICATION, false);
    frames_on_available(frame_became_available);
}

bool pager_wait_for_frames(void)
{
    uint32_t available = frames_available();
    if (available < PAGER_LOW)
        event_set(&frames_short);
    if (available > PAGER_RESERVE)
        return false;
    event_reset(&frame_available);
    wait_one(&frame_available, WAIT_FREE_PAGE, WAIT_FOREVER);
    return true;
}

static struct space *largest_working_set(void)
{
    struct space *largest = NULL;
    list_each(link, spaces())
    {
        struct space *space = list_member(link, struct space, link);
        if (space->working_set > 0 && (!largest || space->working_set > largest->working_set))
            largest = space;
    }
    return largest;
}

/* Takes up to a cluster of pages from the largest working set: the same one, so that CR3 is loaded once. */
static bool trim_some(void)
{
    struct space *space = largest_working_set();
    page_t page;
    uint32_t trimmed = 0;
    if (!space)
        return false;
    space_attach(space);
    while (trimmed < PAGER_CLUSTER && policy_current()->victim(space, &page)) {
        space_trim_page(space, page);
        trimmed++;
    }
    space_detach();
    return trimmed > 0;
}

/* With a full page file, modified frames cannot be made available: they do not count. */
static uint32_t frames_in_sight(void)
{
    bool writable = pagefile_in_use() < pagefile_slots();
    return frames_available() + (writable ? frames_count(FRAME_MODIFIED) : 0);
}

void working_set_manager(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&frames_short, WAIT_EXECUTIVE, WAIT_FOREVER);
        while (frames_in_sight() < PAGER_HIGH && trim_some())
            ;
        if (frames_count(FRAME_MODIFIED) > 0)
            event_set(&modified_ready);
    }
}

static void log_write(slot_t slot, pfn_t pfn)
{
    if (!log_begin(LOG_PAGING, "write"))
        return;
    log_frame("slot", slot.number);
    log_frame("pfn", pfn.number);
    log_end();
}

static bool write_page(slot_t slot)
{
    pfn_t pfn = frame_begin_write();
    ntstatus status = pagefile_write(slot, window_map(pfn));
    if (!status_ok(status)) {
        pagefile_release(slot);
        slot = SLOT_NONE;
    } else {
        log_write(slot, pfn);
    }
    frame_end_write(pfn, slot);
    return status_ok(status);
}

/* Writes up to a cluster of modified pages. False when there is nothing to write or no place to write it to.
 */
static bool write_cluster(void)
{
    uint32_t modified = frames_count(FRAME_MODIFIED), taken = 0;
    bool written = modified > 0;
    if (modified == 0)
        return false;
    slot_t slot = pagefile_reserve(modified < PAGER_CLUSTER ? modified : PAGER_CLUSTER, &taken);
    for (uint32_t i = 0; i < taken; i++, slot.number++) {
        if (written)
            written = write_page(slot);
        else
            pagefile_release(slot);
    }
    return written && taken > 0;
}

void modified_page_writer(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&modified_ready, WAIT_EXECUTIVE, WAIT_FOREVER);
        while (write_cluster())
            ;
    }
}

void zero_page_thread(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&free_ready, WAIT_EXECUTIVE, WAIT_FOREVER);
        while (frames_count(FRAME_ZEROED) < PAGER_ZEROED && frames_count(FRAME_FREE) > 0) {
            pfn_t pfn = frame_take_free();
            window_zero(pfn);
            frame_give_zeroed(pfn);
        }
    }
}
