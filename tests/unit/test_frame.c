// machine
#include <string.h>
#include "mmu/backing.h"
#include "mmu/frame.h"
#include "mmu/pool.h"
#include "mmu/sectionid.h"
#include "mmu/window.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define FRAMES 64u

static pte_t *owners; /* PTEs in pool: a frame's owner may lie anywhere in physical memory */
static uint32_t announced;
static struct section section = {.kind = SECTION_IMAGE, .backing = &backing_image};

static void count_announcement(void)
{
    announced++;
}

static void begin(void)
{
    owners = pool_alloc(FRAMES * sizeof *owners, POOL_TAG('T', 'e', 's', 't'));
    frames_on_available(count_announcement);
    announced = 0;
    section.id = section_id_take(&section);
}

static enum frame_state state_of(pfn_t pfn)
{
    return (enum frame_state)frame_record(pfn)->state;
}

/* A frame whose page belongs to owners[i], mapped there. */
static pfn_t owned(uint32_t i, pte_t home, bool shared)
{
    pfn_t pfn = frame_take();
    owners[i] = pte_valid(pfn, PROT_READWRITE, true, shared);
    frame_own(pfn, pte_place(&owners[i]), home, shared ? section.id : 0, false);
    return pfn;
}

/* One PTE less maps it, which had seen a write or had not. */
static void unmap(pfn_t pfn, bool dirty)
{
    if (dirty)
        frame_soil(pfn);
    frame_unmap(pfn);
}

static slot_t one_slot(void)
{
    uint32_t taken;
    return slots_reserve(1, &taken);
}

static void at_first_all_are_free(void)
{
    CHECK(frames_total() == FRAMES && frames_available() == FRAMES && frames_count(FRAME_FREE) == FRAMES);
    CHECK(state_of((pfn_t){0x400}) == FRAME_FREE && strcmp(frame_state_name(FRAME_WRITING), "Writing") == 0);
}

static void free_frames_are_taken_before_zeroed_ones_and_oldest_first(void)
{
    begin();
    pfn_t first = frame_take_free(), second = frame_take(), zeroed = frame_take();
    CHECK(second.number == first.number + 1 && frames_count(FRAME_ACTIVE) == 3);
    frame_free(second);
    frame_free(first);
    frame_give_zeroed(zeroed);
    for (uint32_t i = 3; i < FRAMES; i++)
        CHECK(frame_take().number == 0x400 + i);
    CHECK(pfn_equal(frame_take(), second) && pfn_equal(frame_take(), first));
    CHECK(pfn_is_none(frame_take_free()) && frames_available() == 1);
    CHECK(pfn_equal(frame_take(), zeroed) && frames_available() == 0);
}

static void a_zeroed_frame_is_zeros_wherever_it_came_from(void)
{
    static const uint8_t zeros[PAGE_SIZE];
    begin();
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < FRAMES; i++) {
            pfn_t pfn = frame_take_zeroed();
            CHECK(memcmp(window_map(pfn), zeros, PAGE_SIZE) == 0);
            memset(window_map(pfn), 0xaa, PAGE_SIZE);
        }
        for (uint32_t i = 0; i < FRAMES; i++)
            frame_free((pfn_t){0x400 + i});
    }
}

static void a_zeroed_frame_is_preferred_where_zeros_are_wanted(void)
{
    begin();
    pfn_t pfn = frame_take_free();
    window_zero(pfn);
    frame_give_zeroed(pfn);
    CHECK(state_of(pfn) == FRAME_ZEROED && frames_count(FRAME_ZEROED) == 1 && announced == 1);
    CHECK(pfn_equal(frame_take_zeroed(), pfn));
}

static void where_nothing_is_read_the_same_frame_is_taken(void)
{
    begin();
    pfn_t pfn = frame_take_free();
    memset(window_map(pfn), 0xaa, PAGE_SIZE);
    frame_give_zeroed(pfn);
    CHECK(pfn_equal(frame_take_unread(), pfn) && *(uint8_t *)window_map(pfn) == 0xaa);
    pfn_t next = frame_take_unread();
    frame_free(next);
    CHECK(!pfn_equal(next, pfn) && frames_available() == FRAMES - 1);
}

