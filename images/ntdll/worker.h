/*
 * Threads that run work which others hand over: made when there is work and nobody idle to do it, up to NT's
 * number; then they wait for more until the process ends. What is handed over first is begun first. Any
 * thread.
 */
#ifndef IMAGES_NTDLL_WORKER_H
#define IMAGES_NTDLL_WORKER_H

#include "images/ntdll/nt.h"

/* Part of what it stands for, zeroed but for `run`. */
struct work {
    LIST_ENTRY link;
    void (*run)(struct work *work);
    ULONG times; /* how often it is still to be begun */
};

/* It will be run once more, beside earlier runs if they have not come back. FALSE, and nothing is done, when
 * there is no worker and none can be made. */
BOOL work_queue(struct work *work);

#endif
