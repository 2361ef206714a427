#include "sched/dispatch/readyqueue.h"

#include "firmware/panic.h"

void ready_start(struct ready_queue *ready)
{
    for (int priority = 0; priority < PRIORITIES; priority++)
        list_start(&ready->queues[priority]);
    ready->mask = 0;
}

void ready_put(struct ready_queue *ready, struct link *link, int priority)
{
    ASSERT(priority >= 0 && priority < PRIORITIES);
    list_append(&ready->queues[priority], link);
    ready->mask |= 1u << priority;
}

void ready_remove(struct ready_queue *ready, struct link *link, int priority)
{
    ASSERT(priority >= 0 && priority < PRIORITIES);
    list_remove(link);
    if (list_empty(&ready->queues[priority]))
        ready->mask &= ~(1u << priority);
}

int ready_highest(const struct ready_queue *ready)
{
    return ready->mask ? 31 - __builtin_clz(ready->mask) : -1;
}

struct link *ready_take(struct ready_queue *ready)
{
    int priority = ready_highest(ready);
    if (priority < 0)
        return NULL;
    struct link *link = ready->queues[priority].next;
    ready_remove(ready, link, priority);
    return link;
}
