// machine
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/kernelstack.h"
#include "mmu/pagetable.h"
#include "mmu/policy.h"
#include "mmu/pool.h"
#include "mmu/stack.h"
#include "mmu/usercopy.h"
#include "mmu/window.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/walk.h"
#include "sched/dispatch/dispatcher.h"
#include "storage/slots.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define BASE 0x00400000u

static struct space space;

static void begin(void)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
}

static void end(void)
{
    machine_check_translations(true);
    machine_leave(&space);
    CHECK(machine_is_empty());
}

static ntstatus reserve_at(uint32_t start, uint32_t pages, enum protection protection, bool committed)
{
    struct vad *vad;
    return virtual_reserve(&space, &start, pages * PAGE_SIZE, protection, committed, false, &vad);
}

static uint32_t page_at(uint32_t index)
{
    return BASE + index * PAGE_SIZE;
}

static ntstatus commit(uint32_t first, uint32_t count, enum protection protection)
{
    return virtual_commit(&space, page_at(first), page_at(first + count), protection);
}

static ntstatus decommit(uint32_t first, uint32_t count)
{
    return virtual_decommit(&space, page_at(first), page_at(first + count));
}

static ntstatus protect(uint32_t first, uint32_t count, enum protection protection, enum protection *old)
{
    return virtual_protect(&space, page_at(first), page_at(first + count), protection, old);
}

static struct virtual_information query(uint32_t address)
{
    struct virtual_information information;
    virtual_query(&space, address, &information);
    return information;
}

/* ---- PAGE_ constants ---- */

