/*
 * Pipes (NT: NPFS; Microsoft: Named Pipes, [MS-FSA] 2.1.5 for states and statuses). An instance of a pipe has
 * two ends, each a file object: the server's, with which it is made, and the client's, which comes and goes.
 * Each direction is a queue of what was written (pipequeue.h).
 *
 * Nothing here waits but pipe_await() and what finishes requests: a call looks, changes and says
 * STATUS_PENDING when it would have to wait. On a synchronous file object its thread then sleeps until what
 * it needs may be there and calls again, so a thread that is ended there has taken nothing. Else it leaves a
 * request behind, which ends when what it needs is there, its end is closed or its thread ends. One that is
 * ended gets what was taken for it.
 *
 * Thread context. Whoever touches programs' memory does it before or after these calls.
 */
#ifndef SCHED_PIPE_H
#define SCHED_PIPE_H

#include "sched/object/fileobject.h"
#include "sched/object/pipename.h"
#include "sched/object/pipequeue.h"

struct thread;

enum pipe_side { PIPE_CLIENT = 0, PIPE_SERVER = 1 }; /* NT's FILE_PIPE_CLIENT_END, FILE_PIPE_SERVER_END */

enum pipe_state { /* NT's FILE_PIPE_..._STATE */
                  PIPE_STATE_DISCONNECTED = 1,
                  PIPE_STATE_LISTENING = 2,
                  PIPE_STATE_CONNECTED = 3,
                  PIPE_STATE_CLOSING = 4, /* one end is closed; what it has written can be read */
};

/* What the thread of a synchronous file object sleeps for. */
enum pipe_need {
    PIPE_NEEDS_NOTHING,
    PIPE_NEEDS_DATA,
    PIPE_NEEDS_CLIENT,
    PIPE_NEEDS_EMPTY, /* the other end has read all */
    PIPE_NEEDS_ROOM,
};

struct pipe_end {
    struct file_object file; /* first */
    enum pipe_side side;
    struct pipe_instance *instance; /* NULL: the server has disconnected it, or it is closed */
    bool closed;                    /* its last handle is */
    bool message_mode;              /* reads end with a message */
    bool nonblocking;
    bool lost; /* what it had written was not read to its end: who waits for that sets it to false before */
    enum pipe_need need;
    uint32_t wanted; /* PIPE_NEEDS_DATA: so many bytes */
    struct link
        requests; /* pipe_request.writer.link: reads, or while there is no client those who wait for one */
};

struct pipe_instance {
    struct named_pipe *pipe;
    struct link link; /* in pipe->instances */
    enum pipe_state state;
    struct pipe_end *ends[2];    /* by side; NULL: closed, or nobody has come yet */
    struct pipe_queue queues[2]; /* by the side that reads */
    uint32_t references;         /* ends, and whoever is in the middle of something */
};

enum pipe_work { PIPE_READ, PIPE_WRITE, PIPE_LISTEN };

/* Work that is not done yet. */
struct pipe_request {
    struct pipe_writer writer; /* its link is what every kind of it is listed by */
    struct link pending;       /* of all requests that nobody sleeps for */
    enum pipe_work work;
    struct pipe_end *end;
    struct thread *thread;                        /* who asked */
    uint32_t name;                                /* by which its process can cancel it */
    bool outlives;                                /* the end of its thread does not end it */
    uint32_t room;                                /* PIPE_READ: bytes */
    ntstatus status;                              /* STATUS_PENDING until it has ended */
    struct pipe_data data;                        /* PIPE_READ: the finisher's */
    void (*finish)(struct pipe_request *request); /* it has ended and is the finisher's: may wait. NULL: its
                                                     thread sleeps */
};

extern const struct device pipe_device;

/* Is it an end of a pipe? Then the end is (struct pipe_end *) of it. */
static inline struct pipe_end *pipe_end_of(struct file_object *object)
{
    return object->device == &pipe_device ? (struct pipe_end *)object : NULL;
}

/* An end of no instance yet, one reference. NULL without memory. */
struct pipe_end *pipe_end_make(enum pipe_side side, bool synchronous, const char *name);

/* A new instance of the pipe that listens, with the server's end. False without memory. */
bool pipe_instance_make(struct named_pipe *pipe, struct pipe_end *server, const uint32_t quotas[2]);

