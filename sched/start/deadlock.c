#include "sched/start/deadlock.h"

#include <stdint.h>
#include "sched/dispatch/waitlog.h"
#include "sched/process/ids.h"
#include "sched/process/process.h"

/* By every id that there has been: each is looked up at the same cost, however many threads there are. */
void deadlock_log_waiters(void)
{
    for (uint32_t id = PROCESS_SYSTEM_ID; id < ids_end(); id++) {
        struct thread_object *thread = thread_of_id(id);
        if (!thread)
            continue;
        wait_log_waiter(&thread->thread);
        object_dereference(&thread->object);
    }
}