static void a_clean_page_goes_to_standby_and_comes_back(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READONLY), false);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_STANDBY && frames_available() == FRAMES && announced == 1);
    CHECK(pte_kind(owners[0]) == PTE_TRANSITION && pfn_equal(pte_pfn(owners[0]), pfn));
    CHECK(pte_protection(owners[0]) == PROT_READONLY);
    frame_reactivate(pfn);
    CHECK(state_of(pfn) == FRAME_ACTIVE && frame_record(pfn)->shares == 1 && !frame_record(pfn)->modified);
}

static void a_dirty_page_goes_to_modified_and_is_not_available(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READWRITE), false);
    unmap(pfn, true);
    CHECK(state_of(pfn) == FRAME_MODIFIED && frames_available() == FRAMES - 1 && announced == 0);
    frame_reactivate(pfn);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_MODIFIED); /* once modified, a clean PTE does not make it clean */
}

static void a_standby_page_is_taken_last_and_its_owner_is_told_its_home(void)
{
    begin();
    slot_t slot = one_slot();
    pfn_t older = owned(0, pte_page_file(slot, PROT_READONLY), false);
    pfn_t newer = owned(1, pte_demand_zero(PROT_READWRITE), false);
    unmap(older, false);
    unmap(newer, false);
    for (uint32_t i = 2; i < FRAMES; i++)
        CHECK(!pfn_equal(frame_take(), older));
    CHECK(pfn_equal(frame_take(), older));
    CHECK(pte_kind(owners[0]) == PTE_PAGE_FILE && pte_slot(owners[0]).number == slot.number);
    CHECK(pte_protection(owners[0]) == PROT_READONLY && pte_kind(owners[1]) == PTE_TRANSITION);
    CHECK(frame_record(older)->place == 0 && frame_record(older)->shares == 1 && slots_in_use() == 1);
    CHECK(strstr(machine_log(), "drop pfn=00400 slot=00001") != NULL);
    CHECK(pfn_equal(frame_take_zeroed(), newer) && pte_kind(owners[1]) == PTE_DEMAND_ZERO);
}

static void a_page_that_was_written_gives_its_slot_back(void)
{
    begin();
    pfn_t pfn = owned(0, pte_page_file(one_slot(), PROT_READWRITE), false);
    unmap(pfn, false);
    CHECK(slots_in_use() == 1);
    frame_reactivate(pfn);
    unmap(pfn, true);
    CHECK(slots_in_use() == 0 && pte_kind(frame_record(pfn)->original) == PTE_DEMAND_ZERO);
    CHECK(pte_protection(frame_record(pfn)->original) == PROT_READWRITE);
}

static pfn_t being_written(uint32_t owner)
{
    pfn_t pfn = owned(owner, pte_demand_zero(PROT_READWRITE), false);
    unmap(pfn, true);
    CHECK(pfn_equal(frame_begin_write(false), pfn) && state_of(pfn) == FRAME_WRITING &&
          !frame_record(pfn)->modified);
    return pfn;
}

static void the_oldest_modified_page_is_written_first(void)
{
    begin();
    CHECK(pfn_is_none(frame_begin_write(false)));
    pfn_t a = owned(0, pte_demand_zero(PROT_READWRITE), false),
          b = owned(1, pte_demand_zero(PROT_READWRITE), false);
    unmap(b, true);
    unmap(a, true);
    CHECK(pfn_equal(frame_begin_write(false), b) && pfn_equal(frame_begin_write(false), a) &&
          pfn_is_none(frame_begin_write(false)));
}

static void a_written_page_is_clean_and_at_home_in_its_slot(void)
{
    begin();
    pfn_t pfn = being_written(0);
    slot_t slot = one_slot();
    machine_end_write(pfn, slot);
    CHECK(state_of(pfn) == FRAME_STANDBY && announced == 1);
    CHECK(pte_slot(frame_record(pfn)->original).number == slot.number);
    frame_free(pfn);
    CHECK(slots_in_use() == 0 && state_of(pfn) == FRAME_FREE);
}

static void a_page_whose_write_failed_is_modified_still(void)
{
    begin();
    pfn_t pfn = being_written(0);
    machine_end_write(pfn, SLOT_NONE);
    CHECK(state_of(pfn) == FRAME_MODIFIED && frame_record(pfn)->modified && announced == 0);
}

