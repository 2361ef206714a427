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

#endif
