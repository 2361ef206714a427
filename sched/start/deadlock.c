#include "sched/start/deadlock.h"

#include <stddef.h>
#include <stdint.h>
#include "sched/dispatch/waitlog.h"
#include "sched/process/process.h"

static const struct thread *lower(const struct thread *best, const struct thread *thread, uint32_t above)
{
    return thread->id > above && (!best || thread->id < best->id) ? thread : best;
}

/* The thread with the next id above that one; NULL if there is none. */
static const struct thread *thread_above(uint32_t id)
{
    const struct thread *best = NULL;
    list_each (process_link, processes()) {
        struct process *process = list_member(process_link, struct process, link);
        list_each (link, &process->threads)
            best = lower(best, list_member(link, struct thread, process_link), id);
    }
    return best;
}

void deadlock_log_waiters(void)
{
    const struct thread *thread = thread_above(0);
    for (; thread; thread = thread_above(thread->id))
        wait_log_waiter(thread);
}
