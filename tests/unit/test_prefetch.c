// machine
#include <string.h>
#include "firmware/clock.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/prefetch.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* Pages that are read before anybody touches them. */

#define BASE   0x00400000u
#define PAGES  6u
#define FRAMES 160u

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
    CHECK(commit_total() == 0 && slots_in_use() == 0);
}

static uint32_t page_at(uint32_t index)
{
    return BASE + index * PAGE_SIZE;
}

static void read_ahead(uint32_t start, uint32_t end)
{
    uint32_t room = prefetch_room();
    prefetch(&space, start, end, &room);
}

static enum pte_kind kind_at(uint32_t index)
{
    return pte_kind(machine_pte(&space, page_at(index)));
}

static void reserve(uint32_t start, uint32_t pages)
{
    struct vad *vad;
    CHECK(virtual_reserve(&space, &start, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
}

static void fill(uint32_t start, uint32_t pages)
{
    for (uint32_t i = 0; i < pages; i++)
        CHECK(machine_write(start + i * PAGE_SIZE, &i, sizeof i) == STATUS_SUCCESS);
}

/* Six pages of our own, in the page file and nowhere else; frames are plenty again. */
static void pages_in_slots(void)
{
    uint32_t others = BASE + PAGETABLE_SPAN;
    reserve(BASE, PAGES);
    fill(BASE, PAGES);
    workingset_empty(&space);
    reserve(others, 300);
    fill(others, 300);
    CHECK(machine_release(&space, others) == STATUS_SUCCESS);
    table_make(&space, (page_t){BASE}); /* it has left behind them */
    for (uint32_t i = 0; i < PAGES; i++)
        CHECK(kind_at(i) == PTE_PAGE_FILE);
    CHECK(frames_available() > FRAMES_LOW + PAGES);
}

static void what_is_in_the_page_file_comes_to_standby(void)
{
    uint32_t word = 0;
    begin();
    pages_in_slots();
    uint32_t mapped = space.working_set, slots = slots_in_use();
    machine_log_clear();
    read_ahead(page_at(1), page_at(4));
    CHECK(space.working_set == mapped && frames_count(FRAME_STANDBY) >= 3);
    CHECK(slots_in_use() == slots - 1); /* only the page table's, which has changed */
    CHECK(kind_at(0) == PTE_PAGE_FILE && kind_at(1) == PTE_TRANSITION && kind_at(3) == PTE_TRANSITION &&
          kind_at(4) == PTE_PAGE_FILE);
    CHECK(strstr(machine_log(), "read 4.8 pfn=") != NULL && strstr(machine_log(), "fault") == NULL);
    verify_books();
    uint32_t reads = machine_disk_reads();
    CHECK(machine_read(page_at(2), &word, sizeof word) == STATUS_SUCCESS && word == 2);
    CHECK(machine_disk_reads() == reads && strstr(machine_log(), "TransitionFault") != NULL);
    end();
}

static void what_is_there_or_was_never_touched_is_left_alone(void)
{
    begin();
    reserve(BASE, PAGES);
    fill(BASE, 2);
    uint32_t reads = machine_disk_reads(), available = frames_available();
    read_ahead(BASE - PAGE_SIZE, page_at(PAGES + 5)); /* beyond the region on both sides */
    CHECK(machine_disk_reads() == reads && frames_available() == available && space.working_set == 2);
    end();
}

static void a_mapped_file_is_read_ahead(void)
{
    static uint8_t bytes[3 * PAGE_SIZE];
    struct section *section;
    uint32_t base = 0, reads;
    uint8_t byte = 0;
    memset(bytes, 0xa5, sizeof bytes);
    begin();
    struct file *file = machine_file("\\AHEAD.DAT", bytes, sizeof bytes);
    CHECK(section_of_file(file, sizeof bytes, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, section, 0, 3, PROT_READWRITE, PROT_READWRITE, &base) == STATUS_SUCCESS);
    read_ahead(base, base + 3 * PAGE_SIZE);
    CHECK(pte_kind(*section_prototype(section, 2)) == PTE_TRANSITION && space.working_set == 0);
    verify_books();
    reads = machine_disk_reads();
    read_ahead(base, base + 3 * PAGE_SIZE); /* again: it is in memory */
    CHECK(machine_read(base + 2 * PAGE_SIZE, &byte, 1) == STATUS_SUCCESS && byte == 0xa5);
    CHECK(machine_disk_reads() == reads);
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS);
    section_dereference(section);
    file_close(file);
    end();
}

static void a_hint_takes_no_frame_that_is_needed(void)
{
    begin();
    pages_in_slots();
    reserve(BASE + PAGETABLE_SPAN, 150);
    for (uint32_t i = 0; frames_available() > FRAMES_LOW; i++)
        fill(BASE + PAGETABLE_SPAN + i * PAGE_SIZE, 1);
    uint32_t reads = machine_disk_reads();
    read_ahead(BASE, page_at(PAGES));
    CHECK(machine_disk_reads() == reads && kind_at(0) == PTE_PAGE_FILE);
    end();
}

/* More than there are frames for: what was read first is still there at the end. */
static void what_was_read_ahead_does_not_leave_for_more(void)
{
    static uint8_t bytes[2 * FRAMES * PAGE_SIZE];
    struct section *section;
    uint32_t base = 0, room, reads;
    begin();
    struct file *file = machine_file("\\LONG.DAT", bytes, sizeof bytes);
    CHECK(section_of_file(file, sizeof bytes, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, section, 0, 2 * FRAMES, PROT_READWRITE, PROT_READWRITE, &base) == STATUS_SUCCESS);
    room = prefetch_room();
    reads = machine_disk_reads();
    prefetch(&space, base, base + sizeof bytes / 2, &room);
    prefetch(&space, base + sizeof bytes / 2, base + sizeof bytes, &room);
    CHECK(room == 0 && pte_kind(*section_prototype(section, 0)) == PTE_TRANSITION);
    CHECK(machine_disk_reads() - reads < 2 * FRAMES && prefetch_room() > 0);
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS);
    section_dereference(section);
    file_close(file);
    end();
}

