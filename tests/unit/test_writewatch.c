// machine
/*
 * Write watch beside a model that knows one thing of each page: was it written since the watch was reset?
 * What becomes of the page meanwhile - trimmed, protected, given back and committed again - makes no
 * difference.
 */
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pool.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/writewatch.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define PAGES 70u /* more than two words of the map, and not a whole number of them */

static struct space space;
static struct vad *region;
static uint32_t start;

static uint32_t page_at(uint32_t index)
{
    return start + index * PAGE_SIZE;
}

/* It lies across the border of two page tables. */
static void begin(bool committed)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    start = PAGETABLE_SPAN - 16 * PAGE_SIZE;
    CHECK(virtual_reserve_watched(&space, &start, PAGES * PAGE_SIZE, PROT_READWRITE, committed, false) ==
          STATUS_SUCCESS);
    region = vad_find(&space.vads, start);
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    space_clean(&space);
    CHECK(space.watched == 0);
    machine_enter(NULL);
    space_destroy(&space);
    verify_books();
    CHECK(commit_total() == 0 && frames_available() == frames_total());
}

/* Only this page of the region was written, or (`only` PAGES) none. */
static bool is_written(uint32_t only)
{
    uint32_t pages[PAGES], stop = region->end.address;
    uint32_t count = writewatch_list(region, start, &stop, pages, PAGES);
    return only == PAGES ? count == 0 : count == 1 && pages[0] == page_at(only);
}

static void reset(uint32_t first, uint32_t count)
{
    writewatch_reset(&space, region, page_at(first), page_at(first + count));
}

/* ---- by hand ---- */

static void reading_is_not_writing(void)
{
    begin(true);
    CHECK(machine_touch(page_at(3), MACHINE_READ) == STATUS_SUCCESS && is_written(PAGES));
    CHECK(machine_touch(page_at(3), MACHINE_WRITE) == STATUS_SUCCESS && is_written(3));
    CHECK(is_written(3)); /* to ask changes nothing */
    end();
}

static void the_kernel_writes_too(void)
{
    begin(true);
    CHECK(machine_kernel_touch(page_at(40), MACHINE_READ) == STATUS_SUCCESS && is_written(PAGES));
    CHECK(machine_kernel_touch(page_at(40), MACHINE_WRITE) == STATUS_SUCCESS && is_written(40));
    end();
}

/* The processor has to note the next write anew. */
static void what_was_reset_is_noticed_again(void)
{
    begin(true);
    for (int i = 0; i < 3; i++) {
        CHECK(machine_touch(page_at(20), MACHINE_WRITE) == STATUS_SUCCESS && is_written(20));
        reset(0, PAGES);
        machine_check_translations(true);
        CHECK(is_written(PAGES));
    }
    end();
}

/* The frame must still know that the page differs from its home. */
static void a_reset_loses_no_change(void)
{
    uint32_t word = 0x600df00d;
    begin(true);
    CHECK(machine_write(page_at(20), &word, sizeof word) == STATUS_SUCCESS);
    reset(20, 1);
    space_trim_page(&space, page_of(page_at(20)));
    CHECK(frames_count(FRAME_MODIFIED) == 1);
    word = 0;
    CHECK(machine_read(page_at(20), &word, sizeof word) == STATUS_SUCCESS && word == 0x600df00d);
    CHECK(is_written(PAGES));
    end();
}

static void a_written_page_stays_written_wherever_it_goes(void)
{
    enum protection old;
    begin(true);
    CHECK(machine_touch(page_at(5), MACHINE_WRITE) == STATUS_SUCCESS);
    space_trim_page(&space, page_of(page_at(5)));
    CHECK(is_written(5));
    CHECK(virtual_protect(&space, page_at(5), page_at(6), PROT_NOACCESS, &old) == STATUS_SUCCESS);
    CHECK(is_written(5));
    CHECK(virtual_decommit(&space, page_at(5), page_at(6)) == STATUS_SUCCESS && is_written(5));
    CHECK(virtual_commit(&space, page_at(5), page_at(6), PROT_READWRITE) == STATUS_SUCCESS && is_written(5));
    reset(5, 1);
    CHECK(is_written(PAGES));
    end();
}

static void as_many_as_there_is_room_for(void)
{
    uint32_t pages[2], stop;
    begin(true);
    for (uint32_t i = 10; i < 60; i += 10)
        CHECK(machine_touch(page_at(i), MACHINE_WRITE) == STATUS_SUCCESS);
    stop = page_at(PAGES);
    CHECK(writewatch_list(region, page_at(11), &stop, pages, 2) == 2);
    CHECK(pages[0] == page_at(20) && pages[1] == page_at(30) && stop == page_at(31));
    CHECK(writewatch_reset(&space, region, page_at(11), stop) == 2);
    stop = page_at(PAGES);
    CHECK(writewatch_list(region, start, &stop, NULL, PAGES) == 3 && stop == page_at(PAGES));
    stop = page_at(50);
    CHECK(writewatch_list(region, start, &stop, NULL, PAGES) == 2 && stop == page_at(50));
    end();
}

