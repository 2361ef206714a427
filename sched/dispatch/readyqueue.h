/*
 * The threads that could run: one queue for each priority. The next is the one that has been ready longest at
 * the highest priority that has any. Hardware-free: it knows nothing of threads but a link and a number.
 * Inline, because every switch goes through all of it.
 */
#ifndef SCHED_READYQUEUE_H
#define SCHED_READYQUEUE_H

#include <stdint.h>
#include "firmware/panic.h"
#include "sched/dispatch/list.h"

#define PRIORITIES 32 /* 0 lowest .. 31 highest, as NT's */

struct ready_queue {
    struct link queues[PRIORITIES];
    uint32_t mask; /* bit p: queues[p] is not empty */
};

void ready_start(struct ready_queue *ready);

/* Behind the others of its priority. */
static inline void ready_put(struct ready_queue *ready, struct link *link, int priority)
{
    ASSERT(priority >= 0 && priority < PRIORITIES);
    list_append(&ready->queues[priority], link);
    ready->mask |= 1u << priority;
}

/* Takes one out, wherever it stands; `priority` is the one it was put in with. */
static inline void ready_remove(struct ready_queue *ready, struct link *link, int priority)
{
    ASSERT(priority >= 0 && priority < PRIORITIES);
    list_remove(link);
    if (list_empty(&ready->queues[priority]))
        ready->mask &= ~(1u << priority);
}

/* The highest priority that has any, -1 when there is none. */
static inline int ready_highest(const struct ready_queue *ready)
{
    return ready->mask ? 31 - __builtin_clz(ready->mask) : -1;
}

/* Takes the next one out; NULL when there is none. */
static inline struct link *ready_take(struct ready_queue *ready)
{
    int priority = ready_highest(ready);
    if (priority < 0)
        return NULL;
    struct link *link = ready->queues[priority].next;
    ready_remove(ready, link, priority);
    return link;
}

#endif
