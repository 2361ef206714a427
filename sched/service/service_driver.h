/*
 * What the services of files do when the file is a device of a driver. Thread context; may wait. Objects stay
 * the caller's.
 */
#ifndef SCHED_SERVICE_DRIVER_H
#define SCHED_SERVICE_DRIVER_H

#include "sched/driver/request.h"
#include "sched/service/filename.h"
#include "sched/service/services.h"

/* file_name_place(), and loads a driver on demand if the name is one that it makes. What was found stays
 * until somebody waits. STATUS_NO_SUCH_DEVICE; what loading says. */
ntstatus driver_find_place(struct captured_name *name, struct file_place *place);

/* Opens a device of a driver that was found so. */
ntstatus driver_open_place(const struct file_place *place, uint32_t options, struct file_object **out);

/* At most 1 MB at a time: STATUS_INSUFFICIENT_RESOURCES. */
ntstatus driver_read_file(struct driver_file *file, const struct nt_read_file *a);
ntstatus driver_write_file(struct driver_file *file, const struct nt_write_file *a);
ntstatus driver_control_file(struct driver_file *file, const struct nt_device_io_control_file *a);

#endif
