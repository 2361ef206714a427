#include "mmu/stackswap.h"

#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

static struct stackswap_above above;
static struct waitable stacks_wanted; /* wakes the swapper */
static struct waitable turn;          /* one stack is brought after another */
static struct link wanted;            /* threads in Transition by ready_link, first come first served */
static uint64_t next_look;
static bool begun;

static void log_stack(const char *event, const struct thread *thread)
{
    if (!log_detail(LOG_STACK, event))
        return;
    log_thread(thread->process_id, thread->id);
    log_range("stack", thread->kernel_stack_low, thread->kernel_stack_low + KERNEL_STACK_BYTES);
    log_end();
}

/* Its wait has ended, and it has nothing to run on. Any context. */
static void want(struct thread *thread)
{
    list_append(&wanted, &thread->ready_link);
    event_set(&stacks_wanted);
}

INIT_CODE void stackswap_start(const struct stackswap_above *rooms)
{
    ASSERT(!above.begin && rooms->begin && rooms->each_thread);
    above = *rooms;
    list_start(&wanted);
    event_start(&stacks_wanted, "StacksWanted", WAITABLE_SYNCHRONIZATION, false);
    event_start(&turn, "StackTurn", WAITABLE_SYNCHRONIZATION, true);
    dispatcher_on_stack_wanted(want);
}

/* ---- out ---- */

static bool waits_long(const struct thread *thread, uint64_t now)
{
    return thread->state == THREAD_WAITING && !thread->stack_away && wait_is_programs(thread->wait_reason) &&
           now - thread->waiting_since >= STACKSWAP_WAITED;
}

static void begin_swapper(void)
{
    if (!begun)
        above.begin();
    begun = true;
}

static void consider(struct thread *thread)
{
    if (!waits_long(thread, clock_now()))
        return;
    begin_swapper();
    dispatcher_stack_leaves(thread);
    kernel_stack_out(thread->kernel_stack_low);
    log_stack("stack-", thread);
}

void stackswap_trim(void)
{
    uint64_t now = clock_now();
    if (!above.each_thread || now < next_look)
        return;
    next_look = now + STACKSWAP_LOOKS;
    above.each_thread(consider);
}

/* ---- in ---- */

static void bring(struct thread *thread)
{
    ntstatus status = kernel_stack_in(thread->kernel_stack_low);
    if (!status_ok(status))
        bugcheck(BUGCHECK_STACK_INPAGE, (uint32_t)status, (uint32_t)status, 0, thread->kernel_stack_low,
                 "a kernel stack cannot be read");
    log_stack("stack+", thread);
    dispatcher_stack_back(thread);
}

/* Two may want the same one: the swapper, and who reads it. */
static void take_turn(void)
{
    wait_one(&turn, WAIT_EXECUTIVE, WAIT_FOREVER);
}

void stackswap_bring(struct thread *thread)
{
    if (!thread->stack_away)
        return;
    take_turn();
    if (thread->stack_away)
        bring(thread);
    event_set(&turn);
}

/* Who is the first is asked when the turn has come: whoever was it before may have run, and ended. */
static void bring_first(void)
{
    take_turn();
    if (!list_empty(&wanted))
        bring(list_member(wanted.next, struct thread, ready_link));
    event_set(&turn);
}

void kernel_stack_swapper(void *unused)
{
    (void)unused;
    for (;;) {
        wait_one(&stacks_wanted, WAIT_EXECUTIVE, WAIT_FOREVER);
        while (!list_empty(&wanted))
            bring_first();
    }
}
