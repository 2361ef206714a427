/*
 * The way of a thread into the kernel and out again, counted in loads of CR3: the log's class space. Where it
 * is off, who could ask has been chosen otherwise at start, so nothing is paid.
 */
#ifndef SCHED_TRIP_H
#define SCHED_TRIP_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/log.h"

/* Asked at start. */
static inline bool trips_are_told(void)
{
    return log_wanted(LOG_SPACE);
}

/* The running thread is about to leave for user mode behind a service, or behind a trap: a line, but of its
 * first way out. */
void trip_tell_service(const char *name);
void trip_tell_trap(uint32_t vector);

#endif
