#include "sched/process/trip.h"

#include <stddef.h>
#include "firmware/cpu.h"
#include "sched/dispatch/dispatcher.h"

/* Since the thread left last: that load on its way out, the one on its way in now, and what it and those who
 * ran meanwhile have loaded in the kernel. */
static uint32_t take_loads(struct thread *thread)
{
    uint32_t before = thread->cr3_loads;
    thread->cr3_loads = cpu_cr3_loads;
    return cpu_cr3_loads - before;
}

static void tell(const char *service, uint32_t vector)
{
    struct thread *thread = thread_current();
    bool first = thread->cr3_loads == 0;
    uint32_t loads = take_loads(thread);
    if (first || !log_detail(LOG_SPACE, "loads"))
        return;
    log_thread(thread->process_id, thread->id);
    if (service)
        log_word(service);
    else
        log_number("vector", vector);
    log_number("cr3", loads);
    log_end();
}

void trip_tell_service(const char *name)
{
    tell(name, 0);
}

void trip_tell_trap(uint32_t vector)
{
    tell(NULL, vector);
}
