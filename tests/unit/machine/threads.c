#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "mmu/framewait.h"
#include "mmu/pager.h"
#include "mmu/verify.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/hostmemory.h"
#include "tests/unit/machine/parts.h"

/* Larger than mmu/kernelstack.h's: the sanitizers' frames are wide, and the host's functions run on them too.
 */
#define STACK_BYTES (256u * 1024)
#define THREADS     28u

static struct {
    struct thread thread;
    void (*body)(void *);
    void *argument;
} threads[THREADS];
static uint32_t count;
static struct directory of_system;

static struct thread *take(const char *name, int priority)
{
    if (count == THREADS)
        machine_fail("too many threads");
    struct thread *thread = &threads[count].thread;
    event_start(&thread->ended, "Thread", WAITABLE_NOTIFICATION, false);
    list_start(&thread->ready_link);
    list_start(&thread->owned_mutants);
    list_start(&thread->user_apcs);
    list_start(&thread->timers);
    list_start(&thread->process_link);
    thread->process_id = 4;
    thread->id = 8 + 4 * count++;
    thread->directory = of_system;
    thread->priority = thread->base_priority = priority;
    thread->name = name;
    return thread;
}

/* The order of the end is sched/process/ending.c's. */
static void run(void *index)
{
    uint32_t i = (uint32_t)index;
    struct thread *thread = &threads[i].thread;
    threads[i].body(threads[i].argument);
    mutants_abandon(thread);
    packet_queue_leave(thread);
    event_set(&thread->ended);
    thread->state = THREAD_TERMINATED;
    dispatcher_switch();
    machine_fail("an ended thread ran again");
}

struct thread *machine_thread(const char *name, int priority, void (*body)(void *), void *argument)
{
    uint32_t index = count;
    struct thread *thread = take(name, priority);
    void *stack = host_memory_stack(STACK_BYTES);
    threads[index].body = body;
    threads[index].argument = argument;
    thread->kernel_stack_low = (uint32_t)stack;
    thread->kernel_stack_top = (uint32_t)stack + STACK_BYTES;
    thread_prepare(thread, run, (void *)index);
    dispatcher_ready(thread, READY_STARTED, NULL);
    return thread;
}

void machine_enter(struct space *space)
{
    struct thread *thread = thread_current();
    thread->space = space;
    thread->directory = space ? space->directory : of_system;
    cpu_load_cr3(thread->directory.cr3);
}

void machine_leave(struct space *space)
{
    verify_books();
    space_clean(space);
    machine_enter(NULL);
    space_destroy(space);
    verify_books();
}

/* Time jumps to this only when nobody is ready. */
void machine_settle(void)
{
    wait_user_delay(false, clock_now() + CLOCK_UNITS_PER_SEC);
}

static void idle(void)
{
    if (!wait_pass_time())
        machine_fail("every thread waits for ever");
}

void threads_start(void)
{
    of_system = system_directory();
    dispatcher_on_idle(idle);
    dispatcher_start(take("Test", PRIORITY_NORMAL));
    framewait_start();
    pager_start();
    machine_thread("ModifiedPageWriter", 17, modified_page_writer, NULL);
    machine_thread("WorkingSetManager", 16, working_set_manager, NULL);
    machine_thread("ZeroPage", PRIORITY_LOW, zero_page_thread, NULL);
}
