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

#define SERVICE(name, count) SERVICE_##name,
enum service_number {
#include "sched/service/services.def"
    SERVICES
};
#undef SERVICE

#define SERVICE_MOST_ARGUMENTS 11

/* The arguments are a copy in kernel memory. */
typedef ntstatus (*service)(const uint32_t *arguments);

struct service_entry {
    enum service_number number;
    service function;
};

/* Takes over the trap. */
void service_start(void);

/* Each service_*.c registers its own at start. */
void service_register(const struct service_entry *entries, uint32_t count);

/* A service, or a case of one, that is not there: says its name in the log and gives STATUS_NOT_IMPLEMENTED.
 */
ntstatus service_unimplemented(const char *what);

#endif
