/* Timers, and what time it is. */
#include "sched/driver/kernelcalls.h"

#include <stddef.h>
#include "firmware/clock.h"
#include "firmware/level.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/drivertimer.h"
#include "sched/driver/waitobject.h"

#define UNITS_PER_US 10u

static void start(struct nt_timer *timer, enum nt_object_type type)
{
    wait_object_start(&timer->header, type, sizeof *timer, 0);
    timer->due = 0;
    timer->period = 0;
    timer->dpc = NULL;
}

void NTAPI ke_initialize_timer(struct nt_timer *timer)
{
    start(timer, NT_TIMER_NOTIFICATION);
}

void NTAPI ke_initialize_timer_ex(struct nt_timer *timer, uint32_t type)
{
    start(timer, type ? NT_TIMER_SYNCHRONIZATION : NT_TIMER_NOTIFICATION);
}

uint8_t NTAPI ke_set_timer_ex(struct nt_timer *timer, int64_t due, int32_t period, struct nt_dpc *dpc)
{
    driver_call_at_most(DISPATCH_LEVEL);
    return driver_timer_set(timer, due, period, dpc);
}

uint8_t NTAPI ke_set_timer(struct nt_timer *timer, int64_t due, struct nt_dpc *dpc)
{
    return ke_set_timer_ex(timer, due, 0, dpc);
}

uint8_t NTAPI ke_cancel_timer(struct nt_timer *timer)
{
    driver_call_at_most(DISPATCH_LEVEL);
    return driver_timer_cancel(timer);
}

void NTAPI ke_query_system_time(int64_t *time)
{
    *time = (int64_t)clock_system_time();
}

uint64_t NTAPI ke_query_interrupt_time(void)
{
    return clock_now();
}

uint32_t NTAPI ke_query_time_increment(void)
{
    return CLOCK_STEP;
}

uint64_t NTAPI ke_query_performance_counter(uint64_t *frequency)
{
    if (frequency)
        *frequency = CLOCK_UNITS_PER_SEC;
    return clock_counter();
}

/* Time passes, and nobody else runs. What is due meanwhile is told when somebody waits. */
void NTAPI ke_stall_execution_processor(uint32_t microseconds)
{
    clock_jump(clock_after((uint64_t)microseconds * UNITS_PER_US));
}
