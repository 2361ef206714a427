// machine
/*
 * Frames that a program owns by their numbers, beside a model that knows of each frame whether it is the
 * process's, where it is shown and which word it holds. What is refused must change nothing.
 */
#include <string.h>
#include "mmu/awe.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define FRAMES 128u
#define PLACES 24u

static struct space space;
static uint32_t start;

/* A region for frames across the border of two page tables. */
static void begin(void)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    start = PAGETABLE_SPAN - 16 * PAGE_SIZE;
    CHECK(virtual_reserve_awe(&space, &start, PLACES * PAGE_SIZE, false) == STATUS_SUCCESS);
}

static void end(void)
{
    machine_check_translations(true);
    machine_leave(&space);
    CHECK(commit_total() == 0 && frames_available() == frames_total());
}

static uint32_t at(uint32_t place)
{
    return start + place * PAGE_SIZE;
}

static ntstatus show(uint32_t place, uint32_t count, const uint32_t *numbers)
{
    const struct awe_view view = {.start = at(place), .numbers = numbers, .count = count};
    return awe_show(&space, &view);
}

static bool holds(uint32_t place, uint32_t word)
{
    uint32_t found = ~word;
    return machine_read(at(place), &found, sizeof found) == STATUS_SUCCESS && found == word;
}

/* ---- by hand ---- */

static void frames_come_as_zeros_and_keep_what_they_hold(void)
{
    uint32_t numbers[2], word = 77;
    begin();
    CHECK(awe_take(&space, 2, numbers) == 2 && numbers[0] != numbers[1]);
    CHECK(show(0, 1, numbers) == STATUS_SUCCESS && holds(0, 0));
    CHECK(machine_write(at(0), &word, sizeof word) == STATUS_SUCCESS);
    CHECK(show(0, 1, numbers + 1) == STATUS_SUCCESS && holds(0, 0));
    CHECK(show(20, 1, numbers) == STATUS_SUCCESS && holds(20, 77));
    end();
}

/* Also of the peak, which GetProcessMemoryInfo tells. */
static void frames_are_charged_to_the_process(void)
{
    uint32_t numbers[5], freed;
    begin();
    uint32_t before = space.charge;
    CHECK(awe_take(&space, 5, numbers) == 5 && space.charge == before + 5);
    CHECK(awe_free(&space, numbers, 5, &freed) == STATUS_SUCCESS && space.charge == before);
    CHECK(space.peak_charge == before + 5);
    end();
}

