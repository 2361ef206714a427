/*
 * Threads of processes: stacks, TEB, first instruction, suspension, end.
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "mmu/pool.h"
#include "mmu/stack.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/dispatcher.h"
#include "sched/exception.h"
#include "sched/nt.h"
#include "sched/ntdll.h"
#include "sched/processpart.h"
#include "sched/wait.h"

#define TAG_THREAD POOL_TAG('T', 'h', 'r', 'e')

static struct waitable *thread_waitable(struct object *object)
{
    return &((struct thread_object *)object)->thread.ended;
}

static void thread_deleted(struct object *object)
{
    struct thread_object *thread = (struct thread_object *)object;
    object_dereference(&thread->thread.process->object);
    pool_free(thread);
}

const struct object_type thread_type = {
    .name = "Thread",
    .generic_read = THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
    .generic_write = THREAD_SET_CONTEXT | THREAD_SET_INFORMATION | THREAD_SUSPEND_RESUME | THREAD_TERMINATE,
    .generic_execute = ACCESS_SYNCHRONIZE,
    .all_access = THREAD_ALL_ACCESS,
    .waitable = thread_waitable,
    .deleted = thread_deleted,
};

struct thread_object *thread_object_of(struct thread *thread)
{
    return (struct thread_object *)((char *)thread - offsetof(struct thread_object, thread));
}

struct thread_object *thread_of_id(uint32_t id)
{
    list_each(process_link, processes())
    {
        struct process *process = list_member(process_link, struct process, link);
        list_each(link, &process->threads)
        {
            struct thread *thread = list_member(link, struct thread, process_link);
            if (thread->id == id) {
                object_reference(&thread_object_of(thread)->object);
                return thread_object_of(thread);
            }
        }
    }
    return NULL;
}

struct trap_frame *thread_user_frame(const struct thread *thread)
{
    return (struct trap_frame *)thread->kernel_stack_top - 1;
}

/* ---- what kernel and user threads have in common ---- */

static struct thread_object *thread_allocate(struct process *process)
{
    struct thread_object *object = pool_alloc(sizeof *object, TAG_THREAD);
    if (!object)
        return NULL;
    object_start(&object->object, &thread_type);
    event_start(&object->thread.ended, WAITABLE_NOTIFICATION, false);
    event_start(&object->resumed, WAITABLE_NOTIFICATION, true);
    object->created = clock_system_time();
    struct thread *thread = &object->thread;
    list_start(&thread->ready_link);
    list_start(&thread->timer_link);
    list_start(&thread->owned_mutants);
    list_start(&thread->process_link);
    thread->process = process;
    object_reference(&process->object);
    thread->process_id = process->id;
    thread->id = process_take_id();
    thread->directory = process->space.directory;
    thread->priority = thread->base_priority = PRIORITY_NORMAL;
    thread->exit_status = STATUS_PENDING;
    return object;
}

/* The top of a kernel stack holds the floating-point registers while the thread does not run. */
static ntstatus give_kernel_stack(struct thread *thread, bool with_fpu)
{
    uint32_t top;
    ntstatus status = kernel_stack_create(&thread->kernel_stack_low, &top);
    if (!status_ok(status))
        return status;
    if (with_fpu) {
        top -= sizeof(struct fpu_state);
        thread->fpu = (struct fpu_state *)top;
        *thread->fpu = *cpu_fpu_initial();
    }
    thread->kernel_stack_top = top;
    return STATUS_SUCCESS;
}

static void join(struct process *process, struct thread *thread)
{
    list_append(&process->threads, &thread->process_link);
    process->thread_count++;
}

/* ---- kernel threads ---- */

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

void process_start_system(const char *name)
{
    process_start_system_record(cpu_cr3());
    struct thread_object *object = thread_allocate(process_system());
    extern uint8_t start_stack_low[], start_stack_top[];
    object->thread.kernel_stack_low = (uint32_t)start_stack_low;
    object->thread.kernel_stack_top = (uint32_t)start_stack_top;
    object->thread.name = name;
    join(process_system(), &object->thread);
    dispatcher_start(&object->thread);
    log_kernel_thread(&object->thread);
}

void process_create_kernel_thread(const char *name, int priority, void (*body)(void *), void *argument)
{
    struct thread_object *object = thread_allocate(process_system());
    if (!object || !status_ok(give_kernel_stack(&object->thread, false)))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, "no memory for a kernel thread");
    struct thread *thread = &object->thread;
    thread->name = name;
    thread->start = (uint32_t)body;
    thread->priority = thread->base_priority = priority;
    join(process_system(), thread);
    log_kernel_thread(thread);
    thread_prepare(thread, body, argument);
    dispatcher_ready(thread);
}