static void a_page_taken_back_while_it_is_written_keeps_the_slot_if_it_is_unchanged(void)
{
    begin();
    pfn_t pfn = being_written(0);
    slot_t slot = one_slot();
    frame_reactivate(pfn);
    machine_end_write(pfn, slot);
    CHECK(state_of(pfn) == FRAME_ACTIVE && pte_slot(frame_record(pfn)->original).number == slot.number);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_STANDBY);
}

static void a_page_changed_while_it_is_written_has_no_use_for_the_slot(void)
{
    begin();
    pfn_t pfn = being_written(0);
    frame_reactivate(pfn);
    frame_soil(pfn);
    machine_end_write(pfn, one_slot());
    CHECK(slots_in_use() == 0 && frame_record(pfn)->modified);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_MODIFIED);
}

static void a_page_deleted_while_it_is_written_goes_when_the_write_is_done(void)
{
    begin();
    pfn_t pfn = being_written(0);
    frame_free(pfn);
    CHECK(state_of(pfn) == FRAME_WRITING && frames_available() == FRAMES - 1);
    machine_end_write(pfn, one_slot());
    CHECK(state_of(pfn) == FRAME_FREE && slots_in_use() == 0 && frames_available() == FRAMES &&
          announced == 1);
    CHECK(frame_record(pfn)->place == 0);
}

static void a_page_deleted_while_its_write_fails_goes_too(void)
{
    begin();
    pfn_t pfn = being_written(0);
    frame_free(pfn);
    machine_end_write(pfn, SLOT_NONE);
    CHECK(state_of(pfn) == FRAME_FREE && !frame_record(pfn)->modified);
}

static void a_shared_page_stays_active_until_its_last_share_goes(void)
{
    begin();
    pfn_t pfn = owned(0, pte_file(0, PROT_EXECUTE_READ), true);
    frame_share(pfn);
    frame_share(pfn);
    CHECK(frame_record(pfn)->shares == 3);
    unmap(pfn, false);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_ACTIVE && pte_kind(owners[0]) == PTE_VALID);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_STANDBY && pte_kind(owners[0]) == PTE_TRANSITION);
}

static void one_dirty_share_makes_the_page_modified(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READWRITE), true);
    frame_share(pfn);
    unmap(pfn, true);
    unmap(pfn, false);
    CHECK(state_of(pfn) == FRAME_MODIFIED);
}

static void a_freed_page_gives_its_slot_back_from_every_list(void)
{
    begin();
    pfn_t active = owned(0, pte_page_file(one_slot(), PROT_READWRITE), false);
    pfn_t standby = owned(1, pte_page_file(one_slot(), PROT_READWRITE), false);
    pfn_t modified = owned(2, pte_demand_zero(PROT_READWRITE), false);
    unmap(standby, false);
    unmap(modified, true);
    CHECK(slots_in_use() == 2);
    frame_free(active);
    frame_free(standby);
    frame_free(modified);
    CHECK(slots_in_use() == 0 && frames_count(FRAME_FREE) == FRAMES && announced == 4);
}

static void protecting_changes_the_home_and_not_the_place(void)
{
    begin();
    slot_t slot = one_slot();
    pfn_t pfn = owned(0, pte_page_file(slot, PROT_READWRITE), false);
    frame_protect(pfn, PROT_READONLY);
    CHECK(pte_slot(frame_record(pfn)->original).number == slot.number);
    CHECK(pte_protection(frame_record(pfn)->original) == PROT_READONLY);
}

static void any_frame_of_a_list_can_leave_it(void)
{
    begin();
    pfn_t pages[5];
    for (uint32_t i = 0; i < 5; i++)
        unmap(pages[i] = owned(i, pte_demand_zero(PROT_READWRITE), false), true);
    frame_reactivate(pages[2]);
    frame_reactivate(pages[0]);
    frame_reactivate(pages[4]);
    CHECK(frames_count(FRAME_MODIFIED) == 2);
    CHECK(pfn_equal(frame_begin_write(false), pages[1]) && pfn_equal(frame_begin_write(false), pages[3]));
}

