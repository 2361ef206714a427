// machine
#include <string.h>
#include "firmware/clock.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/pagetable.h"
#include "mmu/stack.h"
#include "mmu/tables.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* Page tables that leave memory and come back. Each page here has a table of its own. */

#define BASE  0x10000000u
#define PAGES 4u

static struct space space;

static uint32_t place(uint32_t index)
{
    return BASE + index * PAGETABLE_SPAN;
}

static page_t page(uint32_t index)
{
    return (page_t){place(index)};
}

static pte_t entry(uint32_t index)
{
    return *pagetable_directory_entry(page(index));
}

/* Of the table whose first page that is. */
static bool is_said(const char *event, uint32_t address)
{
    char line[40];
    snprintf(line, sizeof line, "%s 24 %08x pfn=", event, (unsigned)address);
    return strstr(machine_log(), line) != NULL;
}

/* A region over all the tables, of which a page in each is committed and written. */
static void begin(void)
{
    uint32_t start = BASE;
    struct vad *vad;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, PAGES * PAGETABLE_SPAN, PROT_READWRITE, false, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < PAGES; i++) {
        CHECK(virtual_commit(&space, place(i), place(i) + PAGE_SIZE, PROT_READWRITE) == STATUS_SUCCESS);
        CHECK(machine_write(place(i), &i, sizeof i) == STATUS_SUCCESS);
    }
    machine_settle();
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    space_clean(&space);
    CHECK(space.tables == 0);
    machine_enter(NULL);
    space_destroy(&space);
    verify_books();
    CHECK(machine_is_empty());
}

