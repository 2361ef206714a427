/*
 * How threads stop: suspended, terminated by others, ended by themselves, buried by whoever runs next.
 */
#include "firmware/initcode.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/kernelstack.h"
#include "mmu/pagecode.h"
#include "mmu/stack.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/object/pipe.h"
#include "sched/process/debug.h"
#include "sched/process/threadobject.h"
#include "sched/process/timerobject.h"
#include "sched/process/trip.h"
#include "sched/process/userapc.h"

#define MOST_SUSPENSIONS 127u /* NT's MAXIMUM_SUSPEND_COUNT */

static void log_suspended(const struct thread *thread)
{
    if (!log_detail(LOG_WAIT, "suspend"))
        return;
    log_thread(thread->process_id, thread->id);
    log_number("count", thread->suspend_count);
    log_end();
}

/* Whether it is suspended has changed. */
static void settle(struct thread_object *object)
{
    if (thread_is_suspended(&object->thread)) {
        event_reset(&object->resumed);
        return;
    }
    event_set(&object->resumed);
    wait_retry(&object->thread);
}

ntstatus thread_suspend(struct thread_object *object)
{
    struct thread *thread = &object->thread;
    if (thread->terminating)
        return STATUS_THREAD_IS_TERMINATING;
    if (thread->suspend_count >= MOST_SUSPENSIONS)
        return STATUS_SUSPEND_COUNT_EXCEEDED;
    thread->suspend_count++;
    log_suspended(thread);
    settle(object);
    return STATUS_SUCCESS;
}

void thread_resume(struct thread_object *object)
{
    struct thread *thread = &object->thread;
    ASSERT(thread->suspend_count <= MOST_SUSPENSIONS);
    if (thread->suspend_count == 0)
        return;
    thread->suspend_count--;
    log_suspended(thread);
    settle(object);
}

void thread_wait_thawed(void)
{
    struct thread *thread = thread_current();
    while (thread->frozen && !thread->terminating)
        wait_one(&thread_object_of(thread)->resumed, WAIT_SUSPENDED, WAIT_FOREVER);
}

void thread_hold(void)
{
    struct thread *thread = thread_current();
    while (thread_is_suspended(thread) && !thread->terminating)
        wait_one(&thread_object_of(thread)->resumed, WAIT_SUSPENDED, WAIT_FOREVER);
    if (thread->terminating)
        thread_exit(thread->exit_status);
}

void thread_freeze(struct thread *thread)
{
    if (thread->terminating)
        return;
    thread->frozen = true;
    settle(thread_object_of(thread));
}

static void thaw(struct thread *thread)
{
    if (!thread->frozen || thread->terminating)
        return;
    thread->frozen = false;
    settle(thread_object_of(thread));
}

void process_freeze_others(void)
{
    struct process *process = process_current();
    if (process->terminating || process->freezer)
        return;
    process->freezer = thread_current();
    list_each (link, &process->threads)
        if (list_member(link, struct thread, process_link) != process->freezer)
            thread_freeze(list_member(link, struct thread, process_link));
}

void process_thaw_others(void)
{
    struct process *process = process_current();
    if (process->freezer != thread_current())
        return;
    process->freezer = NULL;
    list_each (link, &process->threads)
        thaw(list_member(link, struct thread, process_link));
}

/* To write an APC on its stack it may have to wait, and meanwhile it may be suspended or terminated again. */
void thread_hold_back(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    while (thread->held_back) {
        thread_hold();
        if (!user_apc_deliver(frame))
            break;
    }
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

static void terminate_threads(struct process *process, ntstatus status)
{
    list_each (link, &process->threads) {
        struct thread *thread = list_member(link, struct thread, process_link);
        if (thread != thread_current())
            thread_terminate(thread, status);
    }
}

void process_terminate_others(ntstatus status)
{
    terminate_threads(process_current(), status);
}

void process_terminate(struct process *process, ntstatus status)
{
    if (!process->terminating) {
        process->terminating = true;
        process->exit_status = status;
    }
    terminate_threads(process, status);
}

static struct vad *region_at(struct space *space, uint32_t address)
{
    struct vad *vad = address ? vad_find(&space->vads, address) : NULL;
    return vad && vad->start.address == address ? vad : NULL;
}

/* What the program says is its stack is freed only if it may free it itself. */
void thread_free_user_side(struct thread *thread)
{
    struct space *space = &thread->process->space;
    struct vad *stack = region_at(space, thread->user_stack_low), *teb;
    if (stack && stack->kind == VAD_PRIVATE && !stack->kept)
        space_delete_region(space, stack);
    teb = region_at(space, thread->teb);
    if (teb)
        space_delete_region(space, teb);
}

static void log_thread_gone(const struct thread *thread)
{
    if (!log_begin(LOG_PROCESS, "thread-"))
        return;
    log_thread(thread->process_id, thread->id);
    log_address("exit", (uint32_t)thread->exit_status);
    log_end();
}

static void count_out(struct thread *thread)
{
    thread->process->leaving--;
    thread_leave(thread);
    thread->process->faults += thread->faults;
}

/* The lock may have to be waited for, so nothing is counted out before it is held. The last thread takes the
 * process's memory with it. Of the others the stack goes that they end on: the one that they began with may
 * by now be another thread's, as the stack of a fiber (NT frees TEB.DeallocationStack, too). */
static void leave_program(struct thread *thread)
{
    struct process *process = thread->process;
    thread->user_stack_low = stack_to_free();
    space_lock(&process->space);
    count_out(thread);
    if (!thread->last)
        thread_free_user_side(thread);
    log_thread_gone(thread);
    if (thread->last)
        process_end(process, thread->exit_status);
    space_unlock(&process->space);
}

static void leave_system(struct thread *thread)
{
    count_out(thread);
    log_thread_gone(thread);
}

_Noreturn void thread_exit(ntstatus status)
{
    struct thread *thread = thread_current();

    ASSERT(thread->state == THREAD_RUNNING && !thread->attached_space);
    thread->terminating = true;
    thread->exit_status = status;
    thread->suspend_count = 0; /* as NT has it: who resumes it now resumes nobody */
    thread->frozen = false;
    thread->process->leaving++;
    if (thread->held_code)
        pagecode_leave();
    debug_tell_end(status);
    debug_close_own();
    mutants_abandon(thread);
    packet_queue_leave(thread);
    timers_leave(thread);
    pipe_cancel(&(struct pipe_choice){.thread = thread, .thread_ends = true});
    user_apc_discard(thread);
    if (thread->process == process_system())
        leave_system(thread);
    else
        leave_program(thread);
    event_set(&thread->ended);
    thread->state = THREAD_TERMINATED;
    dispatcher_switch();
    bugcheck(BUGCHECK_ASSERTION, thread->id, 0, 0, 0, "a thread that has ended runs");
}

/* On the next thread's stack: what a dead thread stood on. */
static void bury(struct thread *gone)
{
    ASSERT(gone->state == THREAD_TERMINATED && list_empty(&gone->owned_mutants) &&
           list_empty(&gone->user_apcs) && list_empty(&gone->timers) && !gone->queue &&
           list_empty(&gone->process_link));
    kernel_stack_delete(gone->kernel_stack_low);
    if (gone->last)
        process_release_space(gone->process);
    object_dereference(&thread_object_of(gone)->object);
}

static void before_user_mode_told(struct trap_frame *frame)
{
    thread_before_user_mode(frame);
    trip_tell_trap(frame->vector);
}

INIT_CODE void thread_start(void)
{
    dispatcher_on_ended(bury);
    trap_register_return(trips_are_told() ? before_user_mode_told : thread_before_user_mode);
}
