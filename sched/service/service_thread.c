/*
 * Threads: NtCreateThreadEx and what is asked of threads; exceptions and contexts.
 */
#include "sched/service/services.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/commitroom.h"
#include "mmu/stackswap.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/object/pipe.h"
#include "sched/process/exception.h"
#include "sched/process/nt.h"
#include "sched/process/userapc.h"
#include "sched/service/attributelist.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/service.h"

#define FLAG_SUSPENDED      0x1u
#define FLAG_NO_DEBUGGER    0x4u
#define FLAGS_OF_NT         0xb7u
#define MOST_ZERO_BITS      21u
#define THREAD_INFORMATIONS 36u /* NT 6.1's MaxThreadInfoClass */

/* NT's THREADINFOCLASS, as far as it is here. */
enum {
    THREAD_BASIC_INFORMATION = 0,
    THREAD_TIMES = 1,
    THREAD_BASE_PRIORITY = 3,
    THREAD_ZERO_TLS_CELL = 10,
    THREAD_AM_I_LAST_THREAD = 12,
    THREAD_IS_IO_PENDING = 16,
    THREAD_HIDE_FROM_DEBUGGER = 17,
};

/* What the thread is to be is decided; from here on only making it can fail. */
static ntstatus create_captured(const struct nt_create_thread_ex *a, const struct attribute_list *list,
                                uint32_t attributes, struct process *process)
{
    struct thread_object *thread;
    ntstatus status = process_create_thread(process, a->start, a->parameter, a->stack_reserve,
                                            a->stack_commit, true, &thread);
    if (!status_ok(status))
        return status;
    status = attribute_list_return(list, &thread->thread);
    if (status_ok(status)) {
        object_reference(&thread->object);
        status = return_handle(&thread->object, a->access, attributes, a->out);
    }
    if (!status_ok(status))
        thread_terminate(&thread->thread, status);
    thread->hides = (a->flags & FLAG_NO_DEBUGGER) != 0;
    if (!(a->flags & FLAG_SUSPENDED) || !status_ok(status))
        thread_resume(thread);
    object_dereference(&thread->object);
    return status;
}

static ntstatus create_thread_ex(const struct nt_create_thread_ex *a)
{
    struct captured_name name;
    struct attribute_list list;
    struct process *process;
    if (a->flags & ~FLAGS_OF_NT)
        return STATUS_INVALID_PARAMETER_7;
    if (a->flags & ~(FLAG_SUSPENDED | FLAG_NO_DEBUGGER))
        return service_unimplemented("NtCreateThreadEx:flags");
    if (a->zero_bits > MOST_ZERO_BITS)
        return STATUS_INVALID_PARAMETER_8;
    ntstatus status = capture_attributes(a->attributes, &name);
    if (status_ok(status))
        status = attribute_list_capture(a->list, "NtCreateThreadEx:attribute", &list);
    if (status_ok(status) && (list.image_name.value || list.debug_port.value))
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_CREATE_THREAD, &process);
    if (!status_ok(status))
        return status;
    status = create_captured(a, &list, name.attributes, process);
    object_dereference(&process->object);
    return status;
}

ntstatus nt_create_thread_ex(const struct nt_create_thread_ex *a)
{
    ntstatus status;
    do
        status = create_thread_ex(a);
    while (commit_room_made(status));
    return status;
}

ntstatus nt_open_thread(const struct nt_open_thread *a)
{
    struct captured_name name;
    struct nt_client_id id;
    ntstatus status = capture_client(a->attributes, a->id, &name, &id);
    if (!status_ok(status))
        return status;
    struct thread_object *thread = thread_of_id(id.thread);
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    if (id.process && id.process != thread->thread.process_id)
        status = STATUS_INVALID_CID;
    else if (thread->thread.process_id == PROCESS_SYSTEM_ID)
        status = STATUS_ACCESS_DENIED;
    if (!status_ok(status)) {
        object_dereference(&thread->object);
        return status;
    }
    return return_handle(&thread->object, a->access, name.attributes, a->out);
}

