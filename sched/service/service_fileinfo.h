/* What service_file.c and service_fileinfo.c share. */
#ifndef SCHED_SERVICE_FILEINFO_H
#define SCHED_SERVICE_FILEINFO_H

#include "sched/object/fileobject.h"

/* The file object of a handle that grants `access`, with a reference. */
ntstatus file_object_of(uint32_t handle, uint32_t access, struct file_object **out);

#endif
