// machine
#include <string.h>
#include "firmware/clock.h"
#include "mmu/backing.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pageio.h"
#include "mmu/section.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* Page transfers that take their time, on a machine whose disk is slow: what other threads do meanwhile. */

#define LATENCY (10 * CLOCK_UNITS_PER_SEC) /* longer than machine_settle() */
#define PAGES   20u                        /* more than can be on their way at a time */

static struct space space;
static struct section *section;
static uint32_t start;

/* Every page leaves memory: what is in the page file is nowhere else. */
static void push_out(void)
{
    uint32_t other = 0;
    struct vad *vad;
    CHECK(virtual_reserve(&space, &other, 100 * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 100; i++)
            CHECK(machine_touch(other + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    space_delete_region(&space, vad);
    machine_settle();
}

/* Each page has its number in it. */
static void fill(void)
{
    for (uint32_t i = 0; i < PAGES; i++)
        CHECK(machine_write(start + i * PAGE_SIZE, &i, sizeof i) == STATUS_SUCCESS);
    push_out();
}

static void begin_private(void)
{
    struct vad *vad;
    start = 0;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, PAGES * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    fill();
    CHECK(pte_kind(machine_pte(&space, start)) == PTE_PAGE_FILE);
    machine_log_clear();
    machine_disk_latency(LATENCY);
}

static void begin_shared(void)
{
    start = 0;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(section_of_page_file(PAGES * PAGE_SIZE, PROT_READWRITE, false, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, section, 0, PAGES, PROT_READWRITE, PROT_EXECUTE_READWRITE, &start) ==
          STATUS_SUCCESS);
    fill();
    CHECK(pte_kind(section->prototypes[0]) == PTE_PAGE_FILE);
    machine_log_clear();
    machine_disk_latency(LATENCY);
}

static void end(void)
{
    machine_disk_latency(0);
    machine_settle();
    machine_check_translations(true);
    verify_books();
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    if (section)
        section_dereference(section);
    verify_books();
    CHECK(commit_total() == 0 && slots_in_use() == 0);
}

/* ---- what the threads do ---- */

struct visit {
    uint32_t address, found;
    enum machine_access access;
    ntstatus status;
    uint64_t at; /* the clock when it was done */
};

static struct visit visits[24];
static uint32_t visit_count;

static void visit(void *argument)
{
    struct visit *visit = argument;
    machine_enter(&space);
    visit->status = visit->access == MACHINE_WRITE ? machine_touch(visit->address, MACHINE_WRITE)
                                                   : machine_read(visit->address, &visit->found, 4);
    visit->at = clock_now();
    machine_enter(NULL);
}

static struct visit *visitor(uint32_t address, enum machine_access access)
{
    struct visit *now = &visits[visit_count++];
    *now = (struct visit){.address = address, .access = access, .found = 0xffffffff};
    machine_thread("visitor", PRIORITY_NORMAL, visit, now);
    return now;
}

/* Lets the others begin what they do, and wait for the disk. */
static void let_begin(void)
{
    machine_settle();
}

static void let_end(void)
{
    wait_user_delay(false, clock_now() + 10ull * LATENCY);
}

static uint32_t lines(const char *what)
{
    uint32_t count = 0;
    for (const char *at = machine_log(); (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* ---- the experiments ---- */

static void others_run_while_a_page_comes_in(void)
{
    begin_private();
    struct visit *slow = visitor(start, MACHINE_READ);
    let_begin();
    uint64_t meanwhile = clock_now();
    CHECK(slow->found == 0xffffffff);
    let_end();
    CHECK(slow->status == STATUS_SUCCESS && slow->found == 0 && slow->at >= meanwhile);
    CHECK(strstr(machine_log(), "Waiting(PageIn)") != NULL);
    CHECK(lines("HardPageFault") == 1 && lines("TransitionFault") == 0);
    end();
}

static void collide(uint32_t address)
{
    uint32_t reads = machine_disk_reads();
    struct visit *a = visitor(address, MACHINE_READ), *b = visitor(address, MACHINE_WRITE);
    let_begin();
    let_end();
    CHECK(a->status == STATUS_SUCCESS && b->status == STATUS_SUCCESS && a->found == 3);
    CHECK(machine_disk_reads() == reads + 1);
    CHECK(lines("HardPageFault") == 1 && lines("TransitionFault") == 1);
}

static void two_faults_are_one_transfer(void)
{
    begin_private();
    collide(start + 3 * PAGE_SIZE);
    end();
}

static void two_faults_on_a_shared_page_are_one_transfer(void)
{
    begin_shared();
    collide(start + 3 * PAGE_SIZE);
    end();
}

static void fail_both(uint32_t address)
{
    uint32_t found, available = frames_available();
    machine_disk_fail(0);
    struct visit *a = visitor(address, MACHINE_READ), *b = visitor(address, MACHINE_READ);
    let_begin();
    let_end();
    machine_disk_fail(-1);
    CHECK(a->status == STATUS_IN_PAGE_ERROR && b->status == STATUS_IN_PAGE_ERROR);
    CHECK(a->found == 0xffffffff && b->found == 0xffffffff && frames_available() == available);
    CHECK(lines("HardPageFault") == 2 && lines("status=c0000006") == 2);
    CHECK(machine_read(address, &found, 4) == STATUS_SUCCESS && found == 5);
}

static void a_failed_read_is_everybodys_and_maps_nothing(void)
{
    begin_private();
    fail_both(start + 5 * PAGE_SIZE);
    end();
}

static void a_failed_read_of_a_shared_page_too(void)
{
    begin_shared();
    fail_both(start + 5 * PAGE_SIZE);
    end();
}

static void a_page_deleted_while_it_is_read_is_gone(void)
{
    begin_private();
    uint32_t first = start, last = 0, in_use = slots_in_use();
    struct visit *a = visitor(start, MACHINE_READ), *b = visitor(start, MACHINE_WRITE);
    let_begin();
    CHECK(virtual_release(&space, &first, &last) == STATUS_SUCCESS);
    CHECK(slots_in_use() == in_use - PAGES);
    let_end();
    CHECK(a->status == STATUS_ACCESS_VIOLATION && b->status == STATUS_ACCESS_VIOLATION);
    CHECK(lines("HardPageFault") == 0 && lines("AccessViolation") == 2);
    CHECK(!strstr(strstr(machine_log(), "fault AccessViolation"), "slot=")); /* neither says where from */
    end();
}

static void a_view_unmapped_while_its_page_is_read_leaves_the_page(void)
{
    uint32_t again = 0, found;
    begin_shared();
    struct visit *a = visitor(start, MACHINE_READ);
    let_begin();
    CHECK(view_unmap(&space, start) == STATUS_SUCCESS);
    let_end();
    CHECK(a->status == STATUS_ACCESS_VIOLATION);
    CHECK(view_map(&space, section, 0, PAGES, PROT_READWRITE, PROT_EXECUTE_READWRITE, &again) ==
          STATUS_SUCCESS);
    machine_log_clear();
    CHECK(machine_read(again, &found, 4) == STATUS_SUCCESS && found == 0);
    CHECK(lines("TransitionFault") == 1 && lines("from=Standby") == 1);
    end();
}

/* The section goes with the last who needs it: here the fault that waits for its page. */
static void a_section_closed_while_its_page_is_read_stays_until_then(void)
{
    begin_shared();
    uint32_t charged = commit_total();
    struct visit *a = visitor(start, MACHINE_READ), *b = visitor(start, MACHINE_READ);
    let_begin();
    CHECK(section->references == 2 + 2); /* the test, the view, and each who waits */
    CHECK(view_unmap(&space, start) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    CHECK(commit_total() + PAGES > charged);
    let_end();
    CHECK(a->status == STATUS_ACCESS_VIOLATION && b->status == STATUS_ACCESS_VIOLATION);
    CHECK(commit_total() + PAGES <= charged);
    end();
}

static void a_page_protected_while_it_is_read_is_protected(void)
{
    enum protection old;
    begin_private();
    struct visit *a = visitor(start, MACHINE_WRITE), *b = visitor(start + PAGE_SIZE, MACHINE_READ);
    let_begin();
    CHECK(virtual_protect(&space, start, start + PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, start + PAGE_SIZE, start + 2 * PAGE_SIZE, PROT_NOACCESS, &old) ==
          STATUS_SUCCESS);
    let_end();
    CHECK(a->status == STATUS_ACCESS_VIOLATION && b->status == STATUS_ACCESS_VIOLATION);
    uint32_t found;
    CHECK(machine_read(start, &found, 4) == STATUS_SUCCESS && found == 0);
    end();
}

static void more_readers_than_transfers(void)
{
    CHECK(PAGES > PAGEIO_TRANSFERS);
    begin_private();
    for (uint32_t i = 0; i < 24; i++)
        visitor(start + i % PAGES * PAGE_SIZE, MACHINE_READ);
    let_begin();
    wait_user_delay(false, clock_now() + 100ull * LATENCY);
    for (uint32_t i = 0; i < 24; i++)
        CHECK(visits[i].status == STATUS_SUCCESS && visits[i].found == i % PAGES);
    CHECK(lines("HardPageFault") == PAGES && lines("TransitionFault") == 4);
    end();
}

/* ---- pages that are written while the program goes on ---- */

/* The writer is in the middle of writing the page at `start`. */
static void begin_write(void)
{
    uint32_t value = 77;
    begin_private();
    machine_disk_latency(0);
    CHECK(machine_write(start, &value, sizeof value) == STATUS_SUCCESS);
    space_trim_page(&space, page_of(start));
    CHECK(pte_kind(machine_pte(&space, start)) == PTE_TRANSITION);
    machine_disk_latency(LATENCY);
    event_set(&frames_short);
    machine_settle();
    CHECK(frames_count(FRAME_WRITING) == 1);
}

static void a_page_taken_back_while_it_is_written_keeps_its_slot(void)
{
    uint32_t found;
    begin_write();
    pfn_t pfn = pte_pfn(machine_pte(&space, start));
    CHECK(machine_read(start, &found, 4) == STATUS_SUCCESS && found == 77);
    CHECK(lines("from=Writing") == 1);
    let_end();
    CHECK(pte_kind(frame_record(pfn)->original) == PTE_PAGE_FILE && !frame_record(pfn)->modified);
    end();
}

static void a_page_changed_while_it_is_written_stays_modified(void)
{
    uint32_t value = 78, found, writes;
    begin_write();
    writes = machine_disk_writes();
    pfn_t pfn = pte_pfn(machine_pte(&space, start));
    CHECK(machine_write(start, &value, sizeof value) == STATUS_SUCCESS);
    space_trim_page(&space, page_of(start));
    CHECK(frame_record(pfn)->state == FRAME_WRITING && frame_record(pfn)->modified);
    let_end(); /* of the stale write, and of the one that follows */
    CHECK(machine_disk_writes() == writes + 1 && frame_record(pfn)->state == FRAME_STANDBY);
    machine_disk_latency(0);
    push_out();
    CHECK(pte_kind(machine_pte(&space, start)) == PTE_PAGE_FILE);
    CHECK(machine_read(start, &found, 4) == STATUS_SUCCESS && found == 78);
    end();
}

static void a_page_deleted_while_it_is_written_is_free_when_that_has_ended(void)
{
    uint32_t first = start, last = 0;
    begin_write();
    first = start;
    pfn_t pfn = pte_pfn(machine_pte(&space, start));
    CHECK(virtual_release(&space, &first, &last) == STATUS_SUCCESS);
    CHECK(frame_record(pfn)->state == FRAME_WRITING && frame_record(pfn)->deleted && slots_in_use() == 1);
    let_end();
    CHECK(frame_record(pfn)->state == FRAME_FREE || frame_record(pfn)->state == FRAME_ZEROED);
    CHECK(slots_in_use() == 0);
    end();
}

static void a_page_taken_back_and_deleted_while_it_is_written_too(void)
{
    uint32_t first, last = 0, value = 1;
    begin_write();
    first = start;
    pfn_t pfn = pte_pfn(machine_pte(&space, start));
    CHECK(machine_write(start, &value, sizeof value) == STATUS_SUCCESS);
    CHECK(frame_record(pfn)->state == FRAME_ACTIVE && frame_record(pfn)->writing);
    CHECK(virtual_release(&space, &first, &last) == STATUS_SUCCESS);
    CHECK(frame_record(pfn)->state == FRAME_WRITING && frame_record(pfn)->deleted);
    let_end();
    CHECK(frame_record(pfn)->state == FRAME_FREE || frame_record(pfn)->state == FRAME_ZEROED);
    CHECK(slots_in_use() == 0);
    end();
}

static void a_failed_write_is_tried_again_and_loses_nothing(void)
{
    uint32_t found, in_use;
    begin_write();
    in_use = slots_in_use();
    machine_disk_fail(0);
    let_end();
    machine_disk_fail(-1);
    pfn_t pfn = pte_pfn(machine_pte(&space, start));
    CHECK(lines("writefail") == 1 && lines("Writing>Modified") == 1 && lines("write slot") == 1);
    CHECK(frame_record(pfn)->state == FRAME_STANDBY && slots_in_use() == in_use);
    CHECK(machine_read(start, &found, 4) == STATUS_SUCCESS && found == 77);
    end();
}

/* However the disk fails once, whoever needs a frame gets one: the writer does not stop at it. */
static void a_failed_write_leaves_nobody_waiting(void)
{
    begin_private();
    machine_disk_latency(0);
    for (uint32_t n = 1; n <= 100; n++) {
        machine_disk_fail_nth(0, n);
        push_out();
    }
    machine_disk_fail_nth(0, 0);
    for (uint32_t i = 0, found; i < PAGES; i++)
        CHECK(machine_read(start + i * PAGE_SIZE, &found, 4) == STATUS_SUCCESS && found == i);
    end();
}

static bool filled;

static void fill_memory(void *unused)
{
    uint32_t other = 0;
    struct vad *vad;
    (void)unused;
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &other, 100 * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < 100; i++)
        CHECK(machine_touch(other + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    filled = true;
    space_delete_region(&space, vad);
    machine_enter(NULL);
}

static void who_waits_for_a_frame_gets_one_when_the_disk_writes_again(void)
{
    begin_private();
    machine_disk_latency(0);
    machine_disk_dead(true);
    machine_thread("filler", PRIORITY_NORMAL, fill_memory, NULL);
    wait_user_delay(false, clock_now() + 500 * CLOCK_UNITS_PER_MS);
    CHECK(!filled);
    machine_disk_dead(false);
    machine_settle();
    CHECK(filled);
    end();
}

static void a_dead_disk_is_not_asked_for_ever(void)
{
    begin_private();
    machine_disk_latency(0);
    machine_disk_dead(true);
    struct thread *filler = machine_thread("filler", PRIORITY_NORMAL, fill_memory, NULL);
    machine_expect_end("every thread waits for ever");
    wait_one(&filler->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
}

/* Where a page is when it is not in memory is one of three; a frame that says anything else is a fault of the
 * kernel. */
static void a_home_that_is_none_stops_the_machine(void)
{
    struct page_home home = {.pte = pte_decommitted()};
    machine_expect_end("a page's home is no home");
    backing_of(&home);
}

int main(void)
{
    RUN_ON_MACHINE(100, 256, others_run_while_a_page_comes_in);
    RUN_ON_MACHINE(100, 256, two_faults_are_one_transfer);
    RUN_ON_MACHINE(100, 256, two_faults_on_a_shared_page_are_one_transfer);
    RUN_ON_MACHINE(100, 256, a_failed_read_is_everybodys_and_maps_nothing);
    RUN_ON_MACHINE(100, 256, a_failed_read_of_a_shared_page_too);
    RUN_ON_MACHINE(100, 256, a_page_deleted_while_it_is_read_is_gone);
    RUN_ON_MACHINE(100, 256, a_view_unmapped_while_its_page_is_read_leaves_the_page);
    RUN_ON_MACHINE(100, 256, a_section_closed_while_its_page_is_read_stays_until_then);
    RUN_ON_MACHINE(100, 256, a_page_protected_while_it_is_read_is_protected);
    RUN_ON_MACHINE(100, 256, more_readers_than_transfers);
    RUN_ON_MACHINE(100, 256, a_page_taken_back_while_it_is_written_keeps_its_slot);
    RUN_ON_MACHINE(100, 256, a_page_changed_while_it_is_written_stays_modified);
    RUN_ON_MACHINE(100, 256, a_page_deleted_while_it_is_written_is_free_when_that_has_ended);
    RUN_ON_MACHINE(100, 256, a_page_taken_back_and_deleted_while_it_is_written_too);
    RUN_ON_MACHINE(100, 256, a_failed_write_is_tried_again_and_loses_nothing);
    RUN_ON_MACHINE(100, 256, a_failed_write_leaves_nobody_waiting);
    RUN_ON_MACHINE(100, 256, who_waits_for_a_frame_gets_one_when_the_disk_writes_again);
    RUN_ON_MACHINE(100, 256, a_dead_disk_is_not_asked_for_ever);
    RUN_ON_MACHINE(100, 256, a_home_that_is_none_stops_the_machine);
    return unit_end();
}
