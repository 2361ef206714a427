/*
 * KUSER_SHARED_DATA: one page at 7FFE0000 that every process sees, read-only.
 */
#ifndef SCHED_SHAREDDATA_H
#define SCHED_SHAREDDATA_H

#include "firmware/status.h"
#include "mmu/space.h"

/* Makes the page: versions, system root. At start, after the frames. */
void shared_data_start(void);

ntstatus shared_data_map(struct space *space);

#endif
