// machine
#include "mmu/commit.h"
#include "mmu/pagelock.h"
#include "mmu/pagetable.h"
#include "mmu/tables.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/*
 * All that may be committed is written, so that there is a place for each page, a frame or a slot, and not
 * many more. A page that was read back has both. What may not leave memory must let others have the slot.
 */

#define BASE  0x10000000u
#define PAGES 70u /* that were in the page file, and must stay in memory */

static struct space space;
static uint32_t others, other_pages;

static uint32_t reserve_at(uint32_t start, uint32_t bytes, bool committed)
{
    struct vad *vad;
    CHECK(virtual_reserve(&space, &start, bytes, PROT_READWRITE, committed, false, &vad) == STATUS_SUCCESS);
    return start;
}

static void check_word(uint32_t address, uint32_t expected)
{
    uint32_t word = ~0u;
    CHECK(machine_read(address, &word, sizeof word) == STATUS_SUCCESS && word == expected);
}

static void press_out(void)
{
    for (uint32_t pass = 0; pass < 3; pass++) {
        workingset_empty(&space);
        uint32_t start = reserve_at(0, 200 * PAGE_SIZE, true);
        for (uint32_t i = 0; i < 200; i++)
            CHECK(machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
        CHECK(machine_release(&space, start) == STATUS_SUCCESS);
        machine_settle();
    }
}

/* Writes pages that lie `step` apart, and presses them out. */
static void begin(uint32_t step)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    reserve_at(BASE, PAGES * step, false);
    for (uint32_t i = 0; i < PAGES; i++) {
        uint32_t at = BASE + i * step;
        CHECK(virtual_commit(&space, at, at + PAGE_SIZE, PROT_READWRITE) == STATUS_SUCCESS);
        CHECK(machine_write(at, &i, sizeof i) == STATUS_SUCCESS);
    }
    press_out();
}

/* Commits all that is left, but for the page table, and writes it. */
static void fill_up(void)
{
    other_pages = commit_limit() - commit_total() - 1;
    others = reserve_at(0, other_pages * PAGE_SIZE, true);
    for (uint32_t i = 0; i < other_pages; i++)
        CHECK(machine_write(others + i * PAGE_SIZE, &i, sizeof i) == STATUS_SUCCESS);
}

static void end(uint32_t step)
{
    for (uint32_t i = 0; i < other_pages; i++)
        check_word(others + i * PAGE_SIZE, i);
    for (uint32_t i = 0; i < PAGES; i++)
        check_word(BASE + i * step, i);
    machine_leave(&space);
    CHECK(machine_is_empty());
}

static void tables_that_are_held(void)
{
    struct table_hold hold;
    begin(PAGETABLE_SPAN);
    fill_up();
    tables_hold(&space, &hold, BASE, BASE + PAGES * PAGETABLE_SPAN);
    tables_return(&space, BASE, BASE + PAGES * PAGETABLE_SPAN);
    verify_books();
    tables_let_go(&hold);
    end(PAGETABLE_SPAN);
}

static void limit(bool hard_minimum)
{
    const struct workingset_limits limits = {
        .minimum = PAGES + 10, .maximum = PAGES + 20, .hard_minimum = hard_minimum};
    CHECK(workingset_limit(&space, &limits) == STATUS_SUCCESS);
}

static void locked_pages(void)
{
    begin(PAGE_SIZE);
    limit(false);
    CHECK(pagelock_lock(&space, BASE, BASE + PAGES * PAGE_SIZE, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    fill_up();
    end(PAGE_SIZE);
}

static void pages_within_a_hard_minimum(void)
{
    begin(PAGE_SIZE);
    limit(true);
    for (uint32_t i = 0; i < PAGES; i++)
        check_word(BASE + i * PAGE_SIZE, i);
    fill_up();
    end(PAGE_SIZE);
}

int main(void)
{
    RUN_ON_MACHINE(256, 150, tables_that_are_held);
    RUN_ON_MACHINE(256, 150, locked_pages);
    RUN_ON_MACHINE(256, 150, pages_within_a_hard_minimum);
    return unit_end();
}
