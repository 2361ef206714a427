/*
 * What has been written into one direction of a pipe and not been read: messages, or pieces of a stream, in
 * the order in which they came. All of a write is there at once, so that a reader sees a message as a whole;
 * whether the writer has to wait is the question of the quota: it goes on when all that is unread up to the
 * end of its data fits into it (as in NT's NPFS, which charges a write bit by bit as readers make room). So a
 * direction holds its quota and what its blocked writers wait for.
 *
 * The bytes lie in nonpaged pool, charged like the rest of it. Hardware-free but for the pool. Nothing waits
 * here.
 */
#ifndef SCHED_PIPEQUEUE_H
#define SCHED_PIPEQUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/dispatch/list.h"

#define PIPE_QUOTA_MOST  (64u << 10) /* of one direction; a program that asks for more gets this */
#define PIPE_WRITE_MOST  (1u << 20)  /* one message, or one write that is not waited for by its thread */
#define PIPE_UNREAD_MOST (4u << 20)  /* of one direction, with what blocked writers wait for */
#define PIPE_EMPTY_MOST  4096u       /* writes of no bytes, which no quota counts */

/* What one call wrote. No bytes: a message of none, or in a stream the sign that ends a read. */
struct pipe_entry {
    struct link link;
    uint32_t bytes, taken;
    uint8_t data[];
};

/* A writer that does not go on before its data fits. */
struct pipe_writer {
    struct link link; /* in pipe_queue.writers, first come first served; or in no list */
    struct pipe_entry *entry;
    uint64_t end; /* bytes that had been put when its last one was */
};

struct pipe_queue {
    struct link entries, writers;
    uint32_t quota;
    uint32_t empty;      /* entries that never had a byte */
    uint64_t put, taken; /* bytes since it began; what lies between is unread */
};

/* What a reader gets. */
struct pipe_data {
    uint8_t *bytes; /* pool, the owner's; NULL if there are none */
    uint32_t count;
    bool more; /* of the message; it stays */
};

void pipe_queue_start(struct pipe_queue *queue, uint32_t quota);

/* An entry with room for so many bytes, in no queue. NULL without memory. */
struct pipe_entry *pipe_entry_make(uint32_t bytes);

static inline uint32_t pipe_queue_unread(const struct pipe_queue *queue)
{
    return (uint32_t)(queue->put - queue->taken);
}

/* How many bytes may be written before a writer has to wait; `wanted` bytes are waited for by a reader. */
uint32_t pipe_queue_room(const struct pipe_queue *queue, uint32_t wanted);

/* Is there place for such an entry at all, whether its writer waits or not? */
bool pipe_queue_takes(const struct pipe_queue *queue, uint32_t bytes);

/* Puts the entry in; it is the queue's. True: its writer may go on. False: `writer` waits from now on.
 * Without a writer it is true in any case. */
bool pipe_queue_put(struct pipe_queue *queue, struct pipe_entry *entry, struct pipe_writer *writer,
                    uint32_t wanted);

/* Copies what a read of `room` bytes would get, at most the first message, or across pieces of a stream up to
 * one of no bytes. The queue is not empty. STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES, and nothing has
 * happened. */
ntstatus pipe_queue_look(const struct pipe_queue *queue, uint32_t room, bool message, struct pipe_data *out);

/* The same, and what it got is gone from the queue. Writers may go on: see pipe_queue_next(). */
ntstatus pipe_queue_take(struct pipe_queue *queue, uint32_t room, bool message, struct pipe_data *out);

/* The first waiting writer whose data fits by now, out of the list; NULL if there is none. */
struct pipe_writer *pipe_queue_next(struct pipe_queue *queue);

/* The first waiting writer, whether its data fits or not. */
struct pipe_writer *pipe_queue_any(struct pipe_queue *queue);

/* Takes a waiting writer out of the list, and what of its data is unread out of the queue. */
void pipe_queue_withdraw(struct pipe_queue *queue, struct pipe_writer *writer);

/* Nobody will read what is there. Writers stay in their list. */
void pipe_queue_drop(struct pipe_queue *queue);

/* How many messages there are, and how many bytes of the first are unread. */
uint32_t pipe_queue_messages(const struct pipe_queue *queue);
uint32_t pipe_queue_first(const struct pipe_queue *queue);

#endif
