#include "sched/object/longwait.h"

#include "mmu/pagecode.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

ntstatus long_wait(struct waitable *object, uint64_t due)
{
    pagecode_group group = thread_current()->held_code;
    pagecode_leave();
    ntstatus status = wait_one(object, WAIT_USER_REQUEST, due);
    pagecode_enter(group);
    return status;
}
