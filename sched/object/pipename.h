/*
 * Names of pipes: \Device\NamedPipe\NAME, which programs write \\.\pipe\NAME (\??\PIPE\NAME). A name is there
 * as long as one instance of the pipe is. Names are the same in any case. Thread context.
 */
#ifndef SCHED_PIPENAME_H
#define SCHED_PIPENAME_H

#include "sched/dispatch/list.h"
#include "sched/object/fileobject.h"
#include "sched/object/nametable.h"

#define PIPES_IN_LOG "NamedPipe" /* the folder of all; a pipe is NamedPipe\NAME */

enum pipe_configuration {
    PIPE_INBOUND = 0,
    PIPE_OUTBOUND = 1,
    PIPE_DUPLEX = 2
}; /* NT's; inbound: to the server */

#define PIPE_UNLIMITED 0xffffffffu /* instances */

/* What all instances have in common. */
struct named_pipe {
    struct name_entry name; /* without the device */
    bool messages;          /* its type; else bytes */
    enum pipe_configuration configuration;
    uint32_t most;             /* instances, or PIPE_UNLIMITED */
    int64_t timeout;           /* NT's form, negative: how long who waits for it does, unless he says */
    struct link instances;     /* pipe_instance.link */
    uint32_t count, servers;   /* instances, and those whose server is there */
    uint32_t listening;        /* of them */
    uint32_t waiters;          /* threads in pipe_name_wait() */
    struct waitable available; /* pulsed when an instance listens, or none will */
};

/* Of all pipes: behind its name there are theirs. */
extern const struct device pipes_device;

/* The folder of all pipes, as a file object: what it can do is wait for a pipe. NULL without memory. */
struct file_object *pipe_root_open(void);
bool pipe_is_root(const struct file_object *object);

/* NULL: none. */
struct named_pipe *pipe_name_find(const char *name);

/* A pipe without instances, of which one must follow; its other fields are the caller's to fill. NULL without
 * memory.
 */
struct named_pipe *pipe_name_make(const char *name);

/* Waits until an instance listens: until `due`, or without `timed` as long as the pipe says.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_IO_TIMEOUT, STATUS_USER_APC. */
ntstatus pipe_name_wait(const char *name, bool timed, uint64_t due);

/* An instance listens from now on, and no longer; its server has gone; it is no more, and the pipe may go
 * with it. */
void pipe_name_listens(struct named_pipe *pipe);
void pipe_name_listens_no_more(struct named_pipe *pipe);
void pipe_name_server_left(struct named_pipe *pipe);
void pipe_name_instance_left(struct named_pipe *pipe, struct link *instance);

/* Without an instance the pipe goes. */
void pipe_name_forget_unused(struct named_pipe *pipe);

#endif
