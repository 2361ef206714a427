/*
 * What a program is told when work that it did not wait for has ended: the bytes and the IO_STATUS_BLOCK in
 * the memory of its process, to which whoever ends the work attaches; then the event, the file object and the
 * user APC. Thread context; the end may wait.
 */
#ifndef SCHED_IORETURN_H
#define SCHED_IORETURN_H

#include "sched/object/pipe.h"
#include "sched/object/syncobject.h"
#include "sched/process/process.h"

struct io_return {
    struct pipe_request request; /* first */
    struct thread_object *thread;
    struct process *process;
    struct event_object *event; /* or NULL; its reference goes with this */
    struct port_packet *packet; /* or NULL; goes with this */
    uint32_t routine, context;  /* a user APC: routine(context, io, 0); 0: none */
    uint32_t buffer;            /* address in the program; that of the status block is the request's name */
};

/* For the running thread's work at the end of a pipe, with references; the caller fills in the other fields.
 * NULL without memory. */
struct io_return *io_return_make(struct pipe_end *end, enum pipe_work work, uint32_t bytes);

/* The work has ended at once: nothing is told. Event and packet are the caller's again. */
void io_return_free(struct io_return *told);

#endif
