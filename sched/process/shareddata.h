/*
 * KUSER_SHARED_DATA: one page at 7FFE0000 that every process sees, read-only.
 */
#ifndef SCHED_SHAREDDATA_H
#define SCHED_SHAREDDATA_H

#include "firmware/clock.h"
#include "firmware/status.h"
#include "mmu/space.h"

/* For shared_data_show_time(), when what the page shows holds no more. */
void shared_data_time_moved(void);

/* Makes the page show the time: on every way back to user mode, so that a program never sees less than what
 * a system call told it. Nothing is logged, no time passes. Any context. */
static inline void shared_data_show_time(void)
{
    if (!clock_shown())
        shared_data_time_moved();
}

/* Makes the page: versions, system root. At start, after the frames. */
void shared_data_start(void);

/* Where a program's system calls go, as its stubs ask here, and where they come back to by SYSENTER. Before
 * the first program. */
void shared_data_set_system_call(uint32_t call, uint32_t back);

ntstatus shared_data_map(struct space *space);

#endif
