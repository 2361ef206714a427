/* C:\WINDOWS\SYSTEM32\CONFIG\DRIVERS.INI: which drivers there are (docs/drivers.md). */
#ifndef SCHED_DRIVER_CONFIG_H
#define SCHED_DRIVER_CONFIG_H

#include "firmware/status.h"

/* Loads the driver on demand that makes \??\LINK, in any case, unless that is there. Thread context; may
 * wait. STATUS_OBJECT_NAME_NOT_FOUND: none does; STATUS_NO_SUCH_DEVICE: its PCI device is not there; what
 * loading says. What is refused is a `driverfail` line, unless no driver is meant. */
ntstatus driver_demand(const char *link);

#endif
