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
#include "sched/service/service.h"

/* Each kind of argument: its field's type; how many bytes are probed before the service begins, and how. */
#define KIND_HANDLE(type, right) uint32_t, 0, PROBE_NOTHING
#define KIND_IN(bytes)           uint32_t, bytes, PROBE_READ
#define KIND_OUT(bytes)          uint32_t, bytes, PROBE_WRITE
#define KIND_INOUT(bytes)        uint32_t, bytes, PROBE_WRITE
#define KIND_IN_OR_0(bytes)      uint32_t, bytes, PROBE_READ_OR_0
#define KIND_OUT_OR_0(bytes)     uint32_t, bytes, PROBE_WRITE_OR_0
#define KIND_INOUT_OR_0(bytes)   uint32_t, bytes, PROBE_WRITE_OR_0
#define KIND_IN_BYTES            uint32_t, 0, PROBE_NOTHING
#define KIND_OUT_BYTES           uint32_t, 0, PROBE_NOTHING
#define KIND_ATTRIBUTES          uint32_t, 24, PROBE_READ_OR_0
#define KIND_STRING              uint32_t, 0, PROBE_NOTHING
#define KIND_ADDRESS             uint32_t, 0, PROBE_NOTHING
#define KIND_CLASS               uint32_t, 0, PROBE_NOTHING
#define KIND_FLAGS               uint32_t, 0, PROBE_NOTHING
#define KIND_NUMBER              uint32_t, 0, PROBE_NOTHING
#define KIND_SIGNED              int32_t, 0, PROBE_NOTHING
#define KIND_STATUS              ntstatus, 0, PROBE_NOTHING
#define KIND_BOOLEAN             _Alignas(SERVICE_SLOT) uint8_t, 0, PROBE_NOTHING

#define ARG(name, kind)                        ARG_FIELD(name, KIND_##kind)
#define ARG_FIELD(...)                         ARG_FIELD_OF(__VA_ARGS__)
#define ARG_FIELD_OF(name, type, bytes, probe) type name;
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