ntstatus nt_terminate_thread(const struct nt_terminate_thread *a)
{
    struct thread_object *thread;
    if (a->thread == 0 && process_current()->thread_count == 1)
        return STATUS_CANT_TERMINATE_SELF; /* NT: only by a handle */
    ntstatus status =
        capture_thread(a->thread ? a->thread : CURRENT_THREAD_HANDLE, THREAD_TERMINATE, &thread);
    if (!status_ok(status))
        return status;
    object_dereference(&thread->object);
    if (&thread->thread == thread_current())
        thread_exit(a->exit_status);
    thread_terminate(&thread->thread, a->exit_status);
    return STATUS_SUCCESS;
}

ntstatus nt_suspend_thread(const struct nt_suspend_thread *a)
{
    struct thread_object *thread;
    ntstatus status = capture_thread(a->thread, THREAD_SUSPEND_RESUME, &thread);
    if (!status_ok(status))
        return status;
    uint32_t before = thread->thread.suspend_count;
    status = thread_suspend(thread);
    object_dereference(&thread->object);
    return status_ok(status) && a->previous ? user_write32(a->previous, before) : status;
}

ntstatus nt_resume_thread(const struct nt_resume_thread *a)
{
    struct thread_object *thread;
    ntstatus status = capture_thread(a->thread, THREAD_SUSPEND_RESUME, &thread);
    if (!status_ok(status))
        return status;
    uint32_t before = thread->thread.suspend_count;
    thread_resume(thread);
    object_dereference(&thread->object);
    return a->previous ? user_write32(a->previous, before) : STATUS_SUCCESS;
}

/* ---- information ---- */

struct basic_information {
    ntstatus exit_status;
    uint32_t teb, process, thread, affinity;
    int32_t priority, base_priority;
};

static void query_basic(struct object *object, void *out)
{
    const struct thread *thread = &((struct thread_object *)object)->thread;
    *(struct basic_information *)out = (struct basic_information){
        .exit_status = thread->state == THREAD_TERMINATED ? thread->exit_status : STATUS_PENDING,
        .teb = thread->teb,
        .process = thread->process_id,
        .thread = thread->id,
        .affinity = 1,
        .priority = thread->priority,
        .base_priority = thread->base_priority - PRIORITY_NORMAL,
    };
}

static void query_times(struct object *object, void *out)
{
    const uint64_t times[4] = {((struct thread_object *)object)->created};
    memcpy(out, times, sizeof times);
}

static void query_last(struct object *object, void *out)
{
    const struct thread *thread = &((struct thread_object *)object)->thread;
    *(uint32_t *)out = thread->process->thread_count == 1;
}

static void query_pending(struct object *object, void *out)
{
    const struct thread *thread = &((struct thread_object *)object)->thread;
    *(uint32_t *)out = pipe_is_pending(&(struct pipe_choice){.thread = thread});
}

static void query_hidden(struct object *object, void *out)
{
    *(uint8_t *)out = ((struct thread_object *)object)->hides;
}

static const struct object_query queries[] = {
    {THREAD_BASIC_INFORMATION, sizeof(struct basic_information), query_basic},
    {THREAD_TIMES, 32, query_times},
    {THREAD_AM_I_LAST_THREAD, 4, query_last},
    {THREAD_IS_IO_PENDING, 4, query_pending},
    {THREAD_HIDE_FROM_DEBUGGER, 1, query_hidden},
};

ntstatus nt_query_information_thread(const struct nt_query_information_thread *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    const struct object_query *query =
        object_query_find(queries, sizeof queries / sizeof queries[0], a->information_class);
    if (!query)
        return information_missing(a->information_class, THREAD_INFORMATIONS,
                                   "NtQueryInformationThread:class");
    return answer_query(&answer, query, a->thread, &thread_type, THREAD_QUERY_LIMITED);
}

/* Win32's relative priorities: -2 .. 2; 16 and -16 (what KERNEL32 makes of "time critical" and "idle") stand
 * for the ends of the range. */
static ntstatus set_base_priority(struct thread *thread, int32_t increment)
{
    enum { SATURATED = 16, HIGHEST = 15, LOWEST = 1 };
    int priority = PRIORITY_NORMAL + increment;
    if (increment == SATURATED)
        priority = HIGHEST;
    else if (increment == -SATURATED)
        priority = LOWEST;
    else if (increment < -2 || increment > 2)
        return STATUS_INVALID_PARAMETER;
    ASSERT(priority >= LOWEST && priority <= HIGHEST);
    dispatcher_set_priority(thread, priority);
    thread->base_priority = PRIORITY_NORMAL + increment;
    return STATUS_SUCCESS;
}

