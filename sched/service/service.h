/*
 * System services: int 0x2e with the number in eax and the address of the arguments in edx; or SYSENTER with
 * the stack pointer in edx, where two return addresses lie below the arguments (firmware/sysenter.h).
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

#define SERVICE_SLOT           4u /* bytes of an argument */
#define SERVICE_MOST_ARGUMENTS 14u
#define SERVICES_MOST          512u

/* What the trap makes sure of before a service begins, as NT's ProbeForRead and ProbeForWrite do: the bytes
 * lie in the program's half (STATUS_ACCESS_VIOLATION), can be written if they are to be, and a structure of
 * more than PROBE_UNALIGNED bytes lies on a word (STATUS_DATATYPE_MISALIGNMENT). */
enum service_probe_kind {
    PROBE_NOTHING,
    PROBE_READ,
    PROBE_WRITE,
    PROBE_READ_OR_0, /* 0 instead of an address is allowed */
    PROBE_WRITE_OR_0,
};
#define PROBE_UNALIGNED 8u

struct service_argument {
    const char *name; /* as the log says it */
    uint16_t bytes;
    enum service_probe_kind probe;
};

struct service {
    const char *name; /* NT's */
    const struct service_argument *arguments;
    ntstatus (*perform)(const void *arguments); /* a copy in kernel memory */
    const void *code;                           /* the function behind it */
    uint8_t count;                              /* of arguments */
    bool probed;                                /* one of its arguments at least is; not PROBE_NOTHING */
};

/* Takes over the trap. A service's number is its place in `table`, which stays the caller's. */
void service_start(const struct service *table, uint32_t count);

/* A service, or a case of one, that is not there: says its name in the log and gives STATUS_NOT_IMPLEMENTED.
 */
ntstatus service_unimplemented(const char *what);

/* A flag of memory's services that is not there: the same line, but STATUS_NOT_SUPPORTED, which Win32 can
 * say. */
ntstatus service_unsupported(const char *what);

#endif
