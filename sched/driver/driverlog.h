/* What the log says of drivers (docs/log-format.md, Drivers). */
#ifndef SCHED_DRIVERLOG_H
#define SCHED_DRIVERLOG_H

#include "sched/driver/driver.h"
#include "sched/driver/driverimage.h"

void log_driver_loaded(const struct driver *driver);
void log_driver_unloaded(const struct driver *driver);
void log_driver_refused(const char *name, ntstatus status, const struct driver_refusal *refusal);
/* The field `driver=` of a line that has begun. */
void log_driver_field(const struct driver *driver);
void log_driver_print(const char *text, uint32_t bytes);

/* A line is its driver's, and no more: `interrupt+`, `interrupt-`. */
void log_driver_connection(const char *event, uint32_t line, const struct driver *driver);
/* What has become of an interrupt; `driver` NULL: of the line. */
void log_driver_interrupt(uint32_t line, const struct driver *driver, const char *what);
/* A DPC runs, whose code lies there. */
void log_driver_dpc(uint32_t routine);

/* A timer of a driver's is set, or is no longer; in units of the clock. */
void log_driver_timer(uint64_t due, uint64_t period);
void log_driver_timer_cancelled(uint64_t due);

#endif
