/*
 * System services: int 0x2e with the number in eax and the address of the arguments in edx.
 *
 * A service decodes first and performs then: whatever the caller passed is captured and checked before
 * anything is changed. Where a result is to go is probed before the service begins; results are written back
 * last; when that fails the handle or effect is taken back where it can be.
 */
#ifndef SCHED_SERVICE_H
#define SCHED_SERVICE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"

#define SERVICE_MOST_ARGUMENTS 11u

/* An argument that is an address which the service writes to. */
struct service_probe {
    uint16_t bytes; /* 0: it is something else */
    bool may_be_0;
};

struct service {
    const char *name; /* NT's */
    uint32_t count;   /* of arguments */
    const struct service_probe *probes;
    ntstatus (*perform)(const void *arguments); /* a copy in kernel memory */
};

/* Takes over the trap. A service's number is its place in `table`, which stays the caller's. */
void service_start(const struct service *table, uint32_t count);

/* A service, or a case of one, that is not there: says its name in the log and gives STATUS_NOT_IMPLEMENTED.
 */
ntstatus service_unimplemented(const char *what);

#endif
