/*
 * Threads that wait for objects in others' place, 63 each, because a wait has room for 64 and one is needed
 * to tell the thread that something has changed. Who has nothing to wait for any more ends. All of it: the
 * pools' lock is held.
 */
#ifndef IMAGES_NTDLL_WAITER_H
#define IMAGES_NTDLL_WAITER_H

#include "images/ntdll/alarm.h"

/* Part of what waits, zeroed but for `fire`. */
struct awaited {
    struct waiter *waiter; /* NULL: it does not wait */
    LIST_ENTRY link;
    HANDLE object;
    struct alarm alarm;                                    /* the end of the wait */
    void (*fire)(struct awaited *awaited, BOOL timed_out); /* it waits no more; the lock may be let go */
};

/* It fires once, when the object is signalled or at `end`, a system time, if that is not 0. */
NTSTATUS await(struct awaited *awaited, HANDLE object, uint64_t end);
/* It does not, if it has not yet. */
void await_no_more(struct awaited *awaited);

#endif
