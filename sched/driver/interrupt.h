/*
 * Interrupts of devices (NT: KINTERRUPT). They are let in at one point: when no thread is ready. There
 * the machine waits for them before it lets time pass, for as long as one may be expected: a driver that has
 * connected a line is at work, in one of its functions or with a request that it has left pending. Each line
 * of such a driver is waited for, and then all that have come are served in the order of their numbers. So
 * what the log says hangs on what programs and drivers do and not on how long a device takes.
 *
 * A device that does not answer within five seconds of the emulator's clock is not waited for any more, until
 * its driver is called anew.
 */
#ifndef SCHED_DRIVER_INTERRUPT_H
#define SCHED_DRIVER_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "sched/driver/ntdriver.h"

/* NT's numbers for i386. */
#define INTERRUPT_LEVEL(line) (27u - (line))

struct interrupt;

struct interrupt_wish {
    uint32_t line;
    uint32_t level; /* at which the routine runs, at least that of the line */
    bool shared;
    nt_service_routine *routine; /* in the image of a driver */
    void *context;
};

/* STATUS_INVALID_PARAMETER: no line for devices, a level below that of the line, or whoever is connected and
 * who asks do not both share; STATUS_INSUFFICIENT_RESOURCES. Thread context. */
ntstatus interrupt_connect(const struct interrupt_wish *wish, struct interrupt **out);
void interrupt_disconnect(struct interrupt *interrupt);

/* Any pointer. */
bool interrupt_is_connected(const struct interrupt *interrupt);

/* The level that keeps its routine out. */
uint32_t interrupt_level(const struct interrupt *interrupt);

/* When the machine idles, at DISPATCH_LEVEL: lets in what is expected, and runs what is to be done about it.
 * False: nothing is expected. */
bool interrupts_await(void);

#endif
