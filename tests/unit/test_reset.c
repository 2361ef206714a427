// machine
/*
 * Pages whose contents are given up, wherever they are: nothing is written, no slot is kept, and what is
 * written afterwards is kept like anything else.
 */
#include <string.h>
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/reset.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/window.h"
#include "mmu/writewatch.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define FRAMES 96u
#define SLOTS  96u

static struct space space;
static uint32_t start, end;

static void begin(uint32_t pages)
{
    struct vad *vad;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    start = 0;
    CHECK(virtual_reserve(&space, &start, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    end = start + pages * PAGE_SIZE;
}

static void finish(void)
{
    machine_check_translations(true);
    machine_leave(&space);
    CHECK(machine_is_empty());
}

static uint32_t word_at(uint32_t address)
{
    uint32_t word = 0xdead;
    CHECK(machine_read(address, &word, sizeof word) == STATUS_SUCCESS);
    return word;
}

static void put(uint32_t address, uint32_t word)
{
    CHECK(machine_write(address, &word, sizeof word) == STATUS_SUCCESS);
}

static void reset(void)
{
    CHECK(reset_check(&space, start, end) == STATUS_SUCCESS);
    reset_range(&space, start, end);
    verify_books();
}

static pfn_t frame_of(uint32_t address)
{
    return pte_pfn(machine_pte(&space, address));
}

static enum frame_state state_at(uint32_t address)
{
    return (enum frame_state)frame_record(frame_of(address))->state;
}

/* The page on Modified is on its way to a slot. */
static pfn_t begin_write(slot_t *slot)
{
    uint32_t taken;
    pfn_t pfn = frame_begin_write(false);
    *slot = slots_reserve(1, &taken);
    CHECK(status_ok(pagefile_write(*slot, window_map(pfn))));
    return pfn;
}

static void write_out(void)
{
    slot_t slot;
    pfn_t pfn = begin_write(&slot);
    machine_end_write(pfn, slot);
}

/* Whoever rests on Standby loses its frame. */
static void drop_standby(void)
{
    pfn_t taken[FRAMES];
    uint32_t count = 0;
    while (frames_available() > 0)
        taken[count++] = frame_take();
    while (count > 0)
        frame_free(taken[--count]);
}

static void what_is_mapped_stays_until_its_frame_is_needed(void)
{
    begin(1);
    put(start, 7);
    reset();
    CHECK(word_at(start) == 7);
    space_trim_page(&space, page_of(start));
    CHECK(state_at(start) == FRAME_STANDBY && word_at(start) == 7);
    space_trim_page(&space, page_of(start));
    drop_standby();
    CHECK(pte_kind(machine_pte(&space, start)) == PTE_DEMAND_ZERO && word_at(start) == 0);
    finish();
}

static void what_waits_to_be_written_is_clean_at_once(void)
{
    begin(1);
    put(start, 7);
    space_trim_page(&space, page_of(start));
    CHECK(state_at(start) == FRAME_MODIFIED);
    reset();
    CHECK(state_at(start) == FRAME_STANDBY && word_at(start) == 7);
    finish();
}

static void what_rests_gives_its_slot_back(void)
{
    begin(1);
    put(start, 7);
    space_trim_page(&space, page_of(start));
    write_out();
    CHECK(state_at(start) == FRAME_STANDBY && slots_in_use() == 1);
    reset();
    CHECK(slots_in_use() == 0 && word_at(start) == 7);
    finish();
}

static void what_is_in_the_page_file_is_zeros_at_once(void)
{
    begin(1);
    put(start, 7);
    space_trim_page(&space, page_of(start));
    write_out();
    drop_standby();
    CHECK(pte_kind(machine_pte(&space, start)) == PTE_PAGE_FILE);
    uint32_t reads = machine_disk_reads(), committed = commit_total();
    reset();
    CHECK(slots_in_use() == 0 && word_at(start) == 0 && machine_disk_reads() == reads);
    CHECK(commit_total() == committed); /* it stays committed */
    finish();
}

static void what_is_written_afterwards_is_kept(void)
{
    begin(1);
    put(start, 7);
    reset();
    put(start, 8);
    space_trim_page(&space, page_of(start));
    CHECK(state_at(start) == FRAME_MODIFIED);
    write_out();
    drop_standby();
    CHECK(word_at(start) == 8);
    finish();
}

static void what_is_being_written_stays(void)
{
    begin(1);
    put(start, 7);
    space_trim_page(&space, page_of(start));
    slot_t slot;
    pfn_t pfn = begin_write(&slot);
    reset_range(&space, start, end);
    machine_end_write(pfn, slot);
    drop_standby();
    CHECK(word_at(start) == 7);
    finish();
}

/* Nothing is made of what is not there, and zeros that were only read are no news. */
static void the_others_are_passed_over(void)
{
    begin(4);
    CHECK(machine_touch(start, MACHINE_READ) == STATUS_SUCCESS);
    CHECK(virtual_decommit(&space, start + PAGE_SIZE, start + 2 * PAGE_SIZE) == STATUS_SUCCESS);
    machine_log_clear();
    log_choose("paging,vad");
    reset();
    log_choose("-all");
    CHECK(strstr(machine_log(), " reset 24 00010000-00014000 pages=0\n") != NULL);
    CHECK(strstr(machine_log(), "discard") == NULL);
    CHECK(pte_kind(machine_pte(&space, start + PAGE_SIZE)) == PTE_DECOMMITTED);
    CHECK(pte_kind(machine_pte(&space, start + 2 * PAGE_SIZE)) == PTE_NONE);
    finish();
}

static void the_watch_of_a_region_keeps_what_was_written(void)
{
    uint32_t watched = 0, pages[1], count;
    begin(1);
    CHECK(virtual_reserve_watched(&space, &watched, PAGE_SIZE, PROT_READWRITE, true, false) ==
          STATUS_SUCCESS);
    put(watched, 7);
    reset_range(&space, watched, watched + PAGE_SIZE);
    uint32_t stop = watched + PAGE_SIZE;
    count = writewatch_list(vad_find(&space.vads, watched), watched, &stop, pages, 1);
    CHECK(count == 1 && pages[0] == watched);
    finish();
}

static void what_may_not_be_reset_is_told(void)
{
    uint32_t awe = 0;
    begin(2);
    CHECK(reset_check(&space, start, end + PAGE_SIZE) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(reset_check(&space, end, end + PAGE_SIZE) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(virtual_reserve_awe(&space, &awe, PAGE_SIZE, false) == STATUS_SUCCESS);
    CHECK(reset_check(&space, awe, awe + PAGE_SIZE) == STATUS_CONFLICTING_ADDRESSES);
    finish();
}

int main(void)
{
    RUN_ON_MACHINE(FRAMES, SLOTS, what_is_mapped_stays_until_its_frame_is_needed);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_waits_to_be_written_is_clean_at_once);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_rests_gives_its_slot_back);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_is_in_the_page_file_is_zeros_at_once);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_is_written_afterwards_is_kept);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_is_being_written_stays);
    RUN_ON_MACHINE(FRAMES, SLOTS, the_others_are_passed_over);
    RUN_ON_MACHINE(FRAMES, SLOTS, the_watch_of_a_region_keeps_what_was_written);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_may_not_be_reset_is_told);
    return unit_end();
}
