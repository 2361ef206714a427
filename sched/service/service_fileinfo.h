/* What service_file.c and service_fileinfo.c share. */
#ifndef SCHED_SERVICE_FILEINFO_H
#define SCHED_SERVICE_FILEINFO_H

#include "sched/object/fileobject.h"
#include "sched/object/syncobject.h"

/* The file object of a handle that grants `access`, with a reference. */
ntstatus file_object_of(uint32_t handle, uint32_t access, struct file_object **out);

/* What the caller of a file service wants to happen when its work is done. */
struct file_completion {
    struct file_object *object;
    struct event_object *event;    /* to be set; may be NULL */
    struct port_packet *packet;    /* for the port that the file is bound to; or NULL */
    uint32_t count;                /* bytes that were moved: a packet says it */
    uint32_t routine, context, io; /* a user APC: routine(context, io, 0); 0: none */
};

/* The work on `object` begins: event and file are reset. `event` is a handle, 0: none.
 * STATUS_INVALID_PARAMETER: an APC for a file that is bound to a port. */
ntstatus file_completion_begin(struct file_completion *completion, struct file_object *object,
                               uint32_t event);
/* It has ended: sets the event and the file, and queues APC or packet unless the work failed. Gives the event
 * back; the status of the whole. */
ntstatus file_completion_end(struct file_completion *completion, ntstatus status);

#endif