static void nothing_is_there_where_no_frame_is_shown(void)
{
    uint32_t number;
    begin();
    CHECK(machine_touch(at(0), MACHINE_READ) == STATUS_ACCESS_VIOLATION && space.tables == 0);
    CHECK(awe_take(&space, 1, &number) == 1 && show(0, 1, &number) == STATUS_SUCCESS);
    CHECK(machine_touch(at(1), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(show(0, 1, NULL) == STATUS_SUCCESS);
    CHECK(machine_touch(at(0), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_kernel_touch(at(0), MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    end();
}

static void a_frame_is_at_one_place(void)
{
    uint32_t numbers[2], twice[2];
    begin();
    CHECK(awe_take(&space, 2, numbers) == 2);
    twice[0] = twice[1] = numbers[1];
    CHECK(show(0, 1, numbers) == STATUS_SUCCESS);
    CHECK(show(1, 1, numbers) == STATUS_INVALID_PARAMETER_3);
    CHECK(show(2, 2, twice) == STATUS_INVALID_PARAMETER_3);
    CHECK(show(2, 1, numbers + 1) == STATUS_SUCCESS); /* it was not claimed for good */
    end();
}

static void what_is_refused_changes_nothing(void)
{
    uint32_t numbers[3], freed;
    struct vad *plain;
    uint32_t other = 0;
    begin();
    CHECK(virtual_reserve(&space, &other, PAGE_SIZE, PROT_READWRITE, true, false, &plain) == STATUS_SUCCESS);
    CHECK(awe_take(&space, 2, numbers) == 2 && show(0, 1, numbers) == STATUS_SUCCESS);
    numbers[0] = numbers[1], numbers[1] = frame_at(FRAMES - 1).number;
    CHECK(show(0, 2, numbers) == STATUS_CONFLICTING_ADDRESSES);
    numbers[1] = 0xfffff;
    CHECK(show(0, 2, numbers) == STATUS_CONFLICTING_ADDRESSES && holds(0, 0));
    CHECK(show(PLACES - 1, 2, numbers) == STATUS_INVALID_PARAMETER_1);
    const struct awe_view elsewhere = {.start = other, .numbers = numbers, .count = 1};
    CHECK(awe_show(&space, &elsewhere) == STATUS_INVALID_PARAMETER_1);
    CHECK(awe_free(&space, numbers, 2, &freed) == STATUS_CONFLICTING_ADDRESSES && freed == 1);
    end();
}

static void a_frame_that_is_shown_can_be_given_back(void)
{
    uint32_t numbers[2], freed;
    begin();
    CHECK(awe_take(&space, 2, numbers) == 2 && show(3, 2, numbers) == STATUS_SUCCESS);
    CHECK(awe_free(&space, numbers, 1, &freed) == STATUS_SUCCESS && freed == 1);
    CHECK(machine_touch(at(3), MACHINE_READ) == STATUS_ACCESS_VIOLATION && holds(4, 0));
    CHECK(awe_free(&space, numbers, 1, &freed) == STATUS_CONFLICTING_ADDRESSES && freed == 0);
    CHECK(awe_free(&space, numbers + 1, 1, &freed) == STATUS_SUCCESS && !space.awe);
    end();
}

static void a_region_goes_and_its_frames_stay(void)
{
    uint32_t number, word = 5, from, to = 0;
    begin();
    CHECK(awe_take(&space, 1, &number) == 1 && show(3, 1, &number) == STATUS_SUCCESS);
    CHECK(machine_write(at(3), &word, sizeof word) == STATUS_SUCCESS);
    from = start, to = at(1);
    CHECK(virtual_release(&space, &from, &to) == STATUS_FREE_VM_NOT_AT_BASE);
    CHECK(machine_release(&space, start) == STATUS_SUCCESS);
    verify_books();
    CHECK(virtual_reserve_awe(&space, &start, PLACES * PAGE_SIZE, false) == STATUS_SUCCESS);
    CHECK(show(7, 1, &number) == STATUS_SUCCESS && holds(7, 5));
    end();
}

static void no_more_than_is_left_for_what_is_resident(void)
{
    uint32_t numbers[FRAMES], room;
    begin();
    room = commit_resident_room();
    machine_log_clear();
    CHECK(awe_room(&space, FRAMES) == room && strstr(machine_log(), "refuse 24 128 awe resident"));
    CHECK(awe_take(&space, FRAMES, numbers) == room && commit_resident_room() == 0);
    CHECK(awe_take(&space, 1, numbers) == 0);
    end();
}

/* Others have the frames, and give them up. */
static void frames_are_waited_for(void)
{
    uint32_t numbers[40], other = 0;
    struct vad *plain;
    begin();
    CHECK(virtual_reserve(&space, &other, 100 * PAGE_SIZE, PROT_READWRITE, true, false, &plain) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < 100; i++)
        CHECK(machine_write(other + i * PAGE_SIZE, &i, sizeof i) == STATUS_SUCCESS);
    CHECK(awe_take(&space, 40, numbers) == 40);
    verify_books();
    for (uint32_t i = 0, word; i < 100; i++)
        CHECK(machine_read(other + i * PAGE_SIZE, &word, sizeof word) == STATUS_SUCCESS && word == i);
    end();
}

static void a_page_may_become_read_only(void)
{
    uint32_t number, word = 1;
    enum protection old;
    begin();
    CHECK(awe_take(&space, 1, &number) == 1 && show(0, 1, &number) == STATUS_SUCCESS);
    CHECK(machine_write(at(0), &word, sizeof word) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, at(0), at(1), PROT_READONLY, &old) == STATUS_SUCCESS &&
          old == PROT_READWRITE);
    CHECK(machine_touch(at(0), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION && holds(0, 1));
    CHECK(virtual_protect(&space, at(0), at(1), PROT_READWRITE, &old) == STATUS_SUCCESS &&
          old == PROT_READONLY);
    CHECK(machine_touch(at(0), MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, at(0), at(2), PROT_READONLY, &old) == STATUS_NOT_COMMITTED);
    CHECK(virtual_protect(&space, at(0), at(1), PROT_EXECUTE_READ, &old) == STATUS_INVALID_PAGE_PROTECTION);
    CHECK(virtual_protect(&space, at(0), at(1), PROT_READONLY | PROT_GUARD, &old) ==
          STATUS_INVALID_PAGE_PROTECTION);
    CHECK(virtual_commit(&space, at(0), at(1), PROT_READWRITE) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(virtual_decommit(&space, at(0), at(1)) == STATUS_UNABLE_TO_DECOMMIT_VM);
    end();
}

static void a_page_may_be_there_for_nobody(void)
{
    uint32_t numbers[2], word = 1;
    enum protection old;
    struct virtual_information information;
    begin();
    CHECK(awe_take(&space, 2, numbers) == 2 && show(0, 1, numbers) == STATUS_SUCCESS);
    CHECK(machine_write(at(0), &word, sizeof word) == STATUS_SUCCESS);
    CHECK(virtual_protect(&space, at(0), at(1), PROT_NOACCESS, &old) == STATUS_SUCCESS);
    CHECK(machine_touch(at(0), MACHINE_READ) == STATUS_ACCESS_VIOLATION &&
          machine_touch(at(0), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    virtual_query(&space, at(0), &information);
    CHECK(information.committed && information.protection == PROT_NOACCESS);
    verify_books();
    CHECK(virtual_protect(&space, at(0), at(1), PROT_READONLY, &old) == STATUS_SUCCESS &&
          old == PROT_NOACCESS && holds(0, 1));
    CHECK(virtual_protect(&space, at(0), at(1), PROT_NOACCESS, &old) == STATUS_SUCCESS);
    CHECK(show(0, 1, numbers + 1) == STATUS_SUCCESS && holds(0, 0)); /* another frame can be touched */
    CHECK(virtual_protect(&space, at(0), at(1), PROT_NOACCESS, &old) == STATUS_SUCCESS);
    end();
}

/* ---- at random ---- */

static struct {
    uint32_t number, word;
    uint32_t place; /* PLACES: nowhere */
} model[FRAMES];
static uint32_t owned, seed = 5;

static uint32_t below(uint32_t bound)
{
    return host_random(&seed) % bound;
}

static uint32_t shown_at(uint32_t place)
{
    uint32_t i = 0;
    while (i < owned && model[i].place != place)
        i++;
    return i;
}

static void take(uint32_t count)
{
    uint32_t numbers[4], taken = awe_take(&space, count, numbers);
    for (uint32_t i = 0; i < taken; i++, owned++)
        model[owned].number = numbers[i], model[owned].word = 0, model[owned].place = PLACES;
}

static void give(uint32_t which)
{
    uint32_t freed;
    CHECK(awe_free(&space, &model[which].number, 1, &freed) == STATUS_SUCCESS);
    model[which] = model[--owned];
}

static void show_model(uint32_t which, uint32_t place)
{
    bool free = model[which].place == PLACES;
    CHECK(show(place, 1, &model[which].number) == (free ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER_3));
    if (!free)
        return;
    model[shown_at(place)].place = PLACES; /* or of none */
    model[which].place = place;
}

/* Scattered over places, in one call: some get a frame, some get nothing. */
static void scatter(void)
{
    uint32_t pages[3], numbers[3], frame[3], count = 0;
    for (uint32_t i = 0; i < 3 && i < owned; i++, count++) {
        frame[i] = (below(owned) / 3) * 3 % owned;
        pages[i] = at(i * 8 + below(8));
        numbers[i] = below(3) ? model[frame[i]].number : 0;
    }
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        good &= !numbers[i] || model[frame[i]].place == PLACES;
        for (uint32_t j = 0; j < i; j++)
            good &= !numbers[i] || numbers[i] != numbers[j];
    }
    const struct awe_view view = {.pages = pages, .numbers = numbers, .count = count};
    CHECK(status_ok(awe_show(&space, &view)) == good);
    for (uint32_t i = 0; good && i < count; i++) {
        uint32_t place = (pages[i] - start) / PAGE_SIZE;
        model[shown_at(place)].place = PLACES;
        if (numbers[i])
            model[frame[i]].place = place;
    }
}

static void touch(uint32_t place)
{
    uint32_t which = shown_at(place), word = 1 + below(1000);
    if (which == owned) {
        CHECK(machine_touch(at(place), MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
        return;
    }
    CHECK(holds(place, model[which].word));
    CHECK(machine_write(at(place), &word, sizeof word) == STATUS_SUCCESS);
    model[which].word = word;
}

static void step(void)
{
    switch (below(6)) {
    case 0:
        if (owned < 30)
            take(1 + below(4));
        return;
    case 1:
        if (owned > 10)
            give(below(owned));
        return;
    case 2:
        if (owned > 0)
            show_model(below(owned), below(PLACES));
        return;
    case 3:
        scatter();
        return;
    default:
        touch(below(PLACES));
    }
}

static void random_steps(void)
{
    begin();
    for (uint32_t i = 0; i < 30000; i++) {
        step();
        if (i % 64 == 0)
            verify_books();
    }
    end();
}

int main(void)
{
    RUN_ON_MACHINE(FRAMES, 128, frames_come_as_zeros_and_keep_what_they_hold);
    RUN_ON_MACHINE(FRAMES, 128, frames_are_charged_to_the_process);
    RUN_ON_MACHINE(FRAMES, 128, nothing_is_there_where_no_frame_is_shown);
    RUN_ON_MACHINE(FRAMES, 128, a_frame_is_at_one_place);
    RUN_ON_MACHINE(FRAMES, 128, what_is_refused_changes_nothing);
    RUN_ON_MACHINE(FRAMES, 128, a_frame_that_is_shown_can_be_given_back);
    RUN_ON_MACHINE(FRAMES, 128, a_region_goes_and_its_frames_stay);
    RUN_ON_MACHINE(FRAMES, 128, no_more_than_is_left_for_what_is_resident);
    RUN_ON_MACHINE(FRAMES, 128, frames_are_waited_for);
    RUN_ON_MACHINE(FRAMES, 128, a_page_may_become_read_only);
    RUN_ON_MACHINE(FRAMES, 128, a_page_may_be_there_for_nobody);
    RUN_ON_MACHINE(FRAMES, 128, random_steps);
    return unit_end();
}
