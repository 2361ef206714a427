/*
 * Deferred procedure calls: what an interrupt leaves to be done at DISPATCH_LEVEL (NT: KDPC). They run in the
 * order in which they were asked for, behind the interrupts that came together; one that a thread asks for
 * runs as soon as its level is below DISPATCH_LEVEL.
 */
#ifndef SCHED_DRIVER_DPC_H
#define SCHED_DRIVER_DPC_H

#include <stdbool.h>
#include "sched/driver/ntdriver.h"

void dpc_initialize(struct nt_dpc *dpc, nt_deferred_routine *routine, void *context);

/* False: it is asked for already, and nothing changes. Any level. */
bool dpc_queue(struct nt_dpc *dpc, void *first, void *second);

/* Takes it back. False: it was not asked for. Any level. */
bool dpc_remove(struct nt_dpc *dpc);

/* Until there is none. At DISPATCH_LEVEL or below. */
void dpc_run_all(void);

/* level_lower(): what was put off until that level is allowed runs before. */
void dpc_lower(uint32_t level);

#endif