static pfn_t take_row(uint32_t count, pfn_t most)
{
    pfn_t first = frame_find_row(count, most);
    for (uint32_t i = 0; !pfn_is_none(first) && i < count; i++)
        frame_take_found((pfn_t){first.number + i});
    return first;
}

/* What lies between two that are taken is no row if it is too short. */
static void a_row_is_the_lowest_that_is_free_or_zeroed(void)
{
    pfn_t most = {0x400 + FRAMES}, taken[10];
    begin();
    for (uint32_t i = 0; i < 10; i++)
        taken[i] = frame_take();
    frame_free(taken[1]);
    frame_free(taken[2]);
    frame_give_zeroed(taken[5]);
    frame_free(taken[6]);
    frame_free(taken[7]);
    pfn_t row = take_row(3, most);
    CHECK(pfn_equal(row, taken[5]));
    for (uint32_t i = 5; i < 8; i++)
        CHECK(state_of(taken[i]) == FRAME_ACTIVE && frame_record(taken[i])->shares == 1);
    CHECK(pfn_equal(take_row(2, most), taken[1]));
    CHECK(take_row(FRAMES - 10, most).number == 0x400 + 10);
    CHECK(frames_available() == 0 && pfn_is_none(take_row(1, most)));
}

static void a_row_stays_below_what_its_device_reaches(void)
{
    begin();
    pfn_t first = frame_take();
    CHECK(pfn_is_none(take_row(3, (pfn_t){first.number + 2})));
    CHECK(take_row(3, (pfn_t){first.number + 3}).number == first.number + 1);
    CHECK(pfn_is_none(take_row(FRAMES + 1, (pfn_t){UINT32_MAX})));
}

static void a_row_does_not_lead_over_a_page_that_somebody_has(void)
{
    begin();
    pfn_t pages[FRAMES];
    for (uint32_t i = 0; i < FRAMES; i++)
        pages[i] = owned(i, pte_demand_zero(PROT_READWRITE), false);
    unmap(pages[4], false);
    unmap(pages[5], true);
    CHECK(pfn_is_none(take_row(1, (pfn_t){UINT32_MAX})));
}

/* The machine has none: what is asked is how frames are numbered. */
static void frames_above_four_gb_follow_the_low_ones_without_a_hole(void)
{
    frame_table.low = FRAMES - 10;
    frame_table.high = 0x123456;
    CHECK(frames_high() == 10 && frames_total() == FRAMES);
    for (uint32_t i = 0; i < FRAMES; i++)
        CHECK(frame_at(i).number == (i < FRAMES - 10 ? 0x400 + i : 0x123456 + i - (FRAMES - 10)) &&
              frame_index(frame_at(i)) == i);
    const uint32_t others[] = {0,        0x3ff,    0x400 + FRAMES - 10, 0x400 + FRAMES, 0x100000,
                               0x123455, 0x123460, UINT32_MAX};
    for (uint32_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK(frame_index((pfn_t){others[i]}) >= FRAMES);
}

static void a_place_above_four_gb_is_told_from_one_below(void)
{
    uint32_t place = pte_place_in((pfn_t){0x7fffff}, PTES_A_PAGE - 1);
    CHECK(pte_place_frame(place).number == 0x7fffff && pte_place_index(place) == PTES_A_PAGE - 1);
    CHECK(pte_place_in((pfn_t){0x100400}, 0) != pte_place_in((pfn_t){0x400}, 0));
}

/* ---- what must not be done ---- */

static void there_must_be_a_frame_to_take(void)
{
    for (uint32_t i = 0; i < FRAMES; i++)
        frame_take();
    machine_expect_end("no page frame");
    frame_take();
}

static void a_free_frame_cannot_be_freed(void)
{
    machine_expect_end("frame->state != FRAME_FREE");
    frame_free((pfn_t){0x400});
}

static void a_frame_that_is_not_ours_has_no_record(void)
{
    machine_expect_end("index < frame_table.total");
    frame_record((pfn_t){0x400 + FRAMES});
}

static void a_private_page_cannot_be_shared(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READWRITE), false);
    machine_expect_end("frame->section");
    frame_share(pfn);
}

