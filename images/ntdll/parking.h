/*
 * Where threads wait for a word of memory: they park at its address, in the order in which they come, and are
 * let go by whoever changes it. SRW locks, condition variables, one-time initialization and WaitOnAddress
 * stand on it, and so need nothing but that word while nobody waits.
 *
 * A thread's record of its wait is the caller's, on its stack. Between parking_enter() and parking_leave(),
 * a critical section, nobody else enqueues, takes or looks; the word itself may be read there, but no other
 * memory of a program, because a fault there may be an exception.
 */
#ifndef IMAGES_NTDLL_PARKING_H
#define IMAGES_NTDLL_PARKING_H

#include <stdbool.h>
#include "images/ntdll/nt.h"

struct parked {
    struct parked *next, **place; /* where the one before, or the bucket, points at this one */
    const volatile void *address;
    HANDLE thread;
    bool shared;      /* an SRW lock's: it waits to read */
    volatile bool go; /* it has been let go */
};

void parking_enter(void);
void parking_leave(void);

/* The running thread parks behind all others. Inside. */
void parking_enqueue(struct parked *parked, const volatile void *address, bool shared);

/* The first of those parked there, or NULL; and the next behind one of them. Inside. */
struct parked *parking_first(const volatile void *address);
struct parked *parking_next(const struct parked *parked);

/* Takes one out, and puts it at the end of a list for parking_let_go(): *end is where that list's last one
 * points. Inside. */
void parking_take(struct parked *parked, struct parked ***end);

/* Lets those of a list go. Outside: they may run at once. */
void parking_let_go(struct parked *list);

/* Waits until it is let go, or for `timeout` (NT's form, NULL: for ever): STATUS_TIMEOUT, and then it is
 * taken out. Outside. */
NTSTATUS parking_wait(struct parked *parked, const LARGE_INTEGER *timeout);

/* The running thread does not want to wait after all. False: it is being let go, and waits for that. Outside.
 */
bool parking_give_up(struct parked *parked);

#endif
