// machine
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagelock.h"
#include "mmu/pagerecord.h"
#include "mmu/policy.h"
#include "mmu/section.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* How large a working set may be, and pages that may not leave it. */

#define BASE 0x00400000u

static struct space space, other;

static void begin(void)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS && space_create(&other, 28) == STATUS_SUCCESS);
    machine_enter(&space);
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    machine_enter(&other);
    space_clean(&other);
    machine_enter(&space);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&other);
    space_destroy(&space);
    verify_books();
    CHECK(commit_total() == 0 && commit_resident() == 0);
}

static uint32_t page_at(uint32_t index)
{
    return BASE + index * PAGE_SIZE;
}

static void commit(struct space *whose, uint32_t pages)
{
    uint32_t start = BASE;
    struct vad *vad;
    CHECK(virtual_reserve(whose, &start, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
}

static void write_pages(uint32_t first, uint32_t behind)
{
    for (uint32_t i = first; i < behind; i++)
        CHECK(machine_write(page_at(i), &i, sizeof i) == STATUS_SUCCESS);
}

static bool still_there(uint32_t first, uint32_t behind)
{
    uint32_t word = 0;
    for (uint32_t i = first; i < behind; i++)
        if (machine_read(page_at(i), &word, sizeof word) != STATUS_SUCCESS || word != i)
            return false;
    return true;
}

static bool mapped(const struct space *whose, uint32_t index)
{
    return pte_kind(machine_pte(whose, page_at(index))) == PTE_VALID;
}

static ntstatus limit(uint32_t minimum, uint32_t maximum, bool hard_minimum, bool hard_maximum)
{
    return workingset_limit(
        &space, &(const struct workingset_limits){minimum, maximum, hard_minimum, hard_maximum, false});
}

static ntstatus lock(uint32_t first, uint32_t count, unsigned kinds)
{
    return pagelock_lock(&space, page_at(first), page_at(first + count), kinds);
}

static ntstatus unlock(uint32_t first, uint32_t count, unsigned kinds)
{
    return pagelock_unlock(&space, page_at(first), page_at(first + count), kinds);
}

/* ---- limits ---- */

static void limits_are_what_the_machine_can_give(void)
{
    begin();
    CHECK(space.limits.minimum == 20 && space.limits.maximum == 45 && workingset_most() == 152);
    CHECK(limit(60, 50, false, false) == STATUS_BAD_WORKING_SET_LIMIT);
    CHECK(space.limits.minimum == 20 && space.limits.maximum == 45);
    CHECK(limit(30, 60, false, false) == STATUS_SUCCESS && space.limits.minimum == 30);
    CHECK(limit(5, 60, false, false) == STATUS_WORKING_SET_LIMIT_RANGE && space.limits.minimum == 20);
    CHECK(limit(30, 1000, false, false) == STATUS_WORKING_SET_LIMIT_RANGE && space.limits.maximum == 152);
    CHECK(limit(5, 6, false, false) == STATUS_WORKING_SET_LIMIT_RANGE && space.limits.maximum == 20);
    end();
}

static void a_working_set_grows_beyond_a_maximum_that_is_advice(void)
{
    begin();
    commit(&space, 100);
    CHECK(limit(20, 30, false, false) == STATUS_SUCCESS);
    write_pages(0, 100);
    CHECK(space.working_set == 100);
    end();
}

static void a_hard_maximum_holds_and_its_pages_go_by_the_policy(void)
{
    begin();
    commit(&space, 100);
    write_pages(0, 50);
    machine_log_clear();
    CHECK(limit(20, 30, false, true) == STATUS_SUCCESS && space.working_set == 30);
    CHECK(strstr(machine_log(), "limits 24 minimum=20 maximum=30 hard-maximum\n") != NULL);
    write_pages(50, 100);
    CHECK(space.working_set == 30 && space.peak_working_set == 50 && slots_in_use() == 0);
    CHECK(still_there(0, 100) && space.working_set == 30);
    CHECK(limit(20, 30, false, false) == STATUS_SUCCESS && still_there(0, 100) && space.working_set > 90);
    end();
}

static void a_hard_minimum_needs_frames_of_its_own(void)
{
    begin();
    uint32_t before = commit_resident(), total = commit_total();
    CHECK(limit(60, 100, true, false) == STATUS_SUCCESS);
    CHECK(commit_resident() == before + 60 && commit_total() == total);
    verify_books();
    machine_log_clear();
    CHECK(limit(152, 152, true, false) == STATUS_INSUFFICIENT_RESOURCES && space.limits.minimum == 60);
    CHECK(strstr(machine_log(), "refuse 24 92 held resident total=") != NULL);
    CHECK(limit(60, 100, false, false) == STATUS_SUCCESS && commit_resident() == before);
    CHECK(limit(60, 100, true, false) == STATUS_SUCCESS); /* and it goes with the process */
    end();
}

static void all_goes_when_a_working_set_is_emptied(void)
{
    begin();
    commit(&space, 30);
    write_pages(0, 20);
    CHECK(machine_touch(page_at(25), MACHINE_READ) == STATUS_SUCCESS);
    workingset_empty(&space);
    CHECK(space.working_set == 0 && frames_count(FRAME_MODIFIED) == 20 && frames_count(FRAME_STANDBY) == 1);
    CHECK(still_there(0, 20) && space.working_set == 20);
    end();
}

/* ---- whose page goes ---- */

static void who_is_above_its_minimum_gives_first(void)
{
    uint32_t pages = 0;
    begin();
    commit(&space, 60);
    write_pages(0, 40);
    CHECK(workingset_giver(16, &pages) == &space && pages == 16);
    machine_enter(&other);
    commit(&other, 60);
    write_pages(0, 25);
    CHECK(workingset_giver(16, &pages) == &space && pages == 16); /* the larger one */
    machine_enter(&space);
    CHECK(limit(40, 60, false, false) == STATUS_SUCCESS);
    CHECK(workingset_giver(16, &pages) == &other && pages == 5); /* down to its minimum */
    machine_enter(&other);
    workingset_empty(&other);
    CHECK(workingset_giver(16, &pages) == &space &&
          pages == 16); /* nobody is above: the larger one all the same */
    machine_enter(&space);
    CHECK(limit(40, 60, true, false) == STATUS_SUCCESS && workingset_giver(16, &pages) == NULL);
    end();
}

/* Pressure takes from the one that may have less, though the other's working set is larger. */
static void a_minimum_is_kept_under_pressure(void)
{
    begin();
    commit(&space, 70);
    CHECK(limit(70, 80, false, false) == STATUS_SUCCESS);
    write_pages(0, 70);
    machine_enter(&other);
    commit(&other, 120);
    write_pages(0, 120);
    CHECK(space.working_set == 70 && other.working_set < 120);
    machine_enter(&space);
    end();
}

/* ---- locks ---- */

static void locked_pages_stay_whatever_happens_to_the_others(void)
{
    begin();
    commit(&space, 150);
    write_pages(0, 4);
    machine_log_clear();
    CHECK(lock(2, 3, PAGELOCK_PROCESS) == STATUS_SUCCESS && space.locked == 3 && mapped(&space, 4));
    CHECK(strstr(machine_log(), "lock 24 00402000-00405000 process\n") != NULL);
    verify_books();
    write_pages(5, 150);
    CHECK(slots_in_use() > 0 && mapped(&space, 2) && mapped(&space, 3) && mapped(&space, 4));
    workingset_empty(&space);
    CHECK(space.working_set == 3 && mapped(&space, 2) && !mapped(&space, 5));
    CHECK(unlock(2, 3, PAGELOCK_PROCESS) == STATUS_SUCCESS && space.locked == 0);
    workingset_empty(&space);
    CHECK(space.working_set == 0 && still_there(0, 4) && still_there(5, 150));
    end();
}

static void no_more_can_be_locked_than_the_minimum_has_room_for(void)
{
    begin();
    commit(&space, 100);
    CHECK(lock(0, 13, PAGELOCK_PROCESS) == STATUS_WORKING_SET_QUOTA && space.working_set == 0);
    CHECK(lock(0, 12, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    CHECK(lock(11, 1, PAGELOCK_PROCESS) == STATUS_WAS_LOCKED && space.locked == 12);
    CHECK(lock(12, 1, PAGELOCK_PROCESS) == STATUS_WORKING_SET_QUOTA);
    CHECK(limit(20, 20, false, false) == STATUS_BAD_WORKING_SET_LIMIT); /* 12 and 8 leave nothing to move */
    CHECK(limit(20, 21, false, false) == STATUS_SUCCESS);
    CHECK(limit(100, 120, false, false) == STATUS_SUCCESS &&
          lock(12, 60, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    end();
}

static void what_cannot_be_touched_cannot_be_locked_and_all_or_none_is(void)
{
    enum protection old;
    uint32_t resident;
    begin();
    commit(&space, 12);
    CHECK(virtual_decommit(&space, page_at(5), page_at(6)) == STATUS_SUCCESS);
    CHECK(lock(8, 1, PAGELOCK_SYSTEM) == STATUS_SUCCESS);
    resident = commit_resident();
    CHECK(lock(2, 8, PAGELOCK_PROCESS) == STATUS_ACCESS_VIOLATION);
    CHECK(space.locked == 1 && commit_resident() == resident &&
          unlock(8, 1, PAGELOCK_SYSTEM) == STATUS_SUCCESS);
    CHECK(lock(11, 2, PAGELOCK_PROCESS) == STATUS_ACCESS_VIOLATION && space.locked == 0);
    CHECK(virtual_protect(&space, page_at(9), page_at(10), PROT_NOACCESS, &old) == STATUS_SUCCESS);
    CHECK(lock(8, 2, PAGELOCK_PROCESS) == STATUS_ACCESS_VIOLATION && space.locked == 0);
    CHECK(virtual_protect(&space, page_at(9), page_at(10), PROT_READWRITE | PROT_GUARD, &old) ==
          STATUS_SUCCESS);
    CHECK(lock(8, 2, PAGELOCK_PROCESS) == STATUS_GUARD_PAGE_VIOLATION && space.locked == 0);
    CHECK(lock(8, 2, PAGELOCK_PROCESS) == STATUS_SUCCESS); /* the guard was used up */
    verify_books();
    end();
}

static void each_way_to_lock_is_undone_by_itself(void)
{
    begin();
    commit(&space, 8);
    CHECK(unlock(0, 1, PAGELOCK_PROCESS) == STATUS_NOT_LOCKED);
    CHECK(lock(0, 2, PAGELOCK_PROCESS) == STATUS_SUCCESS && lock(1, 2, PAGELOCK_SYSTEM) == STATUS_SUCCESS);
    CHECK(space.locked == 3 && lock(0, 3, PAGELOCK_PROCESS | PAGELOCK_SYSTEM) == STATUS_WAS_LOCKED);
    CHECK(unlock(0, 4, PAGELOCK_PROCESS) == STATUS_NOT_LOCKED && space.locked == 3);
    CHECK(unlock(0, 3, PAGELOCK_PROCESS) == STATUS_SUCCESS && space.locked == 3);
    CHECK(unlock(0, 3, PAGELOCK_PROCESS) == STATUS_NOT_LOCKED);
    CHECK(unlock(0, 3, PAGELOCK_SYSTEM) == STATUS_SUCCESS && space.locked == 0);
    end();
}

static void a_lock_outlives_a_new_protection_and_ends_with_the_page(void)
{
    enum protection old;
    uint32_t from = page_at(6), to = page_at(8);
    begin();
    uint32_t before = commit_resident();
    commit(&space, 8);
    CHECK(lock(0, 8, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, page_at(0), page_at(2), PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(space.locked == 8);
    CHECK(virtual_protect(&space, page_at(2), page_at(3), PROT_NOACCESS, &old) == STATUS_WAS_UNLOCKED);
    CHECK(space.locked == 7 && unlock(2, 1, PAGELOCK_PROCESS) == STATUS_NOT_LOCKED);
    CHECK(virtual_decommit(&space, page_at(3), page_at(5)) == STATUS_SUCCESS && space.locked == 5);
    CHECK(virtual_release(&space, &from, &to) == STATUS_SUCCESS && space.locked == 3);
    verify_books();
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS && space.locked == 0);
    CHECK(commit_resident() == before);
    end();
}

/* A lock belongs to the mapping, not to the frame: the copy is locked, and the original may go. */
static void a_copy_on_write_keeps_the_lock(void)
{
    static uint8_t bytes[PAGE_SIZE];
    struct section *section;
    uint32_t base = 0;
    uint8_t byte = 1;
    begin();
    struct file *file = machine_file("\\COPIED.DAT", bytes, sizeof bytes);
    CHECK(section_of_file(file, sizeof bytes, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, section, 0, 1, PROT_WRITECOPY, PROT_READWRITE, &base) == STATUS_SUCCESS);
    CHECK(pagelock_lock(&space, base, base + PAGE_SIZE, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    CHECK(pte_shared(machine_pte(&space, base)) && machine_write(base, &byte, 1) == STATUS_SUCCESS);
    CHECK(!pte_shared(machine_pte(&space, base)) && space.locked == 1);
    workingset_empty(&space);
    CHECK(pte_kind(machine_pte(&space, base)) == PTE_VALID);
    verify_books();
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS && space.locked == 0);
    section_dereference(section);
    file_close(file);
    end();
}

/* Frames that nobody may take are promised like page tables: paging keeps some to work with. */
static void locked_pages_leave_paging_its_frames(void)
{
    begin();
    commit(&space, 150);
    CHECK(limit(152, 152, false, false) == STATUS_SUCCESS);
    machine_log_clear();
    CHECK(lock(0, 144, PAGELOCK_PROCESS) == STATUS_SUCCESS || commit_resident() <= workingset_most());
    CHECK(commit_resident() <= workingset_most());
    verify_books();
    write_pages(144, 150);
    end();
}

/* ---- the books see it ---- */

static void a_lock_of_a_page_that_is_not_mapped_is_found(void)
{
    begin();
    commit(&space, 8);
    CHECK(lock(0, 2, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    space.locks[BASE / PAGETABLE_SPAN]->kinds[5] = PAGELOCK_PROCESS;
    space.locked++;
    machine_expect_end("what is locked is mapped");
    verify_books();
}

static void a_forgotten_hold_is_found(void)
{
    begin();
    commit(&space, 8);
    CHECK(lock(0, 2, PAGELOCK_PROCESS) == STATUS_SUCCESS);
    space.held--;
    commit_let_go(1);
    machine_expect_end("frames are held for what may not go");
    verify_books();
}

static void a_working_set_beyond_its_hard_maximum_is_found(void)
{
    begin();
    commit(&space, 40);
    write_pages(0, 30);
    space.limits.hard_maximum = true;
    space.limits.maximum = 29;
    machine_expect_end("a hard maximum is kept");
    verify_books();
}

/* ---- what a policy remembers ---- */

#define SAMPLE 32u /* of so many pages in a row `ad` follows one in its directories */

/* By the policy's set, or by one of the two directories of `ad`. */
static bool remembered(uint32_t index)
{
    for (uint32_t set = 0; set < 3; set++)
        if (record_find(space.owner + set, page_at(index)) != RECORD_NONE)
            return true;
    return false;
}

static uint32_t count_remembered(uint32_t first, uint32_t behind)
{
    uint32_t count = 0;
    for (uint32_t i = first; i < behind; i++)
        count += remembered(i);
    return count;
}

/* Whether it was mapped or not. What comes to its address is another page. */
static void what_is_deleted_is_remembered_no_more(void)
{
    begin();
    commit(&space, 4 * SAMPLE);
    write_pages(0, 3 * SAMPLE);
    for (uint32_t i = 0; i < 2 * SAMPLE; i++)
        space_trim_page(&space, page_of(page_at(i)));
    CHECK(virtual_decommit(&space, page_at(SAMPLE), page_at(3 * SAMPLE)) == STATUS_SUCCESS);
    CHECK(count_remembered(0, SAMPLE) == SAMPLE && count_remembered(SAMPLE, 3 * SAMPLE) == 0);
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS && count_remembered(0, SAMPLE) == 0);
    end();
}

int main(void)
{
    RUN_ON_MACHINE(200, 64, limits_are_what_the_machine_can_give);
    RUN_ON_MACHINE(200, 64, a_working_set_grows_beyond_a_maximum_that_is_advice);
    RUN_ON_MACHINE(200, 64, a_hard_maximum_holds_and_its_pages_go_by_the_policy);
    RUN_ON_MACHINE(200, 64, a_hard_minimum_needs_frames_of_its_own);
    RUN_ON_MACHINE(200, 64, all_goes_when_a_working_set_is_emptied);
    RUN_ON_MACHINE(200, 64, who_is_above_its_minimum_gives_first);
    RUN_ON_MACHINE(180, 256, a_minimum_is_kept_under_pressure);
    RUN_ON_MACHINE(128, 256, locked_pages_stay_whatever_happens_to_the_others);
    RUN_ON_MACHINE(200, 64, no_more_can_be_locked_than_the_minimum_has_room_for);
    RUN_ON_MACHINE(200, 64, what_cannot_be_touched_cannot_be_locked_and_all_or_none_is);
    RUN_ON_MACHINE(200, 64, each_way_to_lock_is_undone_by_itself);
    RUN_ON_MACHINE(200, 64, a_lock_outlives_a_new_protection_and_ends_with_the_page);
    RUN_ON_MACHINE(200, 64, a_copy_on_write_keeps_the_lock);
    RUN_ON_MACHINE(200, 128, locked_pages_leave_paging_its_frames);
    RUN_ON_MACHINE(200, 64, a_lock_of_a_page_that_is_not_mapped_is_found);
    RUN_ON_MACHINE(200, 64, a_forgotten_hold_is_found);
    RUN_ON_MACHINE(200, 64, a_working_set_beyond_its_hard_maximum_is_found);
    if (policy_choose("fx"))
        RUN_ON_MACHINE(300, 64, what_is_deleted_is_remembered_no_more);
    if (policy_choose("ad"))
        RUN_ON_MACHINE(300, 64, what_is_deleted_is_remembered_no_more);
    return unit_end();
}