/* The thread with the next id, with a reference; the first behind NULL. What stood in the list may have ended
 * meanwhile, while a page was waited for: then the next one is looked for from the front. */
static struct thread_object *thread_behind(const struct thread *before)
{
    struct link *all = &process_current()->threads, *link = all->next;
    if (before && !list_empty(&before->process_link))
        link = before->process_link.next;
    while (before && link != all && list_member(link, struct thread, process_link)->id <= before->id)
        link = link->next;
    if (link == all)
        return NULL;
    struct thread_object *next = thread_object_of(list_member(link, struct thread, process_link));
    object_reference(&next->object);
    return next;
}

enum { TLS_SLOTS = 64, TLS_EXPANSION = 1024 };

static ntstatus zero_one_cell(uint32_t teb, uint32_t index)
{
    ASSERT(index < TLS_SLOTS + TLS_EXPANSION);
    uint32_t expansion = 0;
    if (index < TLS_SLOTS)
        return user_write32(teb + TEB_TLS_SLOTS + index * 4, 0);
    ntstatus status = user_read(&expansion, teb + TEB_TLS_EXPANSION, 4);
    if (!status_ok(status) || !expansion)
        return status;
    return user_write32(expansion + (index - TLS_SLOTS) * 4, 0);
}

/* The same TLS slot in every thread: it is given out anew and starts as 0. A thread that ends meanwhile needs
 * it no more. */
static ntstatus zero_tls_cell(uint32_t index)
{
    ntstatus status = index < TLS_SLOTS + TLS_EXPANSION ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    struct thread_object *next, *thread = status_ok(status) ? thread_behind(NULL) : NULL;
    for (; thread; thread = next) {
        status = zero_one_cell(thread->thread.teb, index);
        if (thread->thread.terminating)
            status = STATUS_SUCCESS;
        next = status_ok(status) ? thread_behind(&thread->thread) : NULL;
        object_dereference(&thread->object);
    }
    return status;
}

/* The slot is cleared in every thread of the running process: only its own handle makes sense, as in NT. */
static ntstatus set_zero_tls_cell(struct thread *thread, uint32_t index)
{
    return thread == thread_current() ? zero_tls_cell(index) : STATUS_INVALID_PARAMETER;
}

/* There is no way back. */
static ntstatus hide_from_debugger(const struct nt_set_information_thread *a)
{
    struct thread_object *thread;
    if (a->bytes != 0)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = capture_thread(a->thread, THREAD_SET_INFORMATION, &thread);
    if (!status_ok(status))
        return status;
    thread->hides = true;
    object_dereference(&thread->object);
    return STATUS_SUCCESS;
}

ntstatus nt_set_information_thread(const struct nt_set_information_thread *a)
{
    struct thread_object *thread;
    uint32_t value;
    bool priority = a->information_class == THREAD_BASE_PRIORITY;
    if (a->information_class == THREAD_HIDE_FROM_DEBUGGER)
        return hide_from_debugger(a);
    if (!priority && a->information_class != THREAD_ZERO_TLS_CELL)
        return information_missing(a->information_class, THREAD_INFORMATIONS, "NtSetInformationThread:class");
    ntstatus status = information_take(&value, a->in, a->bytes, sizeof value);
    if (status_ok(status))
        status = capture_thread(a->thread, THREAD_SET_INFORMATION, &thread);
    if (!status_ok(status))
        return status;
    status = priority ? set_base_priority(&thread->thread, (int32_t)value)
                      : set_zero_tls_cell(&thread->thread, value);
    object_dereference(&thread->object);
    return status;
}

/* ---- contexts and exceptions ---- */

/* A CONTEXT ends where its flags let it end: without the extended registers it may be the older structure,
 * which has no room for them. */
static uint32_t context_bytes(uint32_t flags)
{
    bool extended = (flags & NT_CONTEXT_EXTENDED) == NT_CONTEXT_EXTENDED;
    return extended ? sizeof(struct nt_context) : offsetof(struct nt_context, extended);
}

