#include "mmu/pagewriter.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/backing.h"
#include "mmu/frame.h"
#include "mmu/pageio.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"

static struct waitable files_turn; /* whose turn it is to write pages of files */

static struct {
    slot_t first;
    uint32_t count;
} to_fill; /* the slots of the cluster that is being written */

uint32_t pagewriter_slots(slot_t *first)
{
    *first = to_fill.first;
    return to_fill.count;
}

INIT_CODE void pagewriter_start(void)
{
    event_start(&files_turn, "FileWriter", WAITABLE_SYNCHRONIZATION, true);
}

static void log_write(const struct page_home *home, pfn_t pfn, ntstatus status)
{
    bool begun = status_ok(status) ? log_begin(LOG_PAGING, "write") : log_begin(LOG_ALWAYS, "writefail");
    if (!begun)
        return;
    backing_of(home)->log_target(home);
    log_frame("pfn", pfn.number);
    if (!status_ok(status))
        log_address("status", (uint32_t)status);
    log_end();
}

static ntstatus write_home(const struct page_home *home, pfn_t pfn)
{
    ntstatus status = pageio_write(home, pfn);
    log_write(home, pfn, status);
    return status;
}

/* ---- to the page file ---- */

/* A failed write gives the slot back. */
static enum written write_to_slot(slot_t slot)
{
    pfn_t pfn = frame_begin_write(false);
    if (pfn_is_none(pfn)) { /* taken back while an earlier page of the cluster was written */
        slots_release(slot);
        return NOTHING_TO_WRITE;
    }
    struct page_home home = backing_home_of_frame(pfn);
    home.pte = pte_page_file(slot, pte_protection(home.pte));
    ntstatus status = write_home(&home, pfn);
    if (!status_ok(status)) {
        slots_release(slot);
        home.pte = pte_none();
    }
    frame_end_write(pfn, home.pte);
    return status_ok(status) ? WRITTEN : WRITE_FAILED;
}

enum written pagewriter_to_slots(void)
{
    uint32_t modified = frames_count(FRAME_MODIFIED) - frames_modified_of_files(), taken = 0;
    enum written all = WRITTEN, one = WRITTEN;
    if (modified == 0)
        return NOTHING_TO_WRITE;
    slot_t slot = slots_reserve(modified < PAGEWRITER_CLUSTER ? modified : PAGEWRITER_CLUSTER, &taken);
    to_fill.first = slot;
    for (to_fill.count = taken; to_fill.count > 0; to_fill.count--, to_fill.first.number++)
        if (one == NOTHING_TO_WRITE)
            slots_release(to_fill.first);
        else if ((one = write_to_slot(to_fill.first)) != WRITTEN && all != WRITE_FAILED)
            all = one;
    return taken > 0 ? all : NOTHING_TO_WRITE;
}

/* ---- to files ---- */

static void begin_files(void)
{
    wait_one(&files_turn, WAIT_EXECUTIVE, WAIT_FOREVER);
}

static void end_files(void)
{
    event_set(&files_turn);
}

static ntstatus write_to_file(pfn_t pfn)
{
    struct page_home home = backing_home_of_frame(pfn);
    ntstatus status = write_home(&home, pfn);
    frame_end_write(pfn, status_ok(status) ? home.pte : pte_none());
    return status;
}

enum written pagewriter_to_files(void)
{
    enum written all = NOTHING_TO_WRITE;
    pfn_t pfn;
    begin_files();
    for (uint32_t i = 0; i < PAGEWRITER_CLUSTER && !pfn_is_none(pfn = frame_begin_write(true)); i++)
        if (!status_ok(write_to_file(pfn)))
            all = WRITE_FAILED;
        else if (all == NOTHING_TO_WRITE)
            all = WRITTEN;
    end_files();
    return all;
}

/* A page that is mapped while it is written: from here on it is not modified. */
static void say_flush(pfn_t pfn)
{
    if (frame_record(pfn)->state != FRAME_ACTIVE || !log_detail(LOG_PAGING, "flush"))
        return;
    log_frame("pfn", pfn.number);
    log_end();
}

ntstatus pagewriter_flush(const struct section *section, uint32_t first, uint32_t pages)
{
    ntstatus first_error = STATUS_SUCCESS;
    ASSERT(section->kind == SECTION_FILE && first <= section->pages && pages <= section->pages - first);
    begin_files();
    for (uint32_t page = first; page < first + pages; page++) {
        pfn_t pfn = section_frame(section, page);
        if (pfn_is_none(pfn) || !frame_begin_flush(pfn))
            continue;
        say_flush(pfn);
        ntstatus status = write_to_file(pfn);
        if (!status_ok(status) && status_ok(first_error))
            first_error = status;
    }
    end_files();
    return first_error;
}
