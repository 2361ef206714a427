/*
 * Making and opening pipes: an instance with its server's end, and the client's end to one. Thread context.
 */
#ifndef SCHED_PIPEOPEN_H
#define SCHED_PIPEOPEN_H

#include "sched/object/pipe.h"

/* What NtCreateNamedPipeFile is told. */
struct pipe_making {
    const char *name; /* without the device */
    bool messages, message_mode, nonblocking;
    enum pipe_configuration configuration;
    uint32_t most;      /* instances */
    uint32_t quotas[2]; /* by the side that reads; no more than PIPE_QUOTA_MOST is given */
    int64_t timeout;    /* negative */
    bool synchronous;
    bool may_open, may_create; /* another instance, the first one */
};

/* A new instance's server end, one reference; `created`: it is the first. STATUS_OBJECT_NAME_NOT_FOUND,
 * STATUS_ACCESS_DENIED (the first was asked for and is not; or its type or direction is another's),
 * STATUS_INSTANCE_NOT_AVAILABLE, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus pipe_make(const struct pipe_making *making, struct pipe_end **out, bool *created);

/* The client's end of an instance that listens, for that access, one reference. STATUS_OBJECT_NAME_NOT_FOUND,
 * STATUS_ACCESS_DENIED (data does not flow that way), STATUS_PIPE_NOT_AVAILABLE,
 * STATUS_INSUFFICIENT_RESOURCES. May wait. */
ntstatus pipe_open(const char *name, uint32_t access, bool synchronous, struct pipe_end **out);

#endif
