#include "mmu/pager.h"

#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/policy.h"
#include "mmu/space.h"
#include "mmu/window.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"

#define RETRY_AFTER (10 * CLOCK_UNITS_PER_MS)
#define MOST_TRIES  100u

static struct waitable modified_ready; /* wakes the writer */

static void log_slots_taken(slot_t first, uint32_t count)
{
    if (!log_detail(LOG_PAGING, "slot+"))
        return;
    log_frame(NULL, first.number);
    log_number("count", count);
    log_end();
}

static void log_slot_released(slot_t slot)
{
    if (!log_detail(LOG_PAGING, "slot-"))
        return;
    log_frame(NULL, slot.number);
    log_end();
}

void pager_start(void)
{
    slots_on_change(log_slots_taken, log_slot_released);
    backing_start();
    pageio_start();
    event_start(&modified_ready, "ModifiedReady", WAITABLE_SYNCHRONIZATION, false);
}

static struct space *largest_working_set(void)
{
    struct space *largest = NULL;
    list_each (link, spaces()) {
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

/* Modified frames can be made available as far as the page file has room for them. */
static uint32_t frames_in_sight(void)
{
    uint32_t modified = frames_count(FRAME_MODIFIED), room = slots_total() - slots_in_use();
    return frames_available() + (modified < room ? modified : room);
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

static void log_write(slot_t slot, pfn_t pfn, ntstatus status)
{
    bool begun = status_ok(status) ? log_begin(LOG_PAGING, "write") : log_begin(LOG_ALWAYS, "writefail");
    if (!begun)
        return;
    log_frame("slot", slot.number);
    log_frame("pfn", pfn.number);
    if (!status_ok(status))
        log_address("status", (uint32_t)status);
    log_end();
}

enum written { WRITTEN, NOTHING_TO_WRITE, WRITE_FAILED };

/* Nothing of it holds behind the write: the page may have been changed, mapped again or deleted, which the
 * frame's record knows. A failed write gives the slot back and leaves the page modified. */
static enum written write_page(slot_t slot)
{
    pfn_t pfn = frame_begin_write();
    if (pfn_is_none(pfn)) { /* taken back while an earlier page of the cluster was written */
        slots_release(slot);
        return NOTHING_TO_WRITE;
    }
    struct page_home home = backing_home_of_frame(pfn);
    home.pte = pte_page_file(slot, pte_protection(home.pte));
    ntstatus status = pageio_write(&home, pfn);
    log_write(slot, pfn, status);
    if (!status_ok(status)) {
        slots_release(slot);
        home.pte = pte_none();
    }
    frame_end_write(pfn, home.pte);
    return status_ok(status) ? WRITTEN : WRITE_FAILED;
}

/* Writes up to a cluster of modified pages. One that the disk refuses keeps the others from nothing. */
static enum written write_cluster(void)
{
    uint32_t modified = frames_count(FRAME_MODIFIED), taken = 0;
    enum written all = WRITTEN, one = WRITTEN;
    if (modified == 0)
        return NOTHING_TO_WRITE;
    slot_t slot = slots_reserve(modified < PAGER_CLUSTER ? modified : PAGER_CLUSTER, &taken);
    for (uint32_t i = 0; i < taken; i++, slot.number++)
        if (one == NOTHING_TO_WRITE)
            slots_release(slot);
        else if ((one = write_page(slot)) != WRITTEN && all != WRITE_FAILED)
            all = one;
    return taken > 0 ? all : NOTHING_TO_WRITE;
}

static bool write_fails(void)
{
    enum written written;
    do
        written = write_cluster();
    while (written == WRITTEN);
    return written == WRITE_FAILED;
}

/* Who waits for a frame asks only once, so a disk that fails is asked again after a while. One that goes on
 * failing is left alone until somebody is short of frames again. */
void modified_page_writer(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&modified_ready, WAIT_EXECUTIVE, WAIT_FOREVER);
        for (uint32_t tries = 1; write_fails() && tries < MOST_TRIES; tries++)
            wait_delay(clock_after(RETRY_AFTER), WAIT_EXECUTIVE);
    }
}

void zero_page_thread(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&frames_to_zero, WAIT_EXECUTIVE, WAIT_FOREVER);
        while (frames_count(FRAME_ZEROED) < FRAMES_ZEROED && frames_count(FRAME_FREE) > 0) {
            pfn_t pfn = frame_take_free();
            log_use(pfn, "zeroing");
            window_zero(pfn);
            frame_give_zeroed(pfn);
        }
    }
}