static void it_is_given_back_as_a_whole(void)
{
    begin(false);
    uint32_t from = page_at(2), to = page_at(3);
    CHECK(virtual_release(&space, &from, &to) == STATUS_FREE_VM_NOT_AT_BASE);
    from = start, to = page_at(3);
    CHECK(virtual_release(&space, &from, &to) == STATUS_FREE_VM_NOT_AT_BASE);
    from = start, to = page_at(PAGES);
    CHECK(virtual_release(&space, &from, &to) == STATUS_SUCCESS);
    end();
}

static void others_are_not_watched(void)
{
    struct vad *plain;
    uint32_t other = 0;
    begin(true);
    CHECK(virtual_reserve(&space, &other, PAGE_SIZE, PROT_READWRITE, true, false, &plain) == STATUS_SUCCESS);
    CHECK(machine_touch(other, MACHINE_WRITE) == STATUS_SUCCESS);
    space_trim_page(&space, page_of(other));
    CHECK(!plain->written && is_written(PAGES));
    end();
}

/* ---- at random ---- */

static bool written[PAGES], committed[PAGES];
static uint32_t seed = 9;

static uint32_t random_below(uint32_t bound)
{
    return host_random(&seed) % bound;
}

static void touch(uint32_t page, enum machine_access access, bool kernel)
{
    ntstatus status =
        kernel ? machine_kernel_touch(page_at(page), access) : machine_touch(page_at(page), access);
    CHECK((status == STATUS_SUCCESS) == committed[page]);
    written[page] |= committed[page] && access == MACHINE_WRITE;
}

static void trim(uint32_t page)
{
    if (pagetable_maps(page_of(page_at(page))))
        space_trim_page(&space, page_of(page_at(page)));
}

static void give_back(uint32_t page)
{
    CHECK(virtual_decommit(&space, page_at(page), page_at(page + 1)) == STATUS_SUCCESS);
    committed[page] = false;
}

static void take_again(uint32_t page)
{
    CHECK(virtual_commit(&space, page_at(page), page_at(page + 1), PROT_READWRITE) == STATUS_SUCCESS);
    committed[page] = true;
}

static void forget(uint32_t page, uint32_t count)
{
    uint32_t were = 0;
    for (uint32_t i = page; i < page + count; i++)
        were += written[i], written[i] = false;
    CHECK(writewatch_reset(&space, region, page_at(page), page_at(page + count)) == were);
}

static void compare(uint32_t first, uint32_t count, uint32_t room)
{
    uint32_t pages[PAGES], stop = page_at(first + count), found = 0;
    uint32_t told = writewatch_list(region, page_at(first), &stop, pages, room);
    for (uint32_t i = first; i < first + count && found < room; i++)
        if (written[i])
            CHECK(found < told && pages[found++] == page_at(i));
    CHECK(found == told);
}

static void step(void)
{
    uint32_t page = random_below(PAGES), count = 1 + random_below(PAGES - page);
    switch (random_below(8)) {
    case 0:
    case 1:
        touch(page, MACHINE_WRITE, count & 1);
        return;
    case 2:
        touch(page, MACHINE_READ, count & 1);
        return;
    case 3:
        trim(page);
        return;
    case 4:
        give_back(page);
        return;
    case 5:
        take_again(page);
        return;
    case 6:
        if (random_below(4) == 0)
            forget(page, count);
        return;
    default:
        compare(page, count, 1 + random_below(PAGES));
    }
}

/* Few frames: pages also go to the page file and come back. */
static void random_steps(void)
{
    begin(false);
    for (uint32_t i = 0; i < 20000; i++) {
        step();
        if (i % 64 == 0)
            verify_books();
    }
    compare(0, PAGES, PAGES);
    end();
}

int main(void)
{
    RUN_ON_MACHINE(128, 128, reading_is_not_writing);
    RUN_ON_MACHINE(128, 128, the_kernel_writes_too);
    RUN_ON_MACHINE(128, 128, what_was_reset_is_noticed_again);
    RUN_ON_MACHINE(128, 128, a_reset_loses_no_change);
    RUN_ON_MACHINE(128, 128, a_written_page_stays_written_wherever_it_goes);
    RUN_ON_MACHINE(128, 128, as_many_as_there_is_room_for);
    RUN_ON_MACHINE(128, 128, it_is_given_back_as_a_whole);
    RUN_ON_MACHINE(128, 128, others_are_not_watched);
    RUN_ON_MACHINE(84, 256, random_steps);
    return unit_end();
}
