// machine
// wrap: kernel_stack_out kernel_stack_in
// Whose kernel stack leaves, and that nobody runs without one. The stacks of threads here are the host's:
// what the pages do is test_kernelstack.c's.
#include <string.h>
#include "firmware/clock.h"
#include "mmu/stackswap.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define LONG (16 * CLOCK_UNITS_PER_SEC)

static struct waitable go;
static struct thread *waiter;
static uint32_t outs, ins, ran;
static ntstatus in_status, wait_status;

void __wrap_kernel_stack_out(uint32_t low);
ntstatus __wrap_kernel_stack_in(uint32_t low);

void __wrap_kernel_stack_out(uint32_t low)
{
    CHECK(low == waiter->kernel_stack_low);
    outs++;
}

/* It takes some time, in which others run. */
ntstatus __wrap_kernel_stack_in(uint32_t low)
{
    CHECK(low == waiter->kernel_stack_low && waiter->stack_away);
    wait_delay(clock_after(CLOCK_UNITS_PER_MS), WAIT_PAGE_IN);
    ins++;
    return in_status;
}

static void each(void (*tell)(struct thread *thread))
{
    tell(waiter);
}

static void begin_swapper(void)
{
    machine_thread("KernelStackSwapper", 23, kernel_stack_swapper, NULL);
}

static void wait_as_a_program(void *unused)
{
    (void)unused;
    wait_status = wait_user_one(&go, false, WAIT_FOREVER);
    ran++;
}

static void wait_as_the_kernel(void *unused)
{
    (void)unused;
    wait_one(&go, WAIT_EXECUTIVE, WAIT_FOREVER);
    ran++;
}

static void begin(void (*body)(void *))
{
    static const struct stackswap_above above = {each, begin_swapper};
    event_start(&go, "Event", WAITABLE_NOTIFICATION, false);
    stackswap_start(&above);
    waiter = machine_thread("Waiter", PRIORITY_NORMAL, body, NULL);
    machine_settle();
}

static void pass(uint64_t units)
{
    wait_delay(clock_after(units), WAIT_EXECUTIVE);
}

/* The text stands in the log, behind the place where the last one stood. */
static bool said(const char *text)
{
    static size_t from;
    const char *found = strstr(machine_log() + from, text);
    from = found ? (size_t)(found - machine_log()) : from;
    return found != NULL;
}

static void a_long_waiter_has_its_stack_back_before_it_runs(void)
{
    begin(wait_as_a_program);
    pass(LONG);
    stackswap_trim();
    CHECK(outs == 1 && waiter->stack_away && waiter->state == THREAD_WAITING);
    event_set(&go);
    CHECK(waiter->state == THREAD_TRANSITION && ran == 0);
    machine_settle();
    CHECK(ins == 1 && ran == 1 && !waiter->stack_away && wait_status == STATUS_SUCCESS);
    CHECK(said(" stack- 4.24 ") && said(" transition 4.24 signalled Event\n") && said(" stack+ 4.24 ") &&
          said(" ready 4.24 stack priority=8"));
}

static void who_waits_for_less_keeps_it(void)
{
    begin(wait_as_a_program);
    pass(13 * CLOCK_UNITS_PER_SEC);
    stackswap_trim();
    CHECK(outs == 0);
    pass(2 * CLOCK_UNITS_PER_SEC);
    stackswap_trim();
    CHECK(outs == 1);
}

static void waits_of_the_kernel_keep_it(void)
{
    begin(wait_as_the_kernel);
    pass(LONG);
    stackswap_trim();
    CHECK(outs == 0);
}

static void nobody_looks_twice_within_a_second(void)
{
    begin(wait_as_a_program);
    pass(STACKSWAP_WAITED - 2 * CLOCK_UNITS_PER_SEC);
    stackswap_trim();
    pass(CLOCK_UNITS_PER_SEC / 2);
    stackswap_trim();
    CHECK(outs == 0);
    waiter->waiting_since = 0;
    stackswap_trim();
    CHECK(outs == 0);
    pass(CLOCK_UNITS_PER_SEC / 2);
    stackswap_trim();
    CHECK(outs == 1);
}

static void who_reads_a_stack_brings_it(void)
{
    begin(wait_as_a_program);
    pass(LONG);
    stackswap_trim();
    stackswap_bring(waiter);
    CHECK(ins == 1 && !waiter->stack_away && waiter->state == THREAD_WAITING);
    stackswap_bring(waiter);
    CHECK(ins == 1);
    event_set(&go);
    CHECK(waiter->state == THREAD_READY);
}

static void set_go(void *unused)
{
    (void)unused;
    event_set(&go);
}

/* The wait ends in the middle of that. */
static void who_reads_a_stack_and_the_swapper_bring_it_once(void)
{
    begin(wait_as_a_program);
    pass(LONG);
    stackswap_trim();
    machine_thread("Setter", PRIORITY_NORMAL, set_go, NULL);
    stackswap_bring(waiter);
    CHECK(ins == 1 && waiter->state == THREAD_READY && ran == 0);
    machine_settle();
    CHECK(ins == 1 && ran == 1);
}

/* It has run to its end before the swapper has its turn, and its record is another's. */
static void end_as_another(void *unused)
{
    wait_as_a_program(unused);
    waiter->stack_away = true;
}

static void the_swapper_forgets_who_has_run(void)
{
    begin(end_as_another);
    dispatcher_set_priority(waiter, 31);
    pass(LONG);
    stackswap_trim();
    machine_thread("Setter", PRIORITY_NORMAL, set_go, NULL);
    stackswap_bring(waiter);
    machine_settle();
    CHECK(ins == 1 && ran == 1);
}

static void a_broken_wait_ends_as_one(void)
{
    begin(wait_as_a_program);
    pass(LONG);
    stackswap_trim();
    waiter->terminating = true;
    wait_break(waiter, STATUS_USER_APC);
    machine_settle();
    CHECK(ins == 1 && ran == 1 && wait_status == STATUS_USER_APC);
}

static void nobody_runs_without_a_stack(void)
{
    begin(wait_as_a_program);
    event_set(&go);
    waiter->stack_away = true;
    machine_expect_end("!new->stack_away");
    machine_settle();
}

static void a_stack_that_cannot_be_read_stops_the_machine(void)
{
    begin(wait_as_a_program);
    pass(LONG);
    stackswap_trim();
    in_status = STATUS_IO_DEVICE_ERROR;
    machine_expect_end("bugcheck 00000077 c0000185");
    event_set(&go);
    machine_settle();
}

#define RUN_SWAP(test) RUN_ON_MACHINE(200, 64, test)

int main(void)
{
    RUN_SWAP(a_long_waiter_has_its_stack_back_before_it_runs);
    RUN_SWAP(who_waits_for_less_keeps_it);
    RUN_SWAP(waits_of_the_kernel_keep_it);
    RUN_SWAP(nobody_looks_twice_within_a_second);
    RUN_SWAP(who_reads_a_stack_brings_it);
    RUN_SWAP(who_reads_a_stack_and_the_swapper_bring_it_once);
    RUN_SWAP(the_swapper_forgets_who_has_run);
    RUN_SWAP(a_broken_wait_ends_as_one);
    RUN_SWAP(nobody_runs_without_a_stack);
    RUN_SWAP(a_stack_that_cannot_be_read_stops_the_machine);
    return unit_end();
}
