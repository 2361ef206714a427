// machine
// What a raised level forbids, and which bugcheck says so with which parameters.
#include <string.h>
#include "firmware/level.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

static struct space space;

static uint32_t committed(void)
{
    uint32_t start = 0;
    struct vad *vad;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, PAGE_SIZE, PROT_READWRITE, true, false, &vad) == STATUS_SUCCESS);
    return start;
}

static void levels_are_raised_and_lowered(void)
{
    CHECK(level_now == PASSIVE_LEVEL && level_faults());
    CHECK(level_raise(APC_LEVEL) == PASSIVE_LEVEL && level_faults());
    CHECK(level_raise(DISPATCH_LEVEL) == APC_LEVEL && !level_faults());
    CHECK(level_raise(DISPATCH_LEVEL) == DISPATCH_LEVEL);
    level_lower(APC_LEVEL);
    CHECK(level_faults());
    level_lower(PASSIVE_LEVEL);
}

static void a_raise_does_not_lower(void)
{
    level_raise(DISPATCH_LEVEL);
    machine_expect_end("before <= level");
    level_raise(APC_LEVEL);
}

static void a_page_is_brought_at_a_low_level(void)
{
    uint32_t start = committed();
    level_raise(APC_LEVEL);
    CHECK(machine_kernel_touch(start, MACHINE_WRITE) == STATUS_SUCCESS);
    level_lower(PASSIVE_LEVEL);
}

/* The page is one that could be had. */
static void a_fault_at_a_high_level_is_a_bugcheck(void)
{
    uint32_t start = committed();
    CHECK(start == 0x00010000);
    level_raise(DISPATCH_LEVEL);
    machine_expect_end("0000000a 00010000 00000002 00000000");
    machine_kernel_touch(start, MACHINE_READ);
}

static void a_page_that_is_there_may_be_touched_at_any_level(void)
{
    uint32_t start = committed();
    CHECK(machine_touch(start, MACHINE_WRITE) == STATUS_SUCCESS);
    level_raise(HIGH_LEVEL);
    CHECK(machine_kernel_touch(start, MACHINE_READ) == STATUS_SUCCESS);
    level_lower(PASSIVE_LEVEL);
}

static void nothing_is_waited_for_at_a_high_level(void)
{
    level_raise(DISPATCH_LEVEL);
    machine_expect_end("level_now == PASSIVE_LEVEL");
    wait_delay(1000, WAIT_EXECUTIVE);
}

static uint32_t seen;

static void look(void *unused)
{
    (void)unused;
    seen = level_now;
}

static void a_switch_leaves_the_level_low(void)
{
    seen = HIGH_LEVEL;
    machine_thread("Look", PRIORITY_NORMAL, look, NULL);
    machine_settle();
    CHECK(seen == PASSIVE_LEVEL && level_now == PASSIVE_LEVEL);
}

#define RUN_LEVEL(test) RUN_ON_MACHINE(200, 64, test)

int main(void)
{
    RUN_LEVEL(levels_are_raised_and_lowered);
    RUN_LEVEL(a_raise_does_not_lower);
    RUN_LEVEL(a_page_is_brought_at_a_low_level);
    RUN_LEVEL(a_fault_at_a_high_level_is_a_bugcheck);
    RUN_LEVEL(a_page_that_is_there_may_be_touched_at_any_level);
    RUN_LEVEL(nothing_is_waited_for_at_a_high_level);
    RUN_LEVEL(a_switch_leaves_the_level_low);
    return unit_end();
}
