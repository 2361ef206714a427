/*
 * The threads that could run: one queue for each priority. The next is the one that has been ready longest at
 * the highest priority that has any. Hardware-free: it knows nothing of threads but a link and a number.
 */
#ifndef SCHED_READYQUEUE_H
#define SCHED_READYQUEUE_H

#include <stdint.h>
#include "sched/dispatch/list.h"

#define PRIORITIES 32 /* 0 lowest .. 31 highest, as NT's */

struct ready_queue {
    struct link queues[PRIORITIES];
    uint32_t mask; /* bit p: queues[p] is not empty */
};

void ready_start(struct ready_queue *ready);

/* Behind the others of its priority. */
void ready_put(struct ready_queue *ready, struct link *link, int priority);

/* Takes one out, wherever it stands; `priority` is the one it was put in with. */
void ready_remove(struct ready_queue *ready, struct link *link, int priority);

/* Takes the next one out; NULL when there is none. */
struct link *ready_take(struct ready_queue *ready);

/* The highest priority that has any, -1 when there is none. */
int ready_highest(const struct ready_queue *ready);

#endif