static ntstatus context_read(struct nt_context *context, uint32_t from)
{
    uint32_t flags = 0;
    ntstatus status = user_read(&flags, from, sizeof flags);
    memset(context, 0, sizeof *context);
    if (status_ok(status))
        status = user_read(context, from, context_bytes(flags));
    context->flags = flags; /* another thread may have changed them while a page was waited for */
    return status;
}

/* What the caller gets: the parts it asks for in flags. The others stay as they are. */
ntstatus nt_get_context_thread(const struct nt_get_context_thread *a)
{
    struct nt_context context;
    struct thread_object *thread;
    ntstatus status = context_read(&context, a->context);
    if (status_ok(status))
        status = capture_thread(a->thread, THREAD_GET_CONTEXT, &thread);
    if (!status_ok(status))
        return status;
    stackswap_bring(&thread->thread); /* the registers lie there; it may end meanwhile */
    if (thread->thread.state == THREAD_TERMINATED)
        status = STATUS_UNSUCCESSFUL;
    else
        context_from_frame(&thread->thread, thread_user_frame(&thread->thread), &context);
    object_dereference(&thread->object);
    return status_ok(status) ? user_write(a->context, &context, context_bytes(context.flags)) : status;
}

ntstatus nt_set_context_thread(const struct nt_set_context_thread *a)
{
    struct nt_context context;
    struct thread_object *thread;
    ntstatus status = context_read(&context, a->context);
    if (status_ok(status))
        status = capture_thread(a->thread, THREAD_SET_CONTEXT, &thread);
    if (!status_ok(status))
        return status;
    stackswap_bring(&thread->thread);
    if (thread->thread.state == THREAD_TERMINATED)
        status = STATUS_UNSUCCESSFUL;
    else
        context_to_frame(&context, &thread->thread, thread_user_frame(&thread->thread));
    object_dereference(&thread->object);
    return status;
}

/* The service's own result would overwrite eax: it is what the context says. */
ntstatus nt_continue(const struct nt_continue *a)
{
    struct nt_context context;
    struct trap_frame *frame = thread_user_frame(thread_current());
    ntstatus status = context_read(&context, a->context);
    if (!status_ok(status))
        return status;
    context_to_frame(&context, thread_current(), frame);
    if (a->test_alert)
        user_apc_test_alert();
    return (ntstatus)frame->eax;
}

ntstatus nt_raise_exception(const struct nt_raise_exception *a)
{
    struct nt_exception_record record;
    struct nt_context context;
    struct trap_frame *frame = thread_user_frame(thread_current());
    ntstatus status = user_read(&record, a->record, sizeof record);
    if (status_ok(status))
        status = context_read(&context, a->context);
    if (!status_ok(status))
        return status;
    if (record.parameters > sizeof record.information / 4)
        return STATUS_INVALID_PARAMETER;
    context_to_frame(&context, thread_current(), frame);
    if (a->first_chance)
        exception_deliver(frame, &record);
    else
        exception_unhandled(&record);
    return (ntstatus)frame->eax;
}

/* ---- APCs ---- */

ntstatus nt_queue_apc_thread(const struct nt_queue_apc_thread *a)
{
    const struct user_call call = {a->routine, {a->first, a->second, a->third}};
    struct thread_object *thread;
    ntstatus status = capture_thread(a->thread, THREAD_SET_CONTEXT, &thread);
    if (!status_ok(status))
        return status;
    status = user_apc_queue(&thread->thread, &call);
    object_dereference(&thread->object);
    return status;
}

ntstatus nt_test_alert(const struct nt_test_alert *a)
{
    (void)a;
    return user_apc_test_alert() ? STATUS_ALERTED : STATUS_SUCCESS;
}

ntstatus nt_alert_thread(const struct nt_alert_thread *a)
{
    struct thread_object *thread;
    ntstatus status = capture_thread(a->thread, THREAD_ALERT, &thread);
    if (!status_ok(status))
        return status;
    user_apc_alert(&thread->thread);
    object_dereference(&thread->object);
    return STATUS_SUCCESS;
}
