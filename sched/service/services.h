/*
 * All system services, made from services.def: for each its arguments as a structure and its function, e.g.
 *     struct nt_set_event { uint32_t event; uint32_t previous; };
 *     ntstatus nt_set_event(const struct nt_set_event *a);
 * The structure lies in kernel memory: a copy of the caller's argument block, one 32-bit slot a field.
 * Addresses in it are the program's and are followed by user_read() and user_write() only. Thread context; a
 * service may wait.
 */
#ifndef SCHED_SERVICES_H
#define SCHED_SERVICES_H

#include <stdint.h>
#include "firmware/status.h"

#define SERVICE_SLOT 4u /* bytes of an argument */

#define FIELD_HANDLE(type, right) uint32_t
#define FIELD_IN(bytes)           uint32_t
#define FIELD_OUT(bytes)          uint32_t
#define FIELD_INOUT(bytes)        uint32_t
#define FIELD_IN_BYTES            uint32_t
#define FIELD_OUT_BYTES           uint32_t
#define FIELD_ATTRIBUTES          uint32_t
#define FIELD_STRING              uint32_t
#define FIELD_ADDRESS             uint32_t
#define FIELD_CLASS               uint32_t
#define FIELD_FLAGS               uint32_t
#define FIELD_NUMBER              uint32_t
#define FIELD_SIGNED              int32_t
#define FIELD_STATUS              ntstatus
#define FIELD_BOOLEAN             _Alignas(SERVICE_SLOT) uint8_t

#define ARG(name, kind) FIELD_##kind name;
#define SERVICE(nt_name, name, arguments)                                                                    \
    struct name {                                                                                            \
        arguments                                                                                            \
    };                                                                                                       \
    ntstatus name(const struct name *a);
#include "sched/service/services.def"
#undef SERVICE
#undef ARG

/* Takes over the trap. */
void services_start(void);

#endif