/* ---- user threads ---- */

static void log_user_thread(const struct thread *thread, uint32_t stack_top)
{
    if (!log_begin(LOG_PROCESS, "thread+"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word("user");
    log_address("start", thread->start);
    log_range("stack", thread->user_stack_low, stack_top);
    log_address("teb", thread->teb);
    log_end();
}

static ntstatus make_teb(struct process *process, struct thread *thread, uint32_t limit, uint32_t base)
{
    struct vad *vad;
    uint32_t teb;
    if (!vad_find_gap(&process->space.vads, LAYOUT_TEB_LOW, LAYOUT_PEB, PAGE_SIZE, PAGE_SIZE, true, &teb))
        return STATUS_NO_MEMORY;
    ntstatus status = virtual_reserve(&process->space, &teb, PAGE_SIZE, PROT_READWRITE, true, false, &vad);
    if (!status_ok(status))
        return status;
    vad->kept = true;
    thread->teb = teb;
    const uint32_t fields[][2] = {
        {TEB_EXCEPTION_LIST, 0xffffffffu},
        {TEB_STACK_BASE, base},
        {TEB_STACK_LIMIT, limit},
        {TEB_SELF, teb},
        {TEB_CLIENT_PROCESS, process->id},
        {TEB_CLIENT_THREAD, thread->id},
        {TEB_PEB, LAYOUT_PEB},
        {TEB_DEALLOCATION_STACK, thread->user_stack_low},
    };
    for (uint32_t i = 0; status_ok(status) && i < sizeof fields / sizeof fields[0]; i++)
        status = user_write32(teb + fields[i][0], fields[i][1]);
    return status;
}

/* What lies at the top of a new thread's stack: LdrInitializeThunk's return address and arguments, and the
 * context that it goes on with. */
struct first_user_frame {
    uint32_t return_address, context_pointer, ntdll_base, unused;
    struct nt_context context;
};

static ntstatus make_first_frame(const struct process *process, struct thread *thread, uint32_t parameter,
                                 uint32_t stack_base, uint32_t *esp)
{
    struct first_user_frame first = {0};
    uint32_t place = (stack_base - sizeof first) & ~15u;
    first.context_pointer = place + offsetof(struct first_user_frame, context);
    first.ntdll_base = ntdll_section()->image.base;
    first.context.flags = NT_CONTEXT_CONTROL | NT_CONTEXT_INTEGER | NT_CONTEXT_SEGMENTS;
    first.context.eip = ntdll_entries()->user_thread_start;
    first.context.esp = stack_base - 16;
    first.context.eflags = FLAG_INTERRUPT | 2;
    first.context.eax = thread->start;
    first.context.ebx = parameter;
    first.context.cs = SELECTOR_USER_CODE;
    first.context.ss = first.context.ds = first.context.es = SELECTOR_USER_DATA;
    first.context.fs = SELECTOR_TEB;
    (void)process;
    *esp = place;
    return user_write(place, &first, sizeof first);
}

static void fill_frame(struct thread *thread, uint32_t esp)
{
    *thread_user_frame(thread) = (struct trap_frame){
        .eip = ntdll_entries()->initialize_thunk,
        .cs = SELECTOR_USER_CODE,
        .eflags = FLAG_INTERRUPT | 2,
        .esp = esp,
        .ss = SELECTOR_USER_DATA,
    };
}

static void user_thread_begin(void *argument)
{
    struct trap_frame *frame = thread_user_frame(argument);
    clock_note_user();
    thread_before_user_mode(frame);
    trap_return(frame);
}

/* The part that needs the process's address space. */
static ntstatus make_user_side(struct process *process, struct thread *thread, uint32_t parameter,
                               uint32_t reserve, uint32_t commit, uint32_t *stack_base)
{
    uint32_t limit, esp;
    ntstatus status =
        stack_create(&process->space, 0, reserve, commit, &thread->user_stack_low, &limit, stack_base);
    if (!status_ok(status)) {
        thread->user_stack_low = 0;
        return status;
    }
    thread->user_stack_bytes = *stack_base - thread->user_stack_low;
    status = make_teb(process, thread, limit, *stack_base);
    if (status_ok(status))
        status = make_first_frame(process, thread, parameter, *stack_base, &esp);
    if (status_ok(status))
        fill_frame(thread, esp);
    return status;
}

static void free_region(struct space *space, uint32_t address)
{
    struct vad *vad = address ? vad_find(&space->vads, address) : NULL;
    if (vad && vad->start.address == address)
        space_delete_region(space, vad);
}

static void free_user_side(struct thread *thread)
{
    struct space *space = &thread->process->space;
    space_lock(space);
    free_region(space, thread->user_stack_low);
    free_region(space, thread->teb);
    space_unlock(space);
}

ntstatus process_create_thread(struct process *process, uint32_t start, uint32_t parameter, uint32_t reserve,
                               uint32_t commit, bool suspended, struct thread_object **out)
{
    uint32_t stack_base = 0;
    if (process->terminating)
        return STATUS_PROCESS_IS_TERMINATING;
    struct thread_object *object = thread_allocate(process);
    if (!object)
        return STATUS_INSUFFICIENT_RESOURCES;
    struct thread *thread = &object->thread;
    thread->space = &process->space;
    thread->start = start;
    ntstatus status = give_kernel_stack(thread, true);
    if (status_ok(status)) {
        space_attach(&process->space);
        space_lock(&process->space);
        status = make_user_side(process, thread, parameter,
                                reserve ? reserve : process->image->image.stack_reserve,
                                commit ? commit : process->image->image.stack_commit, &stack_base);
        space_unlock(&process->space);
        if (!status_ok(status))
            free_user_side(thread);
        space_detach();
    }
    if (!status_ok(status)) {
        if (thread->kernel_stack_low)
            kernel_stack_delete(thread->kernel_stack_low);
        object_dereference(&object->object);
        return status;
    }
    join(process, thread);
    log_user_thread(thread, stack_base);
    if (suspended)
        thread_suspend(object);
    thread_prepare(thread, user_thread_begin, thread);
    object_reference(&object->object); /* its own, until it has ended */
    dispatcher_ready(thread);
    *out = object;
    return STATUS_SUCCESS;
}

/* ---- suspension and end ---- */

void thread_suspend(struct thread_object *object)
{
    object->thread.suspend_count++;
    event_reset(&object->resumed);
}

void thread_resume(struct thread_object *object)
{
    if (object->thread.suspend_count > 0 && --object->thread.suspend_count == 0)
        event_set(&object->resumed);
}

void thread_before_user_mode(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    (void)frame;
    while (thread->suspend_count > 0 && !thread->terminating)
        wait_one(&thread_object_of(thread)->resumed, WAIT_SUSPENDED, WAIT_FOREVER);
    if (thread->terminating)
        thread_exit(thread->exit_status);
}

void thread_terminate(struct thread *thread, ntstatus status)
{
    if (thread->terminating)
        return;
    thread->terminating = true;
    thread->exit_status = status;
    if (thread->state == THREAD_WAITING &&
        (thread->wait_reason == WAIT_USER_REQUEST || thread->wait_reason == WAIT_DELAY_EXECUTION ||
         thread->wait_reason == WAIT_SUSPENDED))
        wait_break(thread, STATUS_USER_APC);
}

static void log_thread_gone(const struct thread *thread)
{
    if (!log_begin(LOG_PROCESS, "thread-"))
        return;
    log_thread(thread->process_id, thread->id);
    log_address("exit", (uint32_t)thread->exit_status);
    log_end();
}

_Noreturn void thread_exit(ntstatus status)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    bool last = --process->thread_count == 0;

    thread->terminating = true;
    thread->exit_status = status;
    mutants_abandon(thread);
    if (!last)
        free_user_side(thread);
    list_remove(&thread->process_link);
    process->faults += thread->faults;
    log_thread_gone(thread);
    if (last)
        process_end(process, status);
    event_set(&thread->ended);
    thread->state = THREAD_TERMINATED;
    dispatcher_switch();
    bugcheck(BUGCHECK_ASSERTION, thread->id, 0, "a thread that has ended runs");
}

/* On the next thread's stack: what a dead thread stood on. */
static void bury(struct thread *left)
{
    if (left->state != THREAD_TERMINATED)
        return;
    struct process *process = left->process;
    kernel_stack_delete(left->kernel_stack_low);
    if (process->thread_count == 0)
        process_forget_space(process);
    object_dereference(&thread_object_of(left)->object);
}

void thread_start(void)
{
    dispatcher_on_switched(bury);
    trap_register_return(thread_before_user_mode);
}
