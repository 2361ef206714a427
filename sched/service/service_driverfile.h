/*
 * What is asked about the file of a driver, and changed, listed and moved when it is one behind a device that
 * takes names (a file system's): each is a request to the driver, in the kernel's memory. Buffers are at
 * SystemBuffer, by MdlAddress or at UserBuffer, as the device's flags say; of information always at
 * SystemBuffer. Thread context; may wait.
 */
#ifndef SCHED_SERVICE_DRIVERFILE_H
#define SCHED_SERVICE_DRIVERFILE_H

#include "sched/driver/driverfile.h"
#include "sched/service/capture.h"
#include "sched/service/filename.h"
#include "sched/service/services.h"

/* NtReadFile and NtWriteFile of a device that takes names: as many bytes as are asked for, in pieces; the
 * driver moves the position of a synchronous file (NT: FileObject->CurrentByteOffset). */
ntstatus driverfile_read(struct driver_file *file, const struct nt_read_file *a);
ntstatus driverfile_write(struct driver_file *file, const struct nt_write_file *a);

/* Information of a class into `out`, which has `bytes` bytes; *got of them are filled. */
ntstatus driverfile_query(struct driver_file *file, uint32_t class, void *out, uint32_t bytes, uint32_t *got);
/* The same of its volume, into the program's memory. */
ntstatus driverfile_query_volume(struct driver_file *file, const struct nt_query_volume_information_file *a,
                                 uint32_t *got);
/* Entries of a folder, into the program's memory. */
ntstatus driverfile_list(struct driver_file *file, const struct nt_query_directory_file *a, uint32_t *got);

/* Information from the program's memory; of a size, what it is to be of. */
ntstatus driverfile_set(struct driver_file *file, const struct nt_set_information_file *a);
/* A new name, in another folder perhaps, on the same device: else STATUS_NOT_SAME_DEVICE. */
ntstatus driverfile_rename(struct driver_file *file, const struct nt_set_information_file *a,
                           struct captured_name *name, bool replace);

ntstatus driverfile_flush(struct driver_file *file);

/* Is what a name means behind a driver's device that takes names? */
bool driverfile_named(struct captured_name *name, struct file_place *place);
/* Opens it for a question by name, and asks; or deletes it. */
ntstatus driverfile_query_named(const struct file_place *place, uint32_t root, uint32_t class, void *out,
                                uint32_t bytes);
ntstatus driverfile_delete_named(const struct file_place *place, uint32_t root);

#endif
