/*
 * What kernel and user threads have in common: the object, its kernel stack, how it is found.
 */
#include "sched/process/threadobject.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "mmu/pool.h"
#include "sched/dispatch/wait.h"
#include "sched/process/ids.h"

#define TAG_THREAD POOL_TAG('T', 'h', 'r', 'e')

static struct hash_table by_id;

static struct waitable *thread_waitable(struct object *object)
{
    return &((struct thread_object *)object)->thread.ended;
}

static void thread_deleted(struct object *object)
{
    struct thread_object *thread = (struct thread_object *)object;
    ASSERT(thread->thread.state == THREAD_TERMINATED || thread->thread.state == THREAD_INITIALIZED);
    object_dereference(&thread->thread.process->object);
    pool_free(thread);
}

const struct object_type thread_type = {
    .name = "Thread",
    .generic_read = THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
    .generic_write = THREAD_SET_CONTEXT | THREAD_SET_INFORMATION | THREAD_SUSPEND_RESUME | THREAD_TERMINATE,
    .generic_execute = ACCESS_SYNCHRONIZE,
    .all_access = THREAD_ALL_ACCESS,
    .implying = THREAD_QUERY_INFORMATION,
    .implied = THREAD_QUERY_LIMITED,
    .waitable = thread_waitable,
    .deleted = thread_deleted,
};

struct thread_object *thread_object_of(struct thread *thread)
{
    return (struct thread_object *)((char *)thread - offsetof(struct thread_object, thread));
}

struct thread_object *thread_of_id(uint32_t id)
{
    list_each (link, hash_chain(&by_id, id)) {
        struct thread_object *object = list_member(link, struct thread_object, by_id.link);
        if (object->thread.id == id) {
            object_reference(&object->object);
            return object;
        }
    }
    return NULL;
}

void thread_number(struct thread_object *object, uint32_t id)
{
    object->thread.id = object->object.serial = object->thread.ended.number = id;
}

static void fill(struct thread_object *object, struct process *process)
{
    event_start(&object->thread.ended, "Thread", WAITABLE_NOTIFICATION, false);
    event_start(&object->resumed, "ThreadResumed", WAITABLE_NOTIFICATION, true);
    event_start(&object->alerted_by_id, "AlertByThreadId", WAITABLE_SYNCHRONIZATION, false);
    struct thread *thread = &object->thread;
    object_start(&object->object, &thread_type);
    object->created = clock_system_time();
    list_start(&thread->ready_link);
    list_start(&thread->owned_mutants);
    list_start(&thread->user_apcs);
    list_start(&thread->timers);
    list_start(&thread->process_link);
    hash_entry_start(&object->by_id);
    hash_entry_start(&object->keyed.entry);
    thread->process = process;
    object_reference(&process->object);
    thread->process_id = process->id;
    thread->directory = process->space.directory;
    thread->priority = thread->base_priority = PRIORITY_NORMAL;
    thread->exit_status = STATUS_PENDING;
}

struct thread_object *thread_allocate_as(struct process *process, uint32_t id)
{
    struct thread_object *object = pool_alloc(sizeof *object, TAG_THREAD);
    if (!object)
        return NULL;
    object->object.serial = id;
    fill(object, process);
    thread_number(object, id);
    return object;
}

struct thread_object *thread_allocate(struct process *process)
{
    return thread_allocate_as(process, ids_take());
}

/* The top of a kernel stack holds the floating-point registers while the thread does not run. */
ntstatus thread_give_stack(struct thread *thread, bool with_fpu)
{
    uint32_t top;
    ASSERT(thread->kernel_stack_low == 0);
    ntstatus status = kernel_stack_create(&thread->kernel_stack_low, &top);
    if (!status_ok(status))
        return status;
    if (with_fpu) {
        top -= sizeof(struct fpu_state);
        thread->fpu = (struct fpu_state *)top;
        memcpy(thread->fpu, cpu_fpu_initial(), sizeof *thread->fpu);
    }
    thread->kernel_stack_top = top;
    return STATUS_SUCCESS;
}

/* Ids grow, so the place is behind all others, unless the thread had to wait while it was made. */
static struct link *place_by_id(struct process *process, uint32_t id)
{
    struct link *place = &process->threads;
    while (place->previous != &process->threads &&
           list_member(place->previous, struct thread, process_link)->id > id)
        place = place->previous;
    return place;
}

void thread_join(struct process *process, struct thread *thread)
{
    ASSERT(thread->process == process && list_empty(&thread->process_link) && !process->gone);
    list_insert_before(place_by_id(process, thread->id), &thread->process_link);
    hash_add(&by_id, &thread_object_of(thread)->by_id, thread->id);
    process->thread_count++;
}

void thread_leave(struct thread *thread)
{
    ASSERT(!list_empty(&thread->process_link) && thread->process->thread_count > 0);
    list_remove(&thread->process_link);
    hash_remove(&by_id, &thread_object_of(thread)->by_id);
    thread->last = --thread->process->thread_count == 0;
}
