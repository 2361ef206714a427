/* What service_file.c and service_fileinfo.c share. */
#ifndef SCHED_SERVICE_FILEINFO_H
#define SCHED_SERVICE_FILEINFO_H

#include "sched/object/fileobject.h"
#include "sched/object/syncobject.h"

/* The file object of a handle that grants `access`, with a reference. */
ntstatus file_object_of(uint32_t handle, uint32_t access, struct file_object **out);

/* The event that a caller wants to be set when a file's work is done (handle 0: none, *out NULL): it is reset
 * now. */
ntstatus file_event_begin(uint32_t handle, struct event_object **out);
/* Sets it unless the work failed, and gives it back; NULL is allowed. */
void file_event_end(struct event_object *event, ntstatus status);

#endif