static void a_page_has_one_owner(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READWRITE), false);
    machine_expect_end("frame->place == 0");
    frame_own(pfn, pte_place(&owners[1]), pte_demand_zero(PROT_READWRITE), false, false);
}

static void a_kernel_page_cannot_be_unmapped(void)
{
    pfn_t pfn = frame_take();
    machine_expect_end("frame->place != 0");
    unmap(pfn, false);
}

static void an_active_page_cannot_be_reactivated(void)
{
    pfn_t pfn = frame_take();
    machine_expect_end("FRAME_STANDBY");
    frame_reactivate(pfn);
}

static void a_page_that_others_map_cannot_be_freed(void)
{
    begin();
    pfn_t pfn = owned(0, pte_demand_zero(PROT_READWRITE), true);
    frame_share(pfn);
    machine_expect_end("frame->shares <= 1");
    frame_free(pfn);
}

#define RUN_FRAMES(test) RUN_ON_MACHINE(FRAMES, 32, test)

int main(void)
{
    RUN_FRAMES(at_first_all_are_free);
    RUN_FRAMES(free_frames_are_taken_before_zeroed_ones_and_oldest_first);
    RUN_FRAMES(a_zeroed_frame_is_zeros_wherever_it_came_from);
    RUN_FRAMES(a_zeroed_frame_is_preferred_where_zeros_are_wanted);
    RUN_FRAMES(where_nothing_is_read_the_same_frame_is_taken);
    RUN_FRAMES(a_clean_page_goes_to_standby_and_comes_back);
    RUN_FRAMES(a_dirty_page_goes_to_modified_and_is_not_available);
    RUN_FRAMES(a_standby_page_is_taken_last_and_its_owner_is_told_its_home);
    RUN_FRAMES(a_page_that_was_written_gives_its_slot_back);
    RUN_FRAMES(the_oldest_modified_page_is_written_first);
    RUN_FRAMES(a_written_page_is_clean_and_at_home_in_its_slot);
    RUN_FRAMES(a_page_whose_write_failed_is_modified_still);
    RUN_FRAMES(a_page_taken_back_while_it_is_written_keeps_the_slot_if_it_is_unchanged);
    RUN_FRAMES(a_page_changed_while_it_is_written_has_no_use_for_the_slot);
    RUN_FRAMES(a_page_deleted_while_it_is_written_goes_when_the_write_is_done);
    RUN_FRAMES(a_page_deleted_while_its_write_fails_goes_too);
    RUN_FRAMES(a_shared_page_stays_active_until_its_last_share_goes);
    RUN_FRAMES(one_dirty_share_makes_the_page_modified);
    RUN_FRAMES(a_freed_page_gives_its_slot_back_from_every_list);
    RUN_FRAMES(protecting_changes_the_home_and_not_the_place);
    RUN_FRAMES(any_frame_of_a_list_can_leave_it);
    RUN_FRAMES(a_row_is_the_lowest_that_is_free_or_zeroed);
    RUN_FRAMES(a_row_stays_below_what_its_device_reaches);
    RUN_FRAMES(a_row_does_not_lead_over_a_page_that_somebody_has);
    if (PAGETABLE_WIDE) {
        RUN_FRAMES(a_row_is_the_lowest_that_is_free_or_zeroed);
        RUN_FRAMES(a_row_stays_below_what_its_device_reaches);
        RUN_FRAMES(a_row_does_not_lead_over_a_page_that_somebody_has);
        RUN_FRAMES(frames_above_four_gb_follow_the_low_ones_without_a_hole);
        RUN_FRAMES(a_place_above_four_gb_is_told_from_one_below);
    }
    RUN_FRAMES(there_must_be_a_frame_to_take);
    RUN_FRAMES(a_free_frame_cannot_be_freed);
    RUN_FRAMES(a_frame_that_is_not_ours_has_no_record);
    RUN_FRAMES(a_private_page_cannot_be_shared);
    RUN_FRAMES(a_page_has_one_owner);
    RUN_FRAMES(a_kernel_page_cannot_be_unmapped);
    RUN_FRAMES(an_active_page_cannot_be_reactivated);
    RUN_FRAMES(a_page_that_others_map_cannot_be_freed);
    return unit_end();
}