static void what_cannot_be_read_is_left_to_the_fault(void)
{
    begin();
    pages_in_slots();
    machine_disk_dead(true);
    read_ahead(BASE, page_at(PAGES));
    CHECK(kind_at(0) == PTE_PAGE_FILE && machine_touch(BASE, MACHINE_READ) == STATUS_IN_PAGE_ERROR);
    machine_disk_dead(false);
    CHECK(machine_touch(BASE, MACHINE_READ) == STATUS_SUCCESS);
    end();
}

/* Somebody touches a page that is being read ahead: one transfer for both. */
static uint32_t touched;

static void touches(void *address)
{
    machine_enter(&space);
    CHECK(machine_touch((uint32_t)address, MACHINE_READ) == STATUS_SUCCESS);
    touched++;
    machine_enter(NULL);
}

static void a_touch_meanwhile_waits_for_the_same_transfer(void)
{
    begin();
    pages_in_slots();
    machine_disk_latency(CLOCK_UNITS_PER_MS);
    uint32_t reads = machine_disk_reads();
    machine_thread("toucher", PRIORITY_NORMAL, touches, (void *)page_at(0));
    read_ahead(BASE, page_at(1));
    machine_settle();
    machine_disk_latency(0);
    CHECK(touched == 1 && machine_disk_reads() == reads + 1 && kind_at(0) == PTE_VALID);
    end();
}

int main(void)
{
    RUN_ON_MACHINE(FRAMES, 512, what_is_in_the_page_file_comes_to_standby);
    RUN_ON_MACHINE(FRAMES, 512, what_is_there_or_was_never_touched_is_left_alone);
    RUN_ON_MACHINE(FRAMES, 512, a_mapped_file_is_read_ahead);
    RUN_ON_MACHINE(FRAMES, 512, a_hint_takes_no_frame_that_is_needed);
    RUN_ON_MACHINE(FRAMES, 512, what_was_read_ahead_does_not_leave_for_more);
    RUN_ON_MACHINE(FRAMES, 512, what_cannot_be_read_is_left_to_the_fault);
    RUN_ON_MACHINE(FRAMES, 512, a_touch_meanwhile_waits_for_the_same_transfer);
    return unit_end();
}
