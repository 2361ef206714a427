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

/* Opens a device of a driver that was found so, or what is behind it: opening->name is place->path, which may
 * count from the handle `root`. As driver_open(). */
ntstatus driver_open_place(const struct file_place *place, uint32_t root, struct driver_opening *opening,
                           struct file_object **out, uint32_t *information);

/* Where a transfer begins: the program says where, or a synchronous file goes on where it was. */
ntstatus driver_file_offset(const struct driver_file *file, uint32_t address, uint64_t *offset);

/* At most 1 MB at a time, of a device that takes no names: STATUS_INSUFFICIENT_RESOURCES. */
ntstatus driver_read_file(struct driver_file *file, const struct nt_read_file *a);
ntstatus driver_write_file(struct driver_file *file, const struct nt_write_file *a);
ntstatus driver_control_file(struct driver_file *file, const struct nt_device_io_control_file *a);

#endif
