// machine
// Pages of kernel stacks leave memory and come back: what they hold, where it is, a disk that fails, and a
// plain model beside random steps.
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/kernelstack.h"
#include "mmu/pagetable.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "storage/slots.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define PRESSURE 300u /* pages of a program that leave no room for much else */

static struct space space;

static uint32_t make(void)
{
    uint32_t low = 0, top;
    CHECK(kernel_stack_create(&low, &top) == STATUS_SUCCESS && top - low == KERNEL_STACK_BYTES);
    return low;
}

/* One word of each page; the margin at the bottom stays as it is. */
static uint32_t *word(uint32_t low, uint32_t page)
{
    return (uint32_t *)(low + page * PAGE_SIZE + PAGE_SIZE - 8);
}

/* The host's processor does not note what is written in the kernel's half: here it is done for it. */
static void write_one(uint32_t low, uint32_t page, uint32_t value)
{
    *word(low, page) = value;
    system_entry(page_of(low + page * PAGE_SIZE))->bits |= PTE_BIT_DIRTY;
}

static void write_all(uint32_t low, uint32_t value)
{
    for (uint32_t i = 0; i < KERNEL_STACK_PAGES; i++)
        write_one(low, i, value + i);
}

static bool holds(uint32_t low, uint32_t value)
{
    for (uint32_t i = 0; i < KERNEL_STACK_PAGES; i++)
        if (*word(low, i) != value + i)
            return false;
    return true;
}

static enum pte_kind kind(uint32_t low, uint32_t page)
{
    return pte_kind(*system_entry(page_of(low + page * PAGE_SIZE)));
}

/* A program writes so many pages that others must leave, and ends. */
static void press(void)
{
    uint32_t start = 0;
    struct vad *vad;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, PRESSURE * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < PRESSURE; i++)
        CHECK(machine_write(start + i * PAGE_SIZE, &i, sizeof i) == STATUS_SUCCESS);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    verify_books();
}

static void a_stack_rests_and_is_taken_back(void)
{
    uint32_t low = make();
    write_all(low, 100);
    kernel_stack_out(low);
    verify_books();
    CHECK(kind(low, 0) == PTE_TRANSITION && frames_count(FRAME_MODIFIED) == KERNEL_STACK_PAGES);
    CHECK(commit_resident() == KERNEL_STACK_PAGES);
    CHECK(kernel_stack_in(low) == STATUS_SUCCESS);
    CHECK(holds(low, 100) && frames_count(FRAME_MODIFIED) == 0);
    machine_check_translations(true);
    verify_books();
    kernel_stack_delete(low);
    verify_books();
    CHECK(commit_resident() == 0);
}

static void a_stack_goes_to_the_page_file_and_comes_back(void)
{
    uint32_t low = make();
    write_all(low, 200);
    kernel_stack_out(low);
    press();
    CHECK(kind(low, 0) == PTE_PAGE_FILE && kind(low, 2) == PTE_PAGE_FILE);
    CHECK(slots_in_use() == KERNEL_STACK_PAGES);
    CHECK(kernel_stack_in(low) == STATUS_SUCCESS && holds(low, 200));
    CHECK(slots_in_use() == KERNEL_STACK_PAGES); /* until they are changed */
    verify_books();
    write_one(low, 1, 201);
    kernel_stack_out(low); /* the others need not be written again */
    verify_books();
    CHECK(frames_count(FRAME_MODIFIED) == 1 && slots_in_use() == KERNEL_STACK_PAGES - 1);
    CHECK(kernel_stack_in(low) == STATUS_SUCCESS && holds(low, 200));
    kernel_stack_delete(low);
    CHECK(slots_in_use() == 0);
    verify_books();
}

static void a_stack_that_cannot_be_read_stays_where_it_is(void)
{
    uint32_t low = make();
    write_all(low, 300);
    kernel_stack_out(low);
    press();
    machine_disk_fail_nth(2, 0);
    CHECK(!status_ok(kernel_stack_in(low)));
    CHECK(kind(low, 0) == PTE_VALID && kind(low, 1) == PTE_PAGE_FILE);
    verify_books();
    CHECK(kernel_stack_in(low) == STATUS_SUCCESS && holds(low, 300));
    kernel_stack_delete(low);
}

static void a_stack_comes_back_while_it_is_written(void)
{
    uint32_t low = make();
    machine_disk_latency(1000);
    write_all(low, 400);
    kernel_stack_out(low);
    press();
    CHECK(kernel_stack_in(low) == STATUS_SUCCESS && holds(low, 400));
    kernel_stack_delete(low);
    machine_settle();
    verify_books();
    CHECK(slots_in_use() == 0);
}

/* ---- beside a model ---- */

#define STACKS 6u
#define STEPS  400u

static struct {
    uint32_t low, value;
    bool away;
} model[STACKS];

static uint32_t seed = 12345;

static uint32_t draw(uint32_t below)
{
    return host_random(&seed) % below;
}

static void step(uint32_t i)
{
    switch (model[i].low ? draw(6) : 5) {
    case 0:
    case 1:
        if (!model[i].away)
            kernel_stack_out(model[i].low);
        model[i].away = true;
        return;
    case 2:
        CHECK(kernel_stack_in(model[i].low) == STATUS_SUCCESS);
        model[i].away = false;
        return;
    case 3:
        if (!model[i].away)
            write_all(model[i].low, model[i].value = draw(100000));
        return;
    case 4:
        if (model[i].away || draw(4) > 0)
            return;
        kernel_stack_delete(model[i].low);
        model[i].low = 0;
        return;
    default:
        if (!model[i].low)
            write_all(model[i].low = make(), model[i].value = draw(100000));
    }
}

static void check_model(void)
{
    for (uint32_t i = 0; i < STACKS; i++)
        CHECK(!model[i].low || model[i].away || holds(model[i].low, model[i].value));
    verify_books();
}

static void random_steps_beside_a_model(void)
{
    for (uint32_t n = 0; n < STEPS && !unit_failed; n++) {
        step(draw(STACKS));
        if (draw(10) == 0)
            press();
        check_model();
    }
    machine_check_translations(true);
}

static void random_steps_on_a_slow_disk(void)
{
    machine_disk_latency(500);
    random_steps_beside_a_model();
}

#define RUN_STACK(test) RUN_ON_MACHINE(200, 400, test)

int main(void)
{
    RUN_STACK(a_stack_rests_and_is_taken_back);
    RUN_STACK(a_stack_goes_to_the_page_file_and_comes_back);
    RUN_STACK(a_stack_that_cannot_be_read_stays_where_it_is);
    RUN_STACK(a_stack_comes_back_while_it_is_written);
    RUN_STACK(random_steps_beside_a_model);
    RUN_STACK(random_steps_on_a_slow_disk);
    return unit_end();
}