/* Reads at most `room` bytes. STATUS_BUFFER_OVERFLOW: the message has more, which stays. STATUS_PENDING;
 * STATUS_PIPE_ EMPTY, BROKEN, DISCONNECTED, LISTENING; STATUS_INVALID_PARAMETER if no data flows to this end;
 * STATUS_INSUFFICIENT_RESOURCES. */
ntstatus pipe_read(struct pipe_end *end, uint32_t room, struct pipe_data *out);

/* May this end write? STATUS_PIPE_CLOSING, DISCONNECTED, LISTENING, STATUS_INVALID_PARAMETER. */
ntstatus pipe_may_write(const struct pipe_end *end);

/* How much may be written by it without waiting. It may write. */
uint32_t pipe_room(const struct pipe_end *end);

/* Puts the entry into the pipe, whose it is then, unless the status is an error. STATUS_PENDING: `request`,
 * whose end, thread and finish are set, ends later. Without a request it is there in any case. As
 * pipe_may_write(), and STATUS_INSUFFICIENT_RESOURCES. May wait. */
ntstatus pipe_write(struct pipe_end *end, struct pipe_entry *entry, struct pipe_request *request);

/* Has the other end read all that this one has written? STATUS_PENDING if not; STATUS_PIPE_BROKEN if it never
 * will
 * (`lost`), STATUS_PIPE_DISCONNECTED, LISTENING. */
ntstatus pipe_flushed(const struct pipe_end *end);

/* What a read would get, and what NT's PEEK tells beside it. */
struct pipe_view {
    enum pipe_state state;
    uint32_t unread, messages,
        first;             /* bytes; messages, and bytes of the first, of a pipe of messages only */
    struct pipe_data data; /* pool, the caller's */
};

/* STATUS_BUFFER_OVERFLOW if the first message has more. STATUS_PIPE_BROKEN, DISCONNECTED,
 * STATUS_INVALID_PIPE_STATE. */
ntstatus pipe_peek(struct pipe_end *end, uint32_t room, struct pipe_view *out);

/* The server's end is ready for a client from now on. STATUS_PIPE_CONNECTED, CLOSING, LISTENING (it was
 * already, and nobody waits); STATUS_PENDING; STATUS_ILLEGAL_FUNCTION at a client's end. May wait. */
ntstatus pipe_listen(struct pipe_end *end);

/* Has somebody come? STATUS_PENDING if not. */
ntstatus pipe_listened(const struct pipe_end *end);

/* The client is sent away; what it has not read is lost. STATUS_PIPE_DISCONNECTED; STATUS_ILLEGAL_FUNCTION.
 * May wait. */
ntstatus pipe_disconnect(struct pipe_end *end);

/* An instance that listens, or NULL; and the client's end comes to it. The latter may wait. */
struct pipe_instance *pipe_listening(struct named_pipe *pipe);
void pipe_join(struct pipe_instance *instance, struct pipe_end *end);

/* Nobody may change how an end works while requests of it wait. */
bool pipe_is_busy(const struct pipe_end *end);

/* Bytes that this end could read. */
uint32_t pipe_unread(const struct pipe_end *end);

/* Sleeps until what is needed may be there: STATUS_SUCCESS, and the caller looks again. STATUS_USER_APC: the
 * thread is to end. One thread at a time; the end is locked. */
ntstatus pipe_await(struct pipe_end *end, enum pipe_need need, uint32_t wanted);

/* A request that got STATUS_PENDING waits from now on: a read or a listen of a file object that is not
 * synchronous. */
void pipe_request_add(struct pipe_request *request);

/* A thread's write that is not wanted any more: what of it is unread goes, unless it has ended. */
void pipe_write_withdraw(struct pipe_request *request);

/* Requests to be cancelled: each field that is not NULL or 0 must fit. */
struct pipe_choice {
    const struct thread *thread;
    const struct process *process;
    const struct pipe_end *end;
    uint32_t name;
    bool thread_ends; /* so those that outlive it stay */
};

/* Ends them with STATUS_CANCELLED; or are there any? False if there was none. The first may wait. */
bool pipe_cancel(const struct pipe_choice *choice);
bool pipe_is_pending(const struct pipe_choice *choice);

#endif
