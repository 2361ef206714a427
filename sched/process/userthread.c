/*
 * Threads of programs: stack, TEB, first instruction.
 */
#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "mmu/stack.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/debug.h"
#include "sched/process/nt.h"
#include "sched/process/ntdll.h"
#include "sched/process/quantum.h"
#include "sched/process/threadobject.h"

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
    ASSERT(thread->teb == 0 && space_current() == &process->space);
    if (!vad_find_gap(&process->space.vads, LAYOUT_USER_LOW, layout.peb, PAGE_SIZE, PAGE_SIZE, true, &teb))
        return STATUS_NO_MEMORY;
    ntstatus status = virtual_reserve(&process->space, &teb, PAGE_SIZE, PROT_READWRITE, true, false, &vad);
    if (!status_ok(status))
        return status;
    vad->kept = true;
    thread->teb = teb;
    const uint32_t head[TEB_PEB / 4 + 1] = {
        [TEB_EXCEPTION_LIST / 4] = 0xffffffffu,
        [TEB_STACK_BASE / 4] = base,
        [TEB_STACK_LIMIT / 4] = limit,
        [TEB_VERSION / 4] = NT_TIB_VERSION,
        [TEB_SELF / 4] = teb,
        [TEB_CLIENT_PROCESS / 4] = process->id,
        [TEB_CLIENT_THREAD / 4] = thread->id,
        [TEB_PEB / 4] = layout.peb,
    };
    status = user_write(teb, head, sizeof head);
    return status_ok(status) ? user_write32(teb + TEB_DEALLOCATION_STACK, thread->user_stack_low) : status;
}

/* What lies at the top of a new thread's stack: LdrInitializeThunk's return address and arguments, and the
 * context that it goes on with. */
struct first_user_frame {
    uint32_t return_address, context_pointer, ntdll_base, unused;
    struct nt_context context;
};

static ntstatus make_first_frame(struct thread *thread, uint32_t parameter, uint32_t stack_base,
                                 uint32_t *esp)
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
    ASSERT(argument == thread_current() && trap_from_user(frame));
    clock_note_user();
    debug_tell_begin();
    thread_before_user_mode(frame);
    quantum_leave(frame);
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
        status = make_first_frame(thread, parameter, *stack_base, &esp);
    if (status_ok(status))
        fill_frame(thread, esp);
    return status;
}

/* All that must happen while the process's regions are locked: from the test of `terminating` on nothing
 * waits, so no thread can be born into a process that is ending. */
static ntstatus enter_process(struct process *process, struct thread *thread, uint32_t parameter,
                              uint32_t reserve, uint32_t commit, uint32_t *stack_base)
{
    ntstatus status = process_enter(process);
    if (!status_ok(status))
        return status;
    const struct pe_image *image = &process->image->image;
    status = make_user_side(process, thread, parameter, reserve ? reserve : image->stack_reserve,
                            commit ? commit : image->stack_commit, stack_base);
    if (status_ok(status) && process->terminating)
        status = STATUS_PROCESS_IS_TERMINATING;
    if (status_ok(status)) {
        thread_join(process, thread);
        if (process->freezer)
            thread_freeze(thread);
    } else {
        thread_free_user_side(thread);
    }
    process_leave(process);
    return status;
}

ntstatus process_create_thread(struct process *process, uint32_t start, uint32_t parameter, uint32_t reserve,
                               uint32_t commit, bool suspended, struct thread_object **out)
{
    uint32_t stack_base = 0;
    struct thread_object *object = thread_allocate(process);
    if (!object)
        return STATUS_INSUFFICIENT_RESOURCES;
    struct thread *thread = &object->thread;
    thread->space = &process->space;
    thread->start = start;
    ntstatus status = thread_give_stack(thread, true);
    if (status_ok(status))
        status = enter_process(process, thread, parameter, reserve, commit, &stack_base);
    if (!status_ok(status)) {
        if (thread->kernel_stack_low)
            kernel_stack_delete(thread->kernel_stack_low);
        object_dereference(&object->object);
        return status;
    }
    log_user_thread(thread, stack_base);
    if (suspended)
        thread_suspend(object);
    thread_prepare(thread, user_thread_begin, thread);
    object_reference(&object->object); /* its own, until it has ended */
    dispatcher_ready(thread, READY_STARTED, NULL);
    *out = object;
    return STATUS_SUCCESS;
}
