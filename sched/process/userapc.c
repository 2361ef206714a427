#include "sched/process/userapc.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/process/exception.h"
#include "sched/process/ntdll.h"
#include "sched/process/process.h"

#define TAG_APC POOL_TAG('U', 'A', 'p', 'c')

/* On the user stack: what KiUserApcDispatcher pops and calls, and the context it continues with. */
struct apc_frame {
    struct user_call call;
    struct nt_context context;
};

static void append(struct thread *thread, struct user_apc *apc)
{
    list_append(&thread->user_apcs, &apc->link);
    if (wait_alert(thread, STATUS_USER_APC))
        thread->apc_due = true;
}

ntstatus user_apc_queue(struct thread *thread, const struct user_call *call)
{
    if (thread->terminating)
        return STATUS_UNSUCCESSFUL;
    struct user_apc *apc = pool_alloc(sizeof *apc, TAG_APC);
    if (!apc)
        return STATUS_INSUFFICIENT_RESOURCES;
    apc->call = *call;
    append(thread, apc);
    return STATUS_SUCCESS;
}

void user_apc_lend(struct thread *thread, struct user_apc *apc)
{
    ASSERT(apc->lent);
    if (!thread->terminating && list_empty(&apc->link))
        append(thread, apc);
}

void user_apc_take_back(struct user_apc *apc)
{
    ASSERT(apc->lent);
    list_remove(&apc->link);
}

void user_apc_alert(struct thread *thread)
{
    if (!wait_alert(thread, STATUS_ALERTED))
        thread->alerted = true;
}

bool user_apc_test_alert(void)
{
    struct thread *thread = thread_current();
    bool alerted = thread->alerted;
    thread->alerted = false;
    thread->apc_due |= !list_empty(&thread->user_apcs);
    return alerted;
}

static bool take_first(struct thread *thread, struct user_call *call)
{
    if (list_empty(&thread->user_apcs))
        return false;
    struct user_apc *apc = list_member(thread->user_apcs.next, struct user_apc, link);
    list_remove(&apc->link);
    *call = apc->call;
    if (!apc->lent)
        pool_free(apc);
    return true;
}

/* The routine finds its stack as compilers want it: 16-byte aligned but for the return address. */
static void put_upon(struct thread *thread, struct trap_frame *frame, const struct user_call *call)
{
    struct apc_frame apc = {.call = *call,
                            .context.flags = NT_CONTEXT_CONTROL | NT_CONTEXT_INTEGER | NT_CONTEXT_SEGMENTS};
    uint32_t place = ((frame->esp - sizeof apc) & ~15u) - 4;
    context_from_frame(thread, frame, &apc.context);
    ntstatus status = user_write(place, &apc, sizeof apc);
    if (!status_ok(status)) {
        exception_unhandled(&(struct nt_exception_record){.code = (uint32_t)status, .address = frame->eip});
        return; /* a debugger has handled it; the call is lost */
    }
    trap_restores_all(frame);
    frame->esp = place;
    frame->eip = ntdll_entries()->apc_dispatcher;
    frame->eflags &= ~FLAG_TRAP;
}

/* Asked on every way back to user mode: the answer is mostly no, and has to be cheap. */
bool user_apc_deliver(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    struct user_call call;
    ASSERT(trap_from_user(frame) && frame == thread_user_frame(thread));
    if (!thread->apc_due)
        return false;
    thread->apc_due = false;
    if (!take_first(thread, &call))
        return false;
    put_upon(thread, frame, &call);
    return true;
}

void user_apc_discard(struct thread *thread)
{
    struct user_call call;
    ASSERT(thread->terminating);
    while (take_first(thread, &call))
        ;
}