/* Wants most of memory for other pages, and gives it back. */
static void press(void)
{
    uint32_t start = BASE + PAGES * PAGETABLE_SPAN;
    struct vad *vad;
    CHECK(virtual_reserve(&space, &start, 300 * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < 300; i++)
        CHECK(machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_release(&space, start) == STATUS_SUCCESS);
    machine_settle();
}

static void all_in_the_page_file(void)
{
    begin();
    workingset_empty(&space);
    press();
    press();
    for (uint32_t i = 0; i < PAGES; i++)
        CHECK(pte_kind(entry(i)) == PTE_PAGE_FILE);
    CHECK(space.tables == PAGES);
    verify_books();
}

static void check_page(uint32_t index)
{
    uint32_t word = ~0u;
    CHECK(machine_read(place(index), &word, sizeof word) == STATUS_SUCCESS && word == index);
}

static void one_with_a_page_in_memory_stays(void)
{
    begin();
    CHECK(!tables_may_leave(&space) && tables_trim(&space, PAGES) == 0);
    workingset_empty(&space); /* in transition is in memory */
    CHECK(!tables_may_leave(&space) && tables_trim(&space, PAGES) == 0);
    end();
}

static void they_follow_their_pages_out_and_come_back(void)
{
    all_in_the_page_file();
    machine_log_clear();
    uint32_t reads = machine_disk_reads();
    check_page(1);
    CHECK(machine_disk_reads() == reads + 2); /* the table, the page */
    CHECK(is_said("table+", place(1)) && strstr(machine_log(), " slot="));
    CHECK(strstr(machine_log(), "HardPageFault"));
    check_page(0), check_page(2), check_page(3);
    end();
}

static void one_that_has_just_left_is_still_there(void)
{
    all_in_the_page_file();
    table_make(&space, page(1)); /* nothing in it is in memory */
    CHECK(tables_may_leave(&space) && tables_trim(&space, 1) == 1);
    CHECK(pte_kind(entry(1)) == PTE_TRANSITION);
    verify_books();
    machine_log_clear();
    uint32_t reads = machine_disk_reads();
    table_make(&space, page(1));
    CHECK(machine_disk_reads() == reads && strstr(machine_log(), "from=Standby"));
    check_page(1);
    end();
}

static void an_empty_one_is_given_back(void)
{
    begin();
    CHECK(virtual_decommit(&space, place(2), place(2) + PAGE_SIZE) == STATUS_SUCCESS);
    machine_log_clear();
    CHECK(tables_trim(&space, PAGES) == 1 && pte_kind(entry(2)) == PTE_NONE && space.tables == PAGES - 1);
    CHECK(!strstr(machine_log(), "table-"));
    CHECK(machine_touch(place(2), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    end();
}

static void a_held_one_stays(void)
{
    struct table_hold hold;
    all_in_the_page_file();
    tables_hold(&space, &hold, place(1), place(2) + PAGE_SIZE);
    tables_return(&space, place(0), place(3) + PAGE_SIZE);
    CHECK(tables_trim(&space, PAGES) == 2 && pte_kind(entry(1)) == PTE_VALID &&
          pte_kind(entry(2)) == PTE_VALID);
    CHECK(!tables_may_leave(&space));
    tables_let_go(&hold);
    CHECK(tables_may_leave(&space) && tables_trim(&space, PAGES) == 2);
    end();
}

static void what_is_away_can_be_asked_changed_and_deleted(void)
{
    struct virtual_information information;
    enum protection old;
    all_in_the_page_file();
    virtual_query(&space, place(0), &information);
    CHECK(information.committed && information.bytes == PAGE_SIZE);
    CHECK(virtual_protect(&space, place(1), place(1) + PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_READWRITE && machine_touch(place(1), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    check_page(1);
    uint32_t slots = slots_in_use(), charge = space.charge;
    CHECK(virtual_decommit(&space, place(2), place(4)) == STATUS_SUCCESS);
    CHECK(slots_in_use() < slots && space.charge == charge - 2);
    verify_books();
    end();
}

/* It says what it said: its copy stays good. */
static void one_in_which_nothing_changes_keeps_its_slot(void)
{
    enum protection old;
    all_in_the_page_file();
    table_make(&space, page(1));
    uint32_t slots = slots_in_use();
    CHECK(virtual_protect(&space, place(1), place(1) + PAGE_SIZE, PROT_READWRITE, &old) == STATUS_SUCCESS);
    CHECK(slots_in_use() == slots);
    CHECK(virtual_protect(&space, place(1), place(1) + PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(slots_in_use() == slots - 1);
    verify_books();
    end();
}

static void a_part_with_its_tables_away_is_released(void)
{
    uint32_t start = place(1), stop = place(2);
    all_in_the_page_file();
    CHECK(virtual_release(&space, &start, &stop) == STATUS_SUCCESS);
    CHECK(pte_kind(entry(1)) == PTE_NONE && space.tables == PAGES - 1);
    verify_books();
    check_page(0), check_page(2), check_page(3);
    end();
}

static void a_fault_that_cannot_read_a_table_is_told_why(void)
{
    all_in_the_page_file();
    machine_log_clear();
    machine_disk_fail_nth(1, 0);
    CHECK(machine_touch(place(0), MACHINE_READ) == STATUS_IN_PAGE_ERROR);
    CHECK(strstr(machine_log(), "HardPageFault") && strstr(machine_log(), "status=c0000006"));
    CHECK(pte_kind(entry(0)) == PTE_PAGE_FILE);
    verify_books();
    check_page(0);
    end();
}

static void a_call_tries_again(void)
{
    struct virtual_information information;
    all_in_the_page_file();
    machine_disk_fail_nth(1, 0);
    virtual_query(&space, place(0), &information);
    CHECK(information.committed);
    end();
}

static void a_table_that_is_lost_ends_the_machine(void)
{
    struct virtual_information information;
    all_in_the_page_file();
    machine_expect_end("a page table cannot be read");
    machine_disk_dead(true);
    virtual_query(&space, place(0), &information);
}

static pfn_t taken[300];
static uint32_t taken_count;

/* The working-set manager finds few frames. */
static void make_short(void)
{
    while (frames_available() > FRAMES_RESERVE)
        taken[taken_count++] = frame_take();
    event_set(&frames_short);
    machine_settle();
}

static void end_short(void)
{
    while (taken_count > 0)
        frame_free(taken[--taken_count]);
    end();
}

static void one_that_came_softly_goes_again(void)
{
    all_in_the_page_file();
    check_page(0);
    for (uint32_t pass = 0; pass < 3; pass++) {
        table_make(&space, page(1));
        make_short();
        CHECK(pte_kind(entry(1)) == PTE_TRANSITION);
        frame_free(taken[--taken_count]);
    }
    end_short();
}

static void bringer(void *unused)
{
    (void)unused;
    machine_enter(&space);
    table_make(&space, page(1));
    machine_enter(NULL);
}

static void one_that_was_being_read_when_others_were_looked_for_goes(void)
{
    all_in_the_page_file();
    check_page(0);
    machine_disk_latency(4 * CLOCK_UNITS_PER_SEC);
    machine_thread("Bringer", PRIORITY_NORMAL, bringer, NULL);
    machine_settle();
    CHECK(pte_kind(entry(1)) == PTE_TRANSITION);
    make_short();
    wait_delay(clock_after(4 * CLOCK_UNITS_PER_SEC), WAIT_EXECUTIVE);
    CHECK(pte_kind(entry(1)) == PTE_VALID);
    make_short();
    CHECK(pte_kind(entry(1)) == PTE_TRANSITION);
    end_short();
}

static void reader(void *unused)
{
    (void)unused;
    machine_enter(&space);
    check_page(0);
    machine_enter(NULL);
}

/* Both want the same table; one transfer brings it. */
static void two_faults_read_a_table_once(void)
{
    all_in_the_page_file();
    uint32_t reads = machine_disk_reads();
    machine_disk_latency(CLOCK_UNITS_PER_MS);
    machine_thread("Reader", PRIORITY_NORMAL, reader, NULL);
    check_page(0);
    wait_delay(clock_after(100 * CLOCK_UNITS_PER_MS), WAIT_EXECUTIVE);
    CHECK(machine_disk_reads() == reads + 2);
    end();
}

/* ---- a stack over two tables ---- */

#define TEB place(2)

static bool grown;

static void runner(void *unused)
{
    (void)unused;
    machine_enter(&space);
    thread_current()->teb = TEB;
    CHECK(machine_touch(place(1), MACHINE_WRITE) == STATUS_SUCCESS);
    grown = true;
    thread_current()->teb = 0;
    machine_enter(NULL);
}

/* The first page of table 1 is a guard, and table 0, where the next one goes, is away. */
static void stack_at_the_border(void)
{
    uint32_t low = place(0), base = place(1) + PAGE_SIZE;
    enum protection old;
    begin();
    CHECK(machine_write(TEB + 4, &base, sizeof base) == STATUS_SUCCESS);
    CHECK(machine_write(TEB + 0xe0c, &low, sizeof low) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, place(1), base, PROT_READWRITE | PROT_GUARD, &old) == STATUS_SUCCESS);
    workingset_empty(&space);
    press();
    press();
    CHECK(machine_touch(TEB, MACHINE_READ) == STATUS_SUCCESS);
    table_make(&space, page(1));
}

/* One of them may have been there when the fault began, and have left while the other one was read. */
static void a_guard_has_both_its_tables_at_once(void)
{
    struct virtual_information information;
    stack_at_the_border();
    machine_disk_latency(4 * CLOCK_UNITS_PER_SEC);
    machine_thread("Runner", PRIORITY_NORMAL, runner, NULL);
    machine_settle();
    CHECK(pte_kind(entry(0)) == PTE_TRANSITION && pte_kind(entry(1)) == PTE_VALID);
    make_short();
    CHECK(pte_kind(entry(1)) == PTE_TRANSITION);
    while (frames_available() > 0)
        taken[taken_count++] = frame_take();
    while (frames_available() <= FRAMES_RESERVE) /* one frame, for table 1 */
        frame_free(taken[--taken_count]);
    CHECK(pte_kind(entry(1)) == PTE_PAGE_FILE);
    machine_log_clear();
    wait_delay(clock_after(7 * CLOCK_UNITS_PER_SEC), WAIT_EXECUTIVE);
    CHECK(is_said("table+", place(1)) && !is_said("table-", place(1)));
    while (taken_count > 0)
        frame_free(taken[--taken_count]);
    wait_delay(clock_after(60 * CLOCK_UNITS_PER_SEC), WAIT_EXECUTIVE);
    CHECK(grown);
    virtual_query(&space, place(1) - PAGE_SIZE, &information);
    CHECK(information.committed && information.protection == (PROT_READWRITE | PROT_GUARD));
    end();
}

static void deleted_while_it_is_away(void)
{
    all_in_the_page_file();
    uint32_t reads = machine_disk_reads();
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS);
    CHECK(machine_disk_reads() == reads + PAGES && slots_in_use() == 0 && space.tables == 0);
    end();
}

/* ---- several processes ---- */

static struct space other;

static void make_empty(struct space *of, uint32_t owner, uint32_t count)
{
    uint32_t start = BASE;
    struct vad *vad;
    CHECK(space_create(of, owner) == STATUS_SUCCESS);
    machine_enter(of);
    CHECK(virtual_reserve(of, &start, count * PAGETABLE_SPAN, PROT_READWRITE, false, false, &vad) ==
          STATUS_SUCCESS);
    tables_make(of, BASE, BASE + count * PAGETABLE_SPAN);
    machine_enter(NULL);
}

static void clean(struct space *of)
{
    machine_enter(of);
    space_clean(of);
    machine_enter(NULL);
    space_destroy(of);
}

static uint32_t attached(void)
{
    uint32_t count = 0;
    for (const char *at = machine_log(); (at = strstr(at, " attach ")); at++)
        count++;
    return count;
}

/* Sixteen go at a time: of the first 16, then 4, and then that of the other. */
static void nobody_is_attached_to_for_nothing(void)
{
    make_empty(&space, 24, 20);
    make_empty(&other, 28, 1);
    machine_log_clear();
    make_short();
    CHECK(space.tables == 0 && other.tables == 0 && attached() == 3);
    while (taken_count > 0)
        frame_free(taken[--taken_count]);
    clean(&space);
    clean(&other);
    verify_books();
}

int main(void)
{
    RUN_ON_MACHINE(256, 1000, one_with_a_page_in_memory_stays);
    RUN_ON_MACHINE(256, 1000, they_follow_their_pages_out_and_come_back);
    RUN_ON_MACHINE(256, 1000, one_that_has_just_left_is_still_there);
    RUN_ON_MACHINE(256, 1000, an_empty_one_is_given_back);
    RUN_ON_MACHINE(256, 1000, a_held_one_stays);
    RUN_ON_MACHINE(256, 1000, what_is_away_can_be_asked_changed_and_deleted);
    RUN_ON_MACHINE(256, 1000, one_in_which_nothing_changes_keeps_its_slot);
    RUN_ON_MACHINE(256, 1000, a_part_with_its_tables_away_is_released);
    RUN_ON_MACHINE(256, 1000, a_fault_that_cannot_read_a_table_is_told_why);
    RUN_ON_MACHINE(256, 1000, a_call_tries_again);
    RUN_ON_MACHINE(256, 1000, a_table_that_is_lost_ends_the_machine);
    RUN_ON_MACHINE(256, 1000, two_faults_read_a_table_once);
    RUN_ON_MACHINE(256, 1000, deleted_while_it_is_away);
    RUN_ON_MACHINE(256, 1000, a_guard_has_both_its_tables_at_once);
    RUN_ON_MACHINE(256, 1000, one_that_came_softly_goes_again);
    RUN_ON_MACHINE(256, 1000, nobody_is_attached_to_for_nothing);
    RUN_ON_MACHINE(256, 1000, one_that_was_being_read_when_others_were_looked_for_goes);
    return unit_end();
}
