/*
 * System services: int 0x2e with the number in eax and the address of the arguments in edx.
 *
 * A service decodes first and performs then: whatever the caller passed is captured and checked before
 * anything is changed. Results are written back last; when that fails the handle or effect is taken back
 * where it can be.
 */
#ifndef SCHED_SERVICE_H
#define SCHED_SERVICE_H

#include <stdint.h>
#include "firmware/status.h"

#define SERVICE_MOST_BYTES 44u /* of arguments */

struct service {
    const char *name;                           /* NT's */
    uint32_t bytes;                             /* of its arguments */
    ntstatus (*perform)(const void *arguments); /* a copy in kernel memory */
};

/* Takes over the trap. A service's number is its place in `table`, which stays the caller's. */
void service_start(const struct service *table, uint32_t count);

/* A service, or a case of one, that is not there: says its name in the log and gives STATUS_NOT_IMPLEMENTED.
 */
ntstatus service_unimplemented(const char *what);

#endif