static void page_constants_are_nts(void)
{
    static const uint32_t good[] = {0x01, 0x02,  0x04,  0x08,  0x10,  0x20, 0x40,
                                    0x80, 0x102, 0x104, 0x140, 0x204, 0x210};
    static const uint32_t bad[] = {0, 0x03, 0x06, 0x101, 0x201, 0x304, 0x100, 0x400, 0x404, 0x82};
    for (uint32_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CHECK(protection_to_page(protection_from_page(good[i])) == good[i]);
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(protection_from_page(bad[i]) == PROT_NONE);
    CHECK(protection_from_page(0x01) == PROT_NOACCESS && protection_to_page(PROT_NONE) == 0);
}

/* ---- reserve ---- */

static void a_reservation_costs_its_page_table_only(void)
{
    begin();
    uint32_t before = commit_total();
    CHECK(reserve_at(BASE, 16, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit_total() == before + 1 && space.tables == 0);
    CHECK(reserve_at(BASE + 16 * PAGE_SIZE, 16, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit_total() == before + 1); /* the same table */
    CHECK(machine_touch(BASE, MACHINE_READ) == STATUS_ACCESS_VIOLATION && space.tables == 0);
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS && commit_total() == before + 1);
    CHECK(machine_release(&space, BASE + 16 * PAGE_SIZE) == STATUS_SUCCESS && commit_total() == before);
    end();
}

static void a_reservation_is_placed_where_there_is_room(void)
{
    struct vad *vad;
    uint32_t low = 0, high = 0;
    begin();
    CHECK(virtual_reserve(&space, &low, PAGE_SIZE, PROT_READWRITE, false, false, &vad) == STATUS_SUCCESS);
    CHECK(virtual_reserve(&space, &high, PAGE_SIZE, PROT_READWRITE, false, true, &vad) == STATUS_SUCCESS);
    CHECK(low == LAYOUT_USER_LOW && high == layout.teb_low - LAYOUT_GRANULARITY);
    CHECK(reserve_at(low, 1, PROT_READWRITE, false) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(reserve_at(0x1000, 1, PROT_READWRITE, false) == STATUS_INVALID_PARAMETER_2);
    CHECK(reserve_at(layout.user_end, 1, PROT_READWRITE, false) == STATUS_INVALID_PARAMETER_2);
    CHECK(reserve_at(layout.user_end - PAGE_SIZE, 2, PROT_READWRITE, false) == STATUS_INVALID_PARAMETER_2);
    uint32_t none = 0;
    CHECK(virtual_reserve(&space, &none, 0x7ff80000, PROT_READWRITE, false, false, &vad) == STATUS_NO_MEMORY);
    end();
}

static void more_than_there_is_cannot_be_committed(void)
{
    begin();
    uint32_t room = commit_limit() - commit_total();
    CHECK(reserve_at(BASE, room, PROT_READWRITE, true) == STATUS_COMMITMENT_LIMIT);
    CHECK(commit_total() == commit_limit() - room && space.vads.count == 0);
    CHECK(reserve_at(BASE, room - 1, PROT_READWRITE, true) == STATUS_SUCCESS &&
          commit_total() == commit_limit());
    CHECK(reserve_at(BASE + 0x100000, 1, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(virtual_commit(&space, BASE + 0x100000, BASE + 0x101000, PROT_READWRITE) ==
          STATUS_COMMITMENT_LIMIT);
    CHECK(machine_touch(BASE + 0x100000, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    for (uint32_t i = 0; i < room - 1; i++) /* every promise is kept */
        CHECK(machine_touch(page_at(i), MACHINE_WRITE) == STATUS_SUCCESS);
    end();
}

static void page_tables_cannot_take_every_frame(void)
{
    uint32_t made = 0;
    begin();
    while (reserve_at(BASE + made * PAGETABLE_SPAN, 1, PROT_READWRITE, false) == STATUS_SUCCESS)
        made++;
    CHECK(made == frames_total() - COMMIT_FLUID_FRAMES - PAGETABLE_DIRECTORIES &&
          commit_resident() == made + PAGETABLE_DIRECTORIES);
    end();
}

static void a_fault_leaves_the_kernel_its_reserve(void)
{
    begin();
    for (uint32_t i = 0; i < 56; i++)
        CHECK(reserve_at(BASE + i * PAGETABLE_SPAN, 2, PROT_READWRITE, true) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 112; i++) {
        CHECK(machine_touch(BASE + i % 56 * PAGETABLE_SPAN + i / 56 * PAGE_SIZE, MACHINE_WRITE) ==
              STATUS_SUCCESS);
        CHECK(frames_available() >= FRAMES_RESERVE);
    }
    end();
}

static void protecting_waits_for_page_tables_before_it_changes_anything(void)
{
    enum protection old;
    begin();
    CHECK(reserve_at(BASE, 120, PROT_READWRITE, true) == STATUS_SUCCESS);
    for (uint32_t i = 0; frames_available() > FRAMES_RESERVE; i++)
        CHECK(machine_touch(page_at(i), MACHINE_WRITE) == STATUS_SUCCESS);
    uint32_t start = BASE + PAGETABLE_SPAN;
    CHECK(reserve_at(start, 2, PROT_READWRITE, true) == STATUS_SUCCESS);
    uint32_t before = dispatcher_switches();
    CHECK(virtual_protect(&space, start, start + PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_READWRITE && dispatcher_switches() != before);
    end();
}

/* ---- commit and decommit ---- */

static void committing_twice_costs_once(void)
{
    begin();
    CHECK(reserve_at(BASE, 8, PROT_READWRITE, false) == STATUS_SUCCESS);
    uint32_t before = commit_total();
    CHECK(commit(2, 3, PROT_READWRITE) == STATUS_SUCCESS && commit_total() == before + 3);
    CHECK(commit(0, 4, PROT_READONLY) == STATUS_SUCCESS && commit_total() == before + 5);
    CHECK(query(page_at(3)).protection == PROT_READONLY && query(page_at(4)).protection == PROT_READWRITE);
    CHECK(machine_touch(page_at(3), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch(page_at(4), MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_touch(page_at(5), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    end();
}

static void committing_a_mapped_page_again_keeps_its_bytes(void)
{
    uint32_t word = 77;
    begin();
    CHECK(reserve_at(BASE, 2, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(machine_write(BASE, &word, 4) == STATUS_SUCCESS && commit(0, 1, PROT_READONLY) == STATUS_SUCCESS);
    word = 0;
    CHECK(machine_read(BASE, &word, 4) == STATUS_SUCCESS && word == 77);
    CHECK(machine_touch(BASE, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    end();
}

static void what_is_decommitted_is_zero_when_it_comes_back(void)
{
    uint32_t word = 77;
    begin();
    CHECK(reserve_at(BASE, 4, PROT_READWRITE, true) == STATUS_SUCCESS);
    uint32_t before = commit_total();
    CHECK(machine_write(page_at(1), &word, 4) == STATUS_SUCCESS);
    CHECK(decommit(1, 2) == STATUS_SUCCESS && commit_total() == before - 2);
    CHECK(decommit(1, 2) == STATUS_SUCCESS && commit_total() == before - 2);
    CHECK(machine_touch(page_at(1), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch(page_at(3), MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(!query(page_at(1)).committed && query(page_at(1)).bytes == 2 * PAGE_SIZE);
    CHECK(commit(1, 1, PROT_READWRITE) == STATUS_SUCCESS && commit_total() == before - 1);
    CHECK(machine_read(page_at(1), &word, 4) == STATUS_SUCCESS && word == 0);
    end();
}

static void decommitting_gives_back_slots_and_frames_from_every_list(void)
{
    begin();
    CHECK(reserve_at(BASE, 110, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit(0, 110, PROT_READWRITE) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 110; i++)
        CHECK(machine_touch(page_at(i), MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(slots_in_use() > 0);
    CHECK(decommit(0, 110) == STATUS_SUCCESS);
    CHECK(slots_in_use() == 0 && space.working_set == 0 && frames_count(FRAME_STANDBY) == 0);
    CHECK(frames_count(FRAME_MODIFIED) == 0);
    end();
}

static void commit_and_decommit_stay_within_one_region(void)
{
    begin();
    CHECK(reserve_at(BASE, 16, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(reserve_at(BASE + 0x10000, 1, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit(15, 2, PROT_READWRITE) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(decommit(15, 2) == STATUS_MEMORY_NOT_ALLOCATED && decommit(100, 1) == STATUS_MEMORY_NOT_ALLOCATED);
    CHECK(machine_release(&space, page_at(1)) == STATUS_FREE_VM_NOT_AT_BASE);
    CHECK(machine_release(&space, page_at(100)) == STATUS_MEMORY_NOT_ALLOCATED);
    vad_find(&space.vads, BASE)->kept = true;
    CHECK(machine_release(&space, BASE) == STATUS_INVALID_PAGE_PROTECTION);
    CHECK(decommit(0, 1) == STATUS_UNABLE_TO_DECOMMIT_VM);
    end();
}

/* What is left of a region is two, each with its pages and what they were charged; the page tables go with
 * the last region that needs them. */
static void a_part_can_be_released_with_pages_in_every_state(void)
{
    uint32_t around = 2 * PAGETABLE_SPAN, from, to, word = 77;
    begin();
    uint32_t before = commit_total();
    CHECK(reserve_at(around, 3 * PAGETABLE_SPAN / PAGE_SIZE, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(virtual_commit(&space, around, around + 120 * PAGE_SIZE, PROT_READWRITE) == STATUS_SUCCESS);
    CHECK(virtual_commit(&space, around + 2 * PAGETABLE_SPAN, around + 2 * PAGETABLE_SPAN + 4 * PAGE_SIZE,
                         PROT_READWRITE) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 120; i++)
        CHECK(machine_write(around + i * PAGE_SIZE, &word, 4) == STATUS_SUCCESS);
    CHECK(slots_in_use() > 0 && commit_total() == before + 3 + 124);
    from = around + 2 * PAGE_SIZE, to = around + 2 * PAGETABLE_SPAN + PAGE_SIZE;
    CHECK(virtual_release(&space, &from, &to) == STATUS_SUCCESS && space.vads.count == 2);
    CHECK(commit_total() == before + 2 + 5 && query(from).free && query(from).bytes == to - from);
    verify_books();
    word = 0;
    CHECK(machine_read(around + PAGE_SIZE, &word, 4) == STATUS_SUCCESS && word == 77);
    CHECK(machine_touch(from, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    from = around, to = around + PAGE_SIZE; /* the front */
    CHECK(virtual_release(&space, &from, &to) == STATUS_SUCCESS && space.vads.count == 2);
    CHECK(machine_release(&space, around + PAGE_SIZE) == STATUS_SUCCESS && space.vads.count == 1);
    CHECK(commit_total() == before + 1 + 3);
    verify_books();
    CHECK(machine_release(&space, 4 * PAGETABLE_SPAN + PAGE_SIZE) == STATUS_SUCCESS);
    end();
}

/* ---- releasing a part ---- */

static ntstatus release_part(uint32_t first, uint32_t count)
{
    uint32_t start = page_at(first), end_of_part = page_at(first + count);
    return virtual_release(&space, &start, &end_of_part);
}

static void number_pages(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        CHECK(machine_write(page_at(i), &i, 4) == STATUS_SUCCESS);
}

static bool numbered(uint32_t first, uint32_t behind)
{
    uint32_t word = 0;
    for (uint32_t i = first; i < behind; i++)
        if (machine_read(page_at(i), &word, 4) != STATUS_SUCCESS || word != i)
            return false;
    return true;
}

static void a_region_that_is_cut_in_the_middle_is_two(void)
{
    begin();
    CHECK(reserve_at(BASE, 12, PROT_READWRITE, true) == STATUS_SUCCESS);
    number_pages(12);
    uint32_t before = commit_total(), resident = frames_available();
    CHECK(release_part(4, 3) == STATUS_SUCCESS);
    CHECK(commit_total() == before - 3 && frames_available() == resident + 3 && space.vads.count == 2);
    struct virtual_information front = query(BASE), hole = query(page_at(4)), back = query(page_at(7));
    CHECK(front.allocation_base == BASE && front.bytes == 4 * PAGE_SIZE);
    CHECK(hole.free && hole.bytes == 3 * PAGE_SIZE);
    CHECK(back.allocation_base == page_at(7) && back.bytes == 5 * PAGE_SIZE);
    CHECK(machine_touch(page_at(5), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(numbered(0, 4) && numbered(7, 12));
    verify_books();
    CHECK(machine_release(&space, page_at(7)) == STATUS_SUCCESS && numbered(0, 4));
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS && space.vads.count == 0);
    end();
}

static void a_region_that_is_cut_at_an_end_is_shorter(void)
{
    begin();
    CHECK(reserve_at(BASE, 8, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit(1, 6, PROT_READWRITE) == STATUS_SUCCESS && decommit(3, 1) == STATUS_SUCCESS);
    uint32_t before = commit_total();
    CHECK(release_part(6, 2) == STATUS_SUCCESS && commit_total() == before - 1);
    CHECK(release_part(0, 4) == STATUS_SUCCESS && commit_total() == before - 3);
    CHECK(space.vads.count == 1 && query(BASE).free && query(page_at(6)).free);
    CHECK(query(page_at(4)).allocation_base == page_at(4) && query(page_at(4)).bytes == 2 * PAGE_SIZE);
    CHECK(release_part(4, 3) == STATUS_UNABLE_TO_FREE_VM && query(page_at(4)).committed);
    end();
}

/* A page table is charged while any part of a region needs it. */
static void a_cut_gives_up_the_page_tables_that_none_needs_any_more(void)
{
    enum { TABLE = PAGETABLE_SPAN / PAGE_SIZE };
    begin();
    CHECK(reserve_at(BASE, 5 * TABLE, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(commit(TABLE + 1, 1, PROT_READWRITE) == STATUS_SUCCESS && space.tables == 1);
    uint32_t before = commit_resident();
    CHECK(release_part(3, 2) == STATUS_SUCCESS && commit_resident() == before); /* both parts lie there */
    CHECK(release_part(TABLE - 1, TABLE + 2) == STATUS_SUCCESS);
    CHECK(commit_resident() == before - 1 && space.tables == 0);
    verify_books();
    CHECK(release_part(4 * TABLE, TABLE) == STATUS_SUCCESS && commit_resident() == before - 2);
    CHECK(machine_release(&space, BASE) == STATUS_SUCCESS && commit_resident() == before - 2);
    CHECK(machine_release(&space, page_at(5)) == STATUS_SUCCESS && commit_resident() == before - 3);
    end();
}

static void *blocks[8000];

/* What is left in the pool afterwards is no block of any size. */
static uint32_t pool_drain(void)
{
    uint32_t count = 0;
    for (uint32_t bytes = 64 * 1024; bytes > 0; bytes = bytes > 512 ? bytes / 2 : bytes - 8)
        while (count < 8000 && (blocks[count] = pool_alloc(bytes, POOL_TAG('T', 'e', 's', 't'))))
            count++;
    return count;
}

static void pool_refill(uint32_t count)
{
    while (count > 0)
        pool_free(blocks[--count]);
}

static void a_cut_for_which_there_is_no_memory_changes_nothing(void)
{
    begin();
    CHECK(reserve_at(BASE, 8, PROT_READWRITE, true) == STATUS_SUCCESS);
    number_pages(8);
    uint32_t drained = pool_drain(), before = commit_total();
    CHECK(release_part(3, 2) == STATUS_INSUFFICIENT_RESOURCES &&
          reserve_at(BASE + 0x100000, 1, PROT_READONLY, false) == STATUS_INSUFFICIENT_RESOURCES);
    CHECK(commit_total() == before && space.vads.count == 1 && numbered(0, 8));
    CHECK(release_part(6, 2) == STATUS_SUCCESS && numbered(0, 6)); /* which needs none */
    pool_refill(drained);
    end();
}

/* ---- the space itself ---- */

static char order[8];

static void takes_the_lock(void *letter)
{
    space_lock(&space);
    strcat(order, letter);
    space_unlock(&space);
}

static void who_changes_regions_waits_for_the_one_before(void)
{
    begin();
    space_lock(&space);
    machine_thread("a", PRIORITY_NORMAL, takes_the_lock, "a");
    machine_thread("b", PRIORITY_NORMAL, takes_the_lock, "b");
    machine_settle();
    CHECK(order[0] == 0);
    strcat(order, "-");
    space_unlock(&space);
    machine_settle();
    CHECK(strcmp(order, "-ab") == 0);
    end();
}

static void a_space_needs_frames_that_are_promised_to_nobody(void)
{
    struct space other;
    uint32_t made = 0;
    begin();
    while (reserve_at(BASE + made * PAGETABLE_SPAN, 1, PROT_READWRITE, false) == STATUS_SUCCESS)
        made++;
    uint32_t before = commit_resident();
    CHECK(space_create(&other, 28) == STATUS_COMMITMENT_LIMIT && commit_resident() == before);
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++)
        CHECK(machine_release(&space, BASE + i * PAGETABLE_SPAN) == STATUS_SUCCESS);
    CHECK(space_create(&other, 28) == STATUS_SUCCESS && commit_resident() == before);
    space_destroy(&other);
    end();
}

/* ---- protect ---- */

static void protecting_tells_what_was_before(void)
{
    enum protection old = PROT_NONE;
    begin();
    CHECK(reserve_at(BASE, 4, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(machine_touch(BASE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(protect(0, 2, PROT_READONLY, &old) == STATUS_SUCCESS && old == PROT_READWRITE);
    CHECK(protect(0, 1, PROT_EXECUTE, &old) == STATUS_SUCCESS && old == PROT_READONLY);
    CHECK(query(BASE).protection == PROT_EXECUTE); /* though the processor knows it as read and execute */
    CHECK(protect(0, 1, PROT_READWRITE | PROT_GUARD, &old) == STATUS_SUCCESS && old == PROT_EXECUTE);
    CHECK(query(BASE).protection == (PROT_READWRITE | PROT_GUARD));
    CHECK(protect(1, 1, PROT_NOACCESS, &old) == STATUS_SUCCESS && old == PROT_READONLY);
    CHECK(machine_touch(page_at(1), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    end();
}

static void what_may_not_be_protected(void)
{
    enum protection old = 99;
    begin();
    CHECK(reserve_at(BASE, 4, PROT_READWRITE, false) == STATUS_SUCCESS &&
          commit(0, 2, PROT_READWRITE) == STATUS_SUCCESS);
    CHECK(protect(0, 3, PROT_READONLY, &old) == STATUS_NOT_COMMITTED &&
          query(BASE).protection == PROT_READWRITE);
    CHECK(protect(0, 1, PROT_WRITECOPY, &old) == STATUS_INVALID_PAGE_PROTECTION);
    CHECK(protect(0, 17, PROT_READONLY, &old) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(protect(100, 1, PROT_READONLY, &old) == STATUS_CONFLICTING_ADDRESSES);
    end();
}

static void a_protected_page_keeps_its_bytes_through_the_page_file(void)
{
    static const enum protection in_turn[] = {PROT_READONLY, PROT_NOACCESS, PROT_READONLY | PROT_GUARD,
                                              PROT_READWRITE};
    enum protection old;
    uint32_t word = 0xbeef;
    begin();
    CHECK(reserve_at(BASE, 110, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(machine_write(BASE, &word, 4) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK(protect(0, 1, in_turn[i], &old) == STATUS_SUCCESS);
        for (uint32_t page = 1; page < 110; page++)
            CHECK(machine_touch(page_at(page), MACHINE_WRITE) == STATUS_SUCCESS);
    }
    word = 0;
    CHECK(machine_read(BASE, &word, 4) == STATUS_SUCCESS && word == 0xbeef);
    end();
}

/* ---- query ---- */

static void a_query_tells_the_run_of_pages_that_are_alike(void)
{
    enum protection old;
    begin();
    CHECK(query(BASE).free && query(0).bytes == layout.user_end);
    CHECK(reserve_at(BASE, 16, PROT_READONLY, false) == STATUS_SUCCESS &&
          commit(4, 4, PROT_READWRITE) == STATUS_SUCCESS);
    CHECK(protect(6, 1, PROT_NOACCESS, &old) == STATUS_SUCCESS);
    struct virtual_information first = query(BASE), middle = query(page_at(4) + 5), last = query(page_at(8));
    CHECK(!first.free && !first.committed && first.base == BASE && first.bytes == 4 * PAGE_SIZE);
    CHECK(middle.committed && middle.base == page_at(4) && middle.bytes == 2 * PAGE_SIZE);
    CHECK(middle.allocation_base == BASE && middle.protection == PROT_READWRITE);
    CHECK(middle.allocation_protection == PROT_READONLY && middle.kind == VAD_PRIVATE);
    CHECK(!last.committed && last.bytes == 8 * PAGE_SIZE && query(page_at(6)).bytes == PAGE_SIZE);
    CHECK(query(page_at(16)).free && query(page_at(16)).bytes == layout.user_end - page_at(16));
    CHECK(query(PAGE_SIZE).free && query(PAGE_SIZE).bytes == BASE - PAGE_SIZE);
    end();
}

static void a_query_passes_over_page_tables_that_are_missing(void)
{
    begin();
    CHECK(reserve_at(BASE, 4 * PAGETABLE_SPAN / PAGE_SIZE, PROT_READWRITE, false) == STATUS_SUCCESS);
    CHECK(query(BASE).bytes == 4 * PAGETABLE_SPAN && space.tables == 0);
    CHECK(commit(2 * PAGETABLE_SPAN / PAGE_SIZE, 1, PROT_READWRITE) == STATUS_SUCCESS);
    CHECK(query(page_at(5)).bytes == 2 * PAGETABLE_SPAN - 5 * PAGE_SIZE);
    end();
}

#define MODEL_PAGES 3072u

static uint8_t model[MODEL_PAGES]; /* protection of each page, PROT_NONE: not committed */

static void committed_as_the_model(const struct vad *vad, uint32_t pages)
{
    uint32_t committed = 0;
    for (uint32_t i = 0; i < pages; i++)
        committed += model[i] != PROT_NONE;
    CHECK(vad->charge == committed);
}

static void queried_as_the_model(uint32_t first, uint32_t i, uint32_t pages)
{
    uint32_t end = i;
    while (end < pages && model[end] == model[i])
        end++;
    struct virtual_information information = query(page_at(first + i));
    CHECK(information.bytes == (end - i) * PAGE_SIZE && information.committed == (model[i] != PROT_NONE));
    CHECK(information.protection == (enum protection)model[i]);
}

static void used_as_the_page_tables_say(uint32_t from, uint32_t end)
{
    uint32_t used = from;
    while (used < end && pte_kind(machine_pte(&space, page_at(used))) == PTE_NONE)
        used++;
    CHECK(pagetable_used(page_of(page_at(from)), page_at(end)).address == page_at(used));
}

/* A page or a few are committed, decommitted or protected: none of it or all of it. */
static void change(uint32_t first, uint32_t i, uint32_t count, uint32_t what)
{
    static const enum protection protections[] = {PROT_READONLY, PROT_READWRITE, PROT_NOACCESS};
    enum protection protection = protections[what % 3], old;
    if (what < 5 && commit(first + i, count, protection) == STATUS_SUCCESS)
        memset(model + i, (int)protection, count);
    else if (what < 9 && decommit(first + i, count) == STATUS_SUCCESS)
        memset(model + i, PROT_NONE, count);
    else if (protect(first + i, count, protection, &old) == STATUS_SUCCESS)
        memset(model + i, (int)protection, count);
}

/* A region of `pages` pages from page `first` on; steps at random beside a model of its pages. */
static void agrees_with_the_model(uint32_t first, uint32_t pages, bool committed)
{
    uint32_t seed = 7919 + pages;
    begin();
    CHECK(reserve_at(page_at(first), pages, PROT_READWRITE, committed) == STATUS_SUCCESS);
    memset(model, committed ? PROT_READWRITE : PROT_NONE, sizeof model);
    for (int round = 0; round < 1500; round++) {
        uint32_t i = host_random(&seed) % pages, count = 1 + host_random(&seed) % 6;
        count = count < pages - i ? count : pages - i;
        change(first, i, count, host_random(&seed) % 12);
        committed_as_the_model(space.vads.first, pages);
        queried_as_the_model(first, host_random(&seed) % pages, pages);
        i = host_random(&seed) % pages;
        used_as_the_page_tables_say(first + i, first + i + host_random(&seed) % (pages - i));
    }
    CHECK(decommit(first, pages) == STATUS_SUCCESS && space.vads.first->charge == 0);
    end();
}

static void pages_are_told_apart_in_a_large_reservation(void)
{
    agrees_with_the_model(300, MODEL_PAGES, false); /* four page tables, few of them there at first */
}

static void pages_are_told_apart_where_all_are_committed(void)
{
    agrees_with_the_model(1000, 60, true); /* across the border of two page tables */
}

/* ---- stacks ---- */

static uint32_t low, limit, base, teb;

static void begin_stack(uint32_t reserve, uint32_t committed)
{
    struct thread *thread = thread_current();
    begin();
    teb = 0;
    struct vad *vad;
    CHECK(virtual_reserve(&space, &teb, PAGE_SIZE, PROT_READWRITE, true, false, &vad) == STATUS_SUCCESS);
    CHECK(stack_create(&space, 0, reserve, committed, &low, &limit, &base) == STATUS_SUCCESS);
    thread->teb = teb;
    CHECK(machine_write(teb + 4, &base, 4) == STATUS_SUCCESS); /* StackBase, DeallocationStack */
    CHECK(machine_write(teb + 0xe0c, &low, 4) == STATUS_SUCCESS);
}

static uint32_t stack_limit(void)
{
    uint32_t value = 0;
    CHECK(machine_read(teb + 8, &value, 4) == STATUS_SUCCESS);
    return value;
}

static void a_stack_grows_page_by_page(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    CHECK(base - low == 0x10000 && limit == base - PAGE_SIZE);
    CHECK(machine_touch(limit, MACHINE_WRITE) == STATUS_SUCCESS);
    for (uint32_t page = 2; page <= 13; page++) {
        CHECK(machine_touch(base - page * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
        CHECK(stack_limit() == base - page * PAGE_SIZE);
    }
    CHECK(machine_touch(low + 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(stack_limit() == low + PAGE_SIZE); /* for the handlers */
    CHECK(machine_touch(low + PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_touch(low, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION); /* never committed */
    end();
}

/* As _resetstkoflw does it: what was the last guard is one again, and the page below it lies there already.
 */
static void a_stack_that_got_its_guard_back_overflows_again(void)
{
    begin_stack(0x10000, 13 * PAGE_SIZE);
    for (int round = 0; round < 2; round++) {
        enum protection old;
        uint32_t total = commit_total();
        CHECK(machine_touch(low + 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
        CHECK(commit_total() == total + (round == 0));
        CHECK(machine_touch(low + PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
        CHECK(virtual_protect(&space, low + 2 * PAGE_SIZE, low + 3 * PAGE_SIZE, PROT_READWRITE | PROT_GUARD,
                              &old) == STATUS_SUCCESS);
    }
    end();
}

static void who_jumps_over_the_guard_is_refused(void)
{
    begin_stack(0x10000, 2 * PAGE_SIZE);
    CHECK(limit == base - 2 * PAGE_SIZE);
    CHECK(machine_touch(limit - 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch(limit - PAGE_SIZE, MACHINE_READ) == STATUS_SUCCESS);
    end();
}

static void a_stack_overflows_early_when_nothing_can_be_committed(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    CHECK(reserve_at(BASE, commit_limit() - commit_total() - 1, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(commit_total() == commit_limit());
    CHECK(machine_touch(limit - PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(machine_touch(limit - PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    end();
}

static void a_guard_page_elsewhere_is_an_exception_once(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    CHECK(reserve_at(BASE, 1, PROT_READWRITE | PROT_GUARD, true) == STATUS_SUCCESS);
    CHECK(machine_touch(BASE, MACHINE_READ) == STATUS_GUARD_PAGE_VIOLATION);
    CHECK(machine_touch(BASE, MACHINE_READ) == STATUS_SUCCESS);
    CHECK(machine_kernel_touch(limit - PAGE_SIZE, MACHINE_WRITE) ==
          STATUS_SUCCESS); /* the kernel grows it, too */
    CHECK(stack_limit() == limit - PAGE_SIZE);
    end();
}

static void a_stack_has_room_for_its_guard(void)
{
    begin_stack(0, 0);
    CHECK((base - low) % LAYOUT_GRANULARITY == 0 && base - low > PAGE_SIZE && base - limit == PAGE_SIZE);
    CHECK(stack_create(&space, 0, 0x80000000, 0, &low, &limit, &base) == STATUS_NO_MEMORY);
    CHECK(stack_create(&space, 0, 0x10000, 0x10000, &low, &limit, &base) == STATUS_SUCCESS);
    CHECK(base - low > 0x10000 && base - limit == 0x10000);
    uint32_t count = space.vads.count;
    CHECK(stack_create(&space, 0, 0x1000000, 0x1000000, &low, &limit, &base) == STATUS_COMMITMENT_LIMIT);
    CHECK(space.vads.count == count);
    end();
}

/* What the TEB says decides nothing but whether a guard is the stack's. */
static void a_stack_that_reaches_beyond_its_region_makes_no_page_table(void)
{
    uint32_t lonely = 0x10000000, everything[] = {LAYOUT_USER_LOW, layout.user_end};
    begin_stack(0x10000, PAGE_SIZE);
    CHECK(reserve_at(lonely, 1, PROT_READWRITE | PROT_GUARD, true) == STATUS_SUCCESS);
    CHECK(machine_write(teb + 0xe0c, &everything[0], 4) == STATUS_SUCCESS);
    CHECK(machine_write(teb + 4, &everything[1], 4) == STATUS_SUCCESS);
    CHECK(machine_touch(lonely, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(pte_kind(machine_pte(&space, lonely)) == PTE_DEMAND_ZERO && space.tables == 2);
    end();
}

static void guarantee(uint32_t bytes)
{
    CHECK(machine_write(teb + 0xf78, &bytes, 4) == STATUS_SUCCESS);
}

static enum protection protection_at(uint32_t address)
{
    struct virtual_information information;
    virtual_query(&space, address, &information);
    return information.committed ? information.protection : PROT_NONE;
}

/* Two pages are guaranteed: three are guarded, and they are plain when the stack overflows, with the one
 * below that is always left to handlers. */
static void what_is_guaranteed_is_there_when_a_stack_overflows(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    guarantee(PAGE_SIZE + 1);
    for (uint32_t page = 2; page < 12; page++) {
        CHECK(machine_touch(base - page * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
        CHECK(stack_limit() == base - page * PAGE_SIZE);
        CHECK(protection_at(stack_limit() - 3 * PAGE_SIZE) == (PROT_READWRITE | PROT_GUARD));
    }
    CHECK(protection_at(low + PAGE_SIZE) == PROT_NONE && protection_at(low + 2 * PAGE_SIZE) != PROT_NONE);
    CHECK(machine_touch(base - 12 * PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(stack_limit() == low + PAGE_SIZE);
    for (uint32_t page = low + PAGE_SIZE; page < low + 4 * PAGE_SIZE; page += PAGE_SIZE)
        CHECK(machine_touch(page, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_touch(low, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    end();
}

static void what_is_guaranteed_is_committed_before(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    guarantee(2 * PAGE_SIZE);
    CHECK(machine_touch(base - 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(reserve_at(BASE, commit_limit() - commit_total() - 1, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(machine_touch(base - 3 * PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(stack_limit() == base - 5 * PAGE_SIZE);
    CHECK(machine_touch(base - 5 * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    end();
}

static void guard_pages_that_were_passed_over_are_plain(void)
{
    begin_stack(0x10000, PAGE_SIZE);
    guarantee(2 * PAGE_SIZE);
    CHECK(machine_touch(base - 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_touch(base - 5 * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(stack_limit() == base - 5 * PAGE_SIZE);
    CHECK(protection_at(base - 3 * PAGE_SIZE) == PROT_READWRITE);
    CHECK(protection_at(base - 8 * PAGE_SIZE) == (PROT_READWRITE | PROT_GUARD));
    end();
}

/* A guarantee of everything, in a stack of everything: there is no room for it. */
static void a_guarantee_may_be_nonsense(void)
{
    uint32_t everything[] = {0, ~0u};
    begin_stack(0x10000, PAGE_SIZE);
    guarantee(~0u);
    CHECK(machine_touch(limit - PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(stack_limit() == low + PAGE_SIZE && protection_at(low + PAGE_SIZE) == PROT_READWRITE);
    end();
    begin_stack(0x10000, PAGE_SIZE);
    guarantee(~0u);
    CHECK(machine_write(teb + 0xe0c, &everything[0], 4) == STATUS_SUCCESS);
    CHECK(machine_write(teb + 4, &everything[1], 4) == STATUS_SUCCESS);
    CHECK(machine_touch(limit - PAGE_SIZE, MACHINE_WRITE) == STATUS_STACK_OVERFLOW);
    CHECK(protection_at(low + PAGE_SIZE) == PROT_NONE);
    end();
}

/* The guard reaches below the begin of a page table, into one that is not there yet. */
static void a_guard_over_two_page_tables(void)
{
    uint32_t middle = 0x10000000, guard = 0x10000;
    begin_stack(0x10000, PAGE_SIZE);
    CHECK(stack_create(&space, middle - 0x20000, 0x30000, PAGE_SIZE, &low, &limit, &base) == STATUS_SUCCESS);
    CHECK(machine_write(teb + 4, &base, 4) == STATUS_SUCCESS);
    CHECK(machine_write(teb + 0xe0c, &low, 4) == STATUS_SUCCESS);
    guarantee(guard - PAGE_SIZE);
    uint32_t tables = space.tables;
    CHECK(machine_touch(base - 2 * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(space.tables == tables + 1 && stack_limit() == base - 2 * PAGE_SIZE);
    CHECK(protection_at(stack_limit() - guard) == (PROT_READWRITE | PROT_GUARD));
    CHECK(protection_at(stack_limit() - guard - PAGE_SIZE) == PROT_NONE);
    end();
}

static void dirty_every_frame(void)
{
    uint32_t count = frames_available();
    pfn_t *taken = malloc(count * sizeof *taken);
    for (uint32_t i = 0; i < count; i++)
        memset(window_map(taken[i] = frame_take()), 0xaa, PAGE_SIZE);
    for (uint32_t i = 0; i < count; i++)
        frame_free(taken[i]);
    free(taken);
}

/* What a frame held before does not count as used of the stack. */
static bool margin_is_zeros(uint32_t stack)
{
    static const uint8_t zeros[KERNEL_STACK_MARGIN];
    return memcmp((const void *)stack, zeros, sizeof zeros) == 0;
}

static void kernel_stacks_are_charged_and_used_again(void)
{
    uint32_t first, second, top, other_top;
    CHECK(kernel_stack_create(&first, &top) == STATUS_SUCCESS &&
          top - first == KERNEL_STACK_PAGES * PAGE_SIZE);
    CHECK(kernel_stack_create(&second, &other_top) == STATUS_SUCCESS && second == top + PAGE_SIZE);
    CHECK(commit_resident() == 2 * KERNEL_STACK_PAGES);
    verify_books();
    kernel_stack_delete(first);
    dirty_every_frame();
    CHECK(kernel_stack_create(&second, &other_top) == STATUS_SUCCESS && second == first);
    CHECK(margin_is_zeros(first));
}

static void a_kernel_stack_that_was_nearly_used_up_is_noticed(void)
{
    uint32_t stack, top;
    CHECK(kernel_stack_create(&stack, &top) == STATUS_SUCCESS);
    *(uint32_t *)(stack + KERNEL_STACK_MARGIN - 4) = 1;
    machine_expect_end("margin_untouched");
    kernel_stack_delete(stack);
}

static void kernel_stacks_cannot_take_every_frame(void)
{
    uint32_t stack, top, made = 0;
    while (kernel_stack_create(&stack, &top) == STATUS_SUCCESS)
        made++;
    CHECK(made == (frames_total() - COMMIT_FLUID_FRAMES) / KERNEL_STACK_PAGES);
}

/* ---- pool ---- */

static void the_pool_takes_frames_and_gives_them_back(void)
{
    static void *blocks[40];
    uint32_t before = frames_available(), taken = 0;
    for (uint32_t i = 0; i < 40; i++)
        taken += (blocks[i] = pool_alloc(64 * 1024, POOL_TAG('T', 'e', 's', 't'))) != NULL;
    CHECK(taken >= 15 && taken < 40 && commit_resident() == before - frames_available() &&
          commit_resident() > 0);
    verify_books();
    for (uint32_t i = 0; i < 40; i++)
        pool_free(blocks[i]);
    CHECK(frames_available() == before && commit_resident() == 0);
}

static void small_blocks_take_frames_only_while_they_are_used(void)
{
    static void *blocks[6000];
    uint32_t taken = 0;
    while (taken < 6000 && (blocks[taken] = pool_alloc(200, POOL_TAG('T', 'e', 's', 't'))))
        memset(blocks[taken++], 0xee, 200);
    CHECK(taken > 4000 && commit_resident() > 0);
    verify_books();
    for (uint32_t i = 0; i < taken; i += 2)
        pool_free(blocks[i]);
    for (uint32_t i = 1; i < taken; i += 2)
        pool_free(blocks[i]);
    CHECK(commit_resident() == 0 && frames_available() == frames_total());
    uint8_t *fresh = pool_alloc(200, POOL_TAG('T', 'e', 's', 't'));
    CHECK(fresh[0] == 0 && fresh[199] == 0);
    pool_free(fresh);
    verify_books();
}

/* ---- a program's memory, from the kernel ---- */

static void copies_stay_in_the_programs_half(void)
{
    uint8_t buffer[3 * PAGE_SIZE] = {1, 2, 3};
    begin();
    CHECK(reserve_at(BASE, 3, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(user_write(BASE + 5, buffer, 2 * PAGE_SIZE) == STATUS_SUCCESS);
    memset(buffer, 0, sizeof buffer);
    CHECK(user_read(buffer, BASE + 6, 2 * PAGE_SIZE) == STATUS_SUCCESS && buffer[0] == 2 && buffer[1] == 3);
    CHECK(user_write(BASE + PAGE_SIZE, buffer, 3 * PAGE_SIZE) == STATUS_ACCESS_VIOLATION);
    CHECK(user_read(buffer, layout.user_end - 4, 8) == STATUS_ACCESS_VIOLATION);
    CHECK(user_read(buffer, 0xfffffff0, 0x20) == STATUS_ACCESS_VIOLATION);
    CHECK(user_write(layout.system, buffer, 4) == STATUS_ACCESS_VIOLATION);
    CHECK(user_read(buffer, 0, 0) == STATUS_SUCCESS && user_write(0, buffer, 0) == STATUS_SUCCESS);
    CHECK(!user_range(LAYOUT_USER_LOW - 1, 1) && user_range(layout.user_end - 1, 1) &&
          !user_range(BASE, 0x80000000));
    end();
}

static void a_probe_finds_every_page_that_cannot_be_written_and_changes_none(void)
{
    enum protection old;
    begin();
    CHECK(reserve_at(BASE, 4, PROT_READWRITE, true) == STATUS_SUCCESS);
    number_pages(4);
    CHECK(user_probe(BASE + 2, 3 * PAGE_SIZE) == STATUS_SUCCESS && numbered(0, 4));
    CHECK(protect(2, 1, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(user_probe(BASE, 2 * PAGE_SIZE) == STATUS_SUCCESS);
    CHECK(user_probe(BASE + PAGE_SIZE, PAGE_SIZE + 1) == STATUS_ACCESS_VIOLATION);
    CHECK(user_probe(page_at(3) + PAGE_SIZE - 1, 2) == STATUS_ACCESS_VIOLATION);
    CHECK(user_probe(layout.user_end - 1, 2) == STATUS_ACCESS_VIOLATION &&
          user_probe(0, 1) == STATUS_ACCESS_VIOLATION);
    CHECK(protect(1, 1, PROT_READWRITE | PROT_GUARD, &old) == STATUS_SUCCESS);
    CHECK(user_probe(BASE, 2 * PAGE_SIZE) == STATUS_GUARD_PAGE_VIOLATION);
    CHECK(user_probe(BASE, 2 * PAGE_SIZE) == STATUS_SUCCESS && numbered(0, 4));
    end();
}

/* ---- who is the victim ---- */

/* For the log: it must not change what it tells of. */
static void a_peek_sees_what_is_in_memory_and_leaves_no_trace(void)
{
    uint32_t value = 0;
    const uint32_t written = 0x12345678;
    begin();
    CHECK(reserve_at(BASE, 3, PROT_READWRITE, true) == STATUS_SUCCESS);
    CHECK(machine_write(BASE + PAGE_SIZE - 2, &written, 4) == STATUS_SUCCESS);
    pagetable_exchange(page_of(BASE), pte_without_accessed(machine_pte(&space, BASE)));
    uint32_t faults = thread_current()->faults;
    CHECK(user_peek(&value, BASE + PAGE_SIZE - 2, 4) && value == written);
    CHECK(!pte_accessed(machine_pte(&space, BASE)));
    CHECK(!user_peek(&value, BASE + 2 * PAGE_SIZE - 2, 4)); /* half of it was never touched */
    CHECK(!user_peek(&value, 0x20000000, 4));               /* there is no page table */
    CHECK(!user_peek(&value, layout.system, 4) && !user_peek(&value, layout.user_end - 2, 4));
    CHECK(thread_current()->faults == faults);
    CHECK(pte_kind(machine_pte(&space, BASE + 2 * PAGE_SIZE)) == PTE_NONE);
    end();
}

static void the_victim_is_a_page_that_was_not_used_since_the_hand_passed(void)
{
    page_t page;
    begin();
    CHECK(reserve_at(BASE, 4, PROT_READWRITE, true) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 4; i++)
        CHECK(machine_touch(page_at(i), MACHINE_READ) == STATUS_SUCCESS);
    const struct policy *policy = policy_current();
    CHECK(policy->victim(&space, &page) &&
          page.address == page_at(0)); /* all were used: one round, then the first */
    CHECK(machine_touch(page_at(1), MACHINE_READ) ==
          STATUS_SUCCESS); /* used again: it gets a second chance */
    CHECK(policy->victim(&space, &page) && page.address == page_at(2));
    CHECK(policy->victim(&space, &page) && page.address == page_at(3));
    CHECK(policy->victim(&space, &page) && page.address == page_at(0));
    CHECK(policy->victim(&space, &page) && page.address == page_at(1));
    machine_check_translations(false);
    end();
}

static void a_space_without_pages_has_no_victim(void)
{
    page_t page;
    begin();
    CHECK(!policy_current()->victim(&space, &page));
    end();
}

static void policies_have_names(void)
{
    static const char *const names[] = {"fifo", "random", "ws", "fx", "ad"};
    CHECK(policy_choose("clock") && !policy_choose("best") && policy_current() == &policy_clock);
    CHECK(policy_bytes(1000) == 0);
    for (uint32_t i = 0; i < 5; i++) {
        CHECK(policy_choose(names[i]) && policy_current()->core != NULL);
        CHECK(policy_bytes(786432) < 13u << 20); /* beside the records of as many frames */
    }
}

static void walks_are_of_addresses_in_hex(void)
{
    static const char *const wrong[] = {"",    ",",   "1,", ",1",        "1,,2",
                                        "1 2", "0x1", "g",  "123456789", "1,2,3,4,5,6,7,8,9"};
    CHECK(walk_choose("0") && walk_choose("00401000,c0001004,FfFfFfFf") && walk_choose("1,2,3,4,5,6,7,8"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!walk_choose(wrong[i]));
}

#define RUN_VIRTUAL(test) RUN_ON_MACHINE(112, 128, test)

int main(void)
{
    RUN_VIRTUAL(page_constants_are_nts);
    RUN_VIRTUAL(a_reservation_costs_its_page_table_only);
    RUN_VIRTUAL(a_reservation_is_placed_where_there_is_room);
    RUN_VIRTUAL(more_than_there_is_cannot_be_committed);
    RUN_VIRTUAL(page_tables_cannot_take_every_frame);
    RUN_VIRTUAL(a_fault_leaves_the_kernel_its_reserve);
    RUN_VIRTUAL(protecting_waits_for_page_tables_before_it_changes_anything);
    RUN_VIRTUAL(committing_twice_costs_once);
    RUN_VIRTUAL(committing_a_mapped_page_again_keeps_its_bytes);
    RUN_VIRTUAL(what_is_decommitted_is_zero_when_it_comes_back);
    RUN_VIRTUAL(decommitting_gives_back_slots_and_frames_from_every_list);
    RUN_VIRTUAL(commit_and_decommit_stay_within_one_region);
    RUN_VIRTUAL(a_part_can_be_released_with_pages_in_every_state);
    RUN_VIRTUAL(a_region_that_is_cut_in_the_middle_is_two);
    RUN_VIRTUAL(a_region_that_is_cut_at_an_end_is_shorter);
    RUN_VIRTUAL(a_cut_gives_up_the_page_tables_that_none_needs_any_more);
    RUN_VIRTUAL(a_cut_for_which_there_is_no_memory_changes_nothing);
    RUN_VIRTUAL(who_changes_regions_waits_for_the_one_before);
    RUN_VIRTUAL(a_space_needs_frames_that_are_promised_to_nobody);
    RUN_VIRTUAL(protecting_tells_what_was_before);
    RUN_VIRTUAL(what_may_not_be_protected);
    RUN_VIRTUAL(a_protected_page_keeps_its_bytes_through_the_page_file);
    RUN_VIRTUAL(a_query_tells_the_run_of_pages_that_are_alike);
    RUN_VIRTUAL(a_query_passes_over_page_tables_that_are_missing);
    RUN_VIRTUAL(pages_are_told_apart_in_a_large_reservation);
    RUN_VIRTUAL(pages_are_told_apart_where_all_are_committed);
    RUN_VIRTUAL(a_stack_grows_page_by_page);
    RUN_VIRTUAL(a_stack_that_got_its_guard_back_overflows_again);
    RUN_VIRTUAL(who_jumps_over_the_guard_is_refused);
    RUN_VIRTUAL(a_stack_overflows_early_when_nothing_can_be_committed);
    RUN_VIRTUAL(a_guard_page_elsewhere_is_an_exception_once);
    RUN_VIRTUAL(a_stack_has_room_for_its_guard);
    RUN_VIRTUAL(what_is_guaranteed_is_there_when_a_stack_overflows);
    RUN_VIRTUAL(what_is_guaranteed_is_committed_before);
    RUN_VIRTUAL(guard_pages_that_were_passed_over_are_plain);
    RUN_VIRTUAL(a_guarantee_may_be_nonsense);
    RUN_VIRTUAL(a_guard_over_two_page_tables);
    RUN_VIRTUAL(a_stack_that_reaches_beyond_its_region_makes_no_page_table);
    RUN_VIRTUAL(kernel_stacks_are_charged_and_used_again);
    RUN_VIRTUAL(a_kernel_stack_that_was_nearly_used_up_is_noticed);
    RUN_VIRTUAL(kernel_stacks_cannot_take_every_frame);
    RUN_VIRTUAL(the_pool_takes_frames_and_gives_them_back);
    RUN_VIRTUAL(small_blocks_take_frames_only_while_they_are_used);
    RUN_VIRTUAL(copies_stay_in_the_programs_half);
    RUN_VIRTUAL(a_probe_finds_every_page_that_cannot_be_written_and_changes_none);
    RUN_VIRTUAL(a_peek_sees_what_is_in_memory_and_leaves_no_trace);
    RUN_VIRTUAL(the_victim_is_a_page_that_was_not_used_since_the_hand_passed);
    RUN_VIRTUAL(a_space_without_pages_has_no_victim);
    RUN_VIRTUAL(policies_have_names);
    RUN_VIRTUAL(walks_are_of_addresses_in_hex);
    return unit_end();
}
