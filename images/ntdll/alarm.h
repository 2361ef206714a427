/*
 * Times at which something is to happen: timer queues, timers of pools, ends of waits. A process has one
 * thread that waits for all of them, made with the first. All of it: the pools' lock is held (worker.h).
 */
#ifndef IMAGES_NTDLL_ALARM_H
#define IMAGES_NTDLL_ALARM_H

#include "images/ntdll/nt.h"
#include "sched/dispatch/timerheap.h"

/* Part of what it stands for, zeroed but for `ring`. */
struct alarm {
    struct timer timer;                /* its due a system time */
    uint64_t period;                   /* and again each time so much later; 0: once */
    void (*ring)(struct alarm *alarm); /* the lock is held; it may let it go meanwhile */
};

/* There is a thread that rings. */
NTSTATUS alarm_start(void);

/* It rings at that system time, after alarm_start(); what it was set to before is forgotten. A period that is
 * over before the thread comes to it is passed over: it rings once, and the next time when it would have been
 * due anyhow. */
void alarm_set(struct alarm *alarm, uint64_t due, uint64_t period);
void alarm_cancel(struct alarm *alarm);

uint64_t alarm_now(void); /* system time */
/* NT's form of a due time, or of a time-out: negative, so much later; 0, now; else a system time. */
uint64_t alarm_time(const LARGE_INTEGER *due);

#endif
