/*
 * Timers of drivers (NT: KTIMER): the clock signals them, and asks for their DPCs. At DISPATCH_LEVEL or
 * below, as all that is said here.
 *
 * When no thread is ready, time goes to the next of them that somebody waits for or that has a DPC, unless a
 * thousand DPCs in turn have made no thread ready: then those that have no more than a DPC ring only when
 * time passes for another reason, so that a periodic one does not keep the machine for ever.
 */
#ifndef SCHED_DRIVERTIMER_H
#define SCHED_DRIVERTIMER_H

#include <stdbool.h>
#include "sched/driver/driver.h"

/* Rings at `due` (as in wait_due(), but not before this call has returned) and then each `period` ms; 0:
 * once. Was it set? It is not signalled any more. */
bool driver_timer_set(struct nt_timer *timer, int64_t due, int32_t period, struct nt_dpc *dpc);

/* Was it set? */
bool driver_timer_cancel(struct nt_timer *timer);

/* No timer that is set lies in [first, end), which goes, nor a DPC or code of one. `driver` NULL: who calls
 * has done it. */
void driver_timers_check(const struct driver *driver, uint32_t first, uint32_t end);

#endif
