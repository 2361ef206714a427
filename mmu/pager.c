#include "mmu/pager.h"

#include "firmware/clock.h"
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pageio.h"
#include "mmu/pagelog.h"
#include "mmu/pagewriter.h"
#include "mmu/policy.h"
#include "mmu/poollog.h"
#include "mmu/space.h"
#include "mmu/stackswap.h"
#include "mmu/systemspace.h"
#include "mmu/tables.h"
#include "mmu/window.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/schedule.h"
#include "sched/dispatch/wait.h"
#include "storage/pagefile.h"
#include "storage/slots.h"

#define RETRY_AFTER (10 * CLOCK_UNITS_PER_MS)
#define MOST_TRIES  100u

static struct waitable modified_ready; /* wakes the writer */

static void slots_taken(slot_t first, uint32_t count)
{
    pagefile_slots_taken(first, count);
    if (!log_detail(LOG_PAGING, "slot+"))
        return;
    log_frame(NULL, first.number);
    log_number("count", count);
    log_end();
}

static void slot_released(slot_t slot)
{
    pagefile_slot_released(slot);
    if (!log_detail(LOG_PAGING, "slot-"))
        return;
    log_frame(NULL, slot.number);
    log_end();
}

INIT_CODE void pager_start(void)
{
    slots_on_change(slots_taken, slot_released);
    backing_start();
    pageio_start();
    pagewriter_start();
    section_file_start();
    event_start(&modified_ready, "ModifiedReady", WAITABLE_SYNCHRONIZATION, false);
}

/* Takes up to so many pages from one working set: the same one, so that CR3 is loaded once. */
static bool trim_some(uint32_t most)
{
    uint32_t trimmed = 0, wanted;
    struct space *space = workingset_giver(most, &wanted);
    page_t page;
    if (!space)
        return system_space_is_there() && system_space_trim(most) > 0;
    uint32_t before = space->working_set;
    space_attach(space);
    while (trimmed < wanted && policy_current()->victim(space, &page)) {
        space_trim_page(space, page);
        trimmed++;
    }
    space_detach();
    if (system_space_is_there())
        system_space_share(trimmed, before);
    return trimmed > 0;
}

/* Page tables that name no frame hold only what is out of memory: they go first. Nothing is looked through
 * before another one has come to be idle. */
static bool trim_tables(uint32_t most)
{
    static uint32_t looked_at;
    uint32_t trimmed = 0, idled = frame_tables_idled;
    if (looked_at == idled)
        return false;
    list_each (link, spaces()) {
        struct space *space = list_member(link, struct space, link);
        if (trimmed == most || !tables_may_leave(space))
            continue;
        space_attach(space);
        trimmed += tables_trim(space, most - trimmed);
        space_detach();
    }
    if (trimmed < most)
        looked_at = idled;
    return trimmed > 0;
}

/* Modified pages that need a slot, and slots for them. */
static uint32_t modified_for_slots(void)
{
    return frames_count(FRAME_MODIFIED) - frames_modified_of_files();
}

static uint32_t slots_free(void)
{
    return slots_total() - slots_in_use();
}

/* Modified frames can be made available as far as the page file has room for those that need it. */
static uint32_t frames_in_sight(void)
{
    uint32_t modified = modified_for_slots(), room = slots_free();
    return frames_available() + frames_modified_of_files() + (modified < room ? modified : room);
}

/* What is charged has one place, a frame or a slot. A page that was read back and cannot leave, because it is
 * locked, or a table that is held, has both as long as it is not written to; once nothing else is left,
 * others need the slot. */
static bool make_room(void)
{
    return modified_for_slots() > slots_free() && frame_leave_slot();
}

void working_set_manager(void *unused)
{
    bool remembers = policy_current()->core != NULL;
    uint32_t enough = remembers ? PAGER_FEW : PAGER_HIGH, most = remembers ? 1 : PAGER_CLUSTER;
    (void)unused;
    for (;;) {
        wait_one(&frames_short, WAIT_EXECUTIVE, WAIT_FOREVER);
        schedule_past_matters(); /* which page goes depends on when each came */
        uint32_t before = system_space.working_set;
        if (frames_in_sight() < enough)
            stackswap_trim();
        while (frames_in_sight() < enough && (trim_tables(PAGER_CLUSTER) || trim_some(most) || make_room()))
            ;
        if (system_space.working_set < before)
            pool_log_resident();
        if (frames_count(FRAME_MODIFIED) > 0)
            event_set(&modified_ready);
    }
}

static enum written write_all(enum written (*write_some)(void))
{
    enum written written;
    do
        written = write_some();
    while (written == WRITTEN);
    return written;
}

static bool write_fails(void)
{
    enum written slots = write_all(pagewriter_to_slots), files = write_all(pagewriter_to_files);
    return slots == WRITE_FAILED || files == WRITE_FAILED;
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
