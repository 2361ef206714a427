/* What service_file.c and service_fileinfo.c share. */
#ifndef SCHED_SERVICE_FILEINFO_H
#define SCHED_SERVICE_FILEINFO_H

#include "sched/object/fileobject.h"
#include "sched/object/syncobject.h"
#include "sched/process/userapc.h"

/* The file object of a handle that grants `access`, with a reference. */
ntstatus file_object_of(uint32_t handle, uint32_t access, struct file_object **out);

/* The event that a caller wants to be set when a file's work is done (handle 0: none, *out NULL): it is reset
 * now. */
ntstatus file_event_begin(uint32_t handle, struct event_object **out);
/* Sets it unless the work failed, and gives it back; NULL is allowed. */
void file_event_end(struct event_object *event, ntstatus status);

/* The same for the APC that a caller wants to be told by: the running thread's, with its context and the I/O
 * status. A routine of 0: none. What is told has been written by then. */
struct user_call file_apc(uint32_t routine, uint32_t context, uint32_t io);
ntstatus file_apc_end(const struct user_call *apc, ntstatus status);

#endif
