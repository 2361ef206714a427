/*
 * What can be waited for: the head that every such object begins with (NT's DISPATCHER_HEADER), and the
 * records that tie waiting threads to it.
 */
#ifndef SCHED_WAITABLE_H
#define SCHED_WAITABLE_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/dispatch/list.h"
#include "sched/dispatch/timerheap.h"

struct thread;

enum waitable_kind {
    WAITABLE_NOTIFICATION,       /* event, process, thread: stays signalled, wakes everyone */
    WAITABLE_SYNCHRONIZATION,    /* event: one waiter takes the signal away */
    WAITABLE_MUTANT,             /* owned, recursively */
    WAITABLE_SEMAPHORE,          /* a count */
    WAITABLE_NOTIFICATION_TIMER, /* signalled by the clock: as events are */
    WAITABLE_SYNCHRONIZATION_TIMER,
    WAITABLE_QUEUE /* of packets: signal is how many */
};

struct waitable {
    enum waitable_kind kind;
    int32_t signal;      /* > 0: signalled; a mutant: 1 free, <= 0 owned that many times */
    struct link waiters; /* wait_block.link, first come first served */
    const char *name;    /* for the log: its type; or, of what only the kernel waits for, what it is */
    uint32_t number;     /* for the log: which one of its type; 0: it has no number */
};

struct wait_block {
    struct link link;
    struct thread *thread;
    struct waitable *object;
};

struct mutant {
    struct waitable waitable;
    struct thread *owner;
    struct link owned_link; /* in the owner's list */
    bool abandoned;         /* the owner ended without releasing it */
};

struct semaphore {
    struct waitable waitable;
    int32_t limit;
};

/* NT's KTIMER. */
struct waitable_timer {
    struct waitable waitable;
    struct timer timer;    /* set: the clock will signal it at `due` */
    uint64_t period;       /* and again each time so much later; 0: once */
    struct thread *called; /* whom `ring` calls to an APC, NULL: nobody */
    void (*ring)(struct waitable_timer *timer, uint64_t due);
};

/* Whoever wants to be called by the clock. */
struct clock_call {
    struct timer timer;
    void (*ring)(struct clock_call *call);
    bool (*can_wake)(void); /* is it worth while to let time pass until then? */
};

/* NT's KQUEUE: packets, each for one thread. A thread that has asked for one belongs to the queue until it
 * asks another; `running` of those do not wait, and while there are `most`, packets stay where they are. */
struct packet_queue {
    struct waitable waitable;
    struct link packets; /* the first is the oldest */
    struct link threads; /* thread.queue_link */
    uint32_t running, most;
};

#endif
