#include "sched/dispatch/readyqueue.h"

void ready_start(struct ready_queue *ready)
{
    for (int priority = 0; priority < PRIORITIES; priority++)
        list_start(&ready->queues[priority]);
    ready->mask = 0;
}
