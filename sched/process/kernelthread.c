/*
 * The kernel's own threads, all in System.
 */
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/ids.h"
#include "sched/process/threadobject.h"

static void log_kernel_thread(const struct thread *thread)
{
    if (!log_begin(LOG_PROCESS, "thread+"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word("kernel");
    if (thread->start)
        log_address("start", thread->start);
    log_word("name=");
    log_raw(thread->name);
    log_end();
}

INIT_CODE void process_start_system(const char *name)
{
    process_start_system_record();
    struct thread_object *object = thread_allocate(process_system());
    extern uint8_t start_stack_low[], start_stack_top[];
    object->thread.kernel_stack_low = (uint32_t)start_stack_low;
    object->thread.kernel_stack_top = (uint32_t)start_stack_top;
    object->thread.name = name;
    thread_join(process_system(), &object->thread);
    dispatcher_start(&object->thread);
    log_kernel_thread(&object->thread);
}

/* `start` is what the log says it was made for. */
static void begin(struct thread *thread, const char *name, int priority, uint32_t start, void (*body)(void *),
                  void *argument)
{
    ASSERT(name && priority >= 0 && priority < PRIORITIES);
    thread->name = name;
    thread->start = start;
    thread->priority = thread->base_priority = priority;
    thread_join(process_system(), thread);
    log_kernel_thread(thread);
    thread_prepare(thread, body, argument);
    dispatcher_ready(thread, READY_STARTED, NULL);
}

ntstatus process_try_kernel_thread(const char *name, int priority, uint32_t start, void (*body)(void *),
                                   void *argument)
{
    struct thread_object *object = thread_allocate(process_system());
    ntstatus status = object ? thread_give_stack(&object->thread, false) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status))
        begin(&object->thread, name, priority, start, body, argument);
    else if (object)
        object_dereference(&object->object);
    return status;
}

void process_create_kernel_thread(const char *name, int priority, void (*body)(void *), void *argument)
{
    if (!status_ok(process_try_kernel_thread(name, priority, (uint32_t)body, body, argument)))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for a kernel thread");
}

/* The swapper of stacks, and who tells programs of control-C. */
#define PREPARED 2u
static struct thread_object *prepared[PREPARED];
static uint32_t prepared_left;
static uint8_t prepared_stacks[PREPARED][KERNEL_STACK_BYTES] __attribute__((aligned(PAGE_SIZE)));

void process_prepare_kernel_threads(void)
{
    ASSERT(prepared_left == 0);
    for (; prepared_left < PREPARED; prepared_left++) {
        struct thread_object *object = thread_allocate_as(process_system(), PROCESS_SYSTEM_ID);
        if (!object)
            bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for a kernel thread");
        object->thread.kernel_stack_low = (uint32_t)prepared_stacks[prepared_left];
        object->thread.kernel_stack_top = (uint32_t)(prepared_stacks[prepared_left] + KERNEL_STACK_BYTES);
        prepared[prepared_left] = object;
    }
}

void process_begin_kernel_thread(const char *name, int priority, void (*body)(void *))
{
    ASSERT(prepared_left > 0);
    struct thread_object *object = prepared[--prepared_left];
    thread_number(object, ids_take());
    begin(&object->thread, name, priority, (uint32_t)body, body, NULL);
}
