/*
 * Pools of threads that run work which others hand over, and that take the packets of files which are bound
 * to the pool's completion port. Any thread.
 *
 * How many threads there are: who hands over work makes one if none is at the port, and who takes work makes
 * one before it begins if none is left there while more waits. So there are as many as are held up in their
 * work, and one, within the pool's bounds; while files are bound one is at the port in any case. Who has been
 * at the port for a minute in vain ends. Work of the higher priority is begun first, then what was handed
 * over first.
 *
 * One lock guards pools, times (alarm.h) and all that stands upon them; no function of a program runs under
 * it.
 */
#ifndef IMAGES_NTDLL_WORKER_H
#define IMAGES_NTDLL_WORKER_H

#include "images/ntdll/nt_port.h"

#define POOL_MOST_WORKERS 500 /* as many as NT has */
#define POOL_PRIORITIES   3   /* TP_CALLBACK_PRIORITY_HIGH is the first */

/* A pool is a TP_POOL. */
struct _TP_POOL {
    HANDLE port;
    LIST_ENTRY waiting[POOL_PRIORITIES]; /* work.link */
    ULONG workers, idle;                 /* idle: at the port, or on their way there */
    ULONG least, most;
    ULONG files;      /* that are bound to the port */
    ULONG references; /* whoever made it, and what is run by it; 0: its threads end, and the last takes it
                         along */
};

/* Part of what it stands for, zeroed but for `run`. */
struct work {
    LIST_ENTRY link;
    void (*run)(struct work *work); /* the lock is held: it lets it go for the program's function */
    ULONG times;                    /* how often it is still to be begun */
};

/* The key of a file that is bound to a pool's port. */
struct pool_file {
    void (*arrive)(struct pool_file *file,
                   const FILE_IO_COMPLETION_INFORMATION *packet); /* the lock is held */
};

void pool_lock(void);
void pool_unlock(void);
extern RTL_CRITICAL_SECTION pool_section; /* that lock, for who sleeps */

/* The one that every process has. */
extern TP_POOL pool_own;

/* All of the following: the lock is held. */

/* The pool has a port. */
NTSTATUS pool_start(TP_POOL *pool);

/* It will be run once more, beside earlier runs if they have not come back. FALSE, and nothing is done, when
 * there is no worker and none can be made. */
BOOL work_queue(TP_POOL *pool, struct work *work, ULONG priority);

/* It is not begun any more. How often it would have been. */
ULONG work_withdraw(struct work *work);

/* Is a thread at the port, or can one be made? */
BOOL pool_has_another(TP_POOL *pool);

/* As many threads as that; FALSE if they cannot be made. */
BOOL pool_set_least(TP_POOL *pool, ULONG least);

void pool_release(TP_POOL *pool);

/* Packets of the file come to `to`, from now on; pool->files is counted by the caller as long as they may. */
NTSTATUS pool_bind(TP_POOL *pool, HANDLE file, struct pool_file *to);

#endif
