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

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"

#define SERVICE_SLOT 4u /* bytes of an argument */

/* Each kind of argument: its field's type; the bytes that are probed for writing before the service begins;
 * whether the address may be 0 instead. */
#define KIND_HANDLE(type, right) uint32_t, 0, false
#define KIND_IN(bytes)           uint32_t, 0, false
#define KIND_OUT(bytes)          uint32_t, bytes, false
#define KIND_INOUT(bytes)        uint32_t, bytes, false
#define KIND_IN_OR_0(bytes)      uint32_t, 0, true
#define KIND_OUT_OR_0(bytes)     uint32_t, bytes, true
#define KIND_INOUT_OR_0(bytes)   uint32_t, bytes, true
#define KIND_IN_BYTES            uint32_t, 0, false
#define KIND_OUT_BYTES           uint32_t, 0, false
#define KIND_ATTRIBUTES          uint32_t, 0, true
#define KIND_STRING              uint32_t, 0, true
#define KIND_ADDRESS             uint32_t, 0, true
#define KIND_CLASS               uint32_t, 0, false
#define KIND_FLAGS               uint32_t, 0, false
#define KIND_NUMBER              uint32_t, 0, false
#define KIND_SIGNED              int32_t, 0, false
#define KIND_STATUS              ntstatus, 0, false
#define KIND_BOOLEAN             _Alignas(SERVICE_SLOT) uint8_t, 0, false

#define ARG(name, kind)                            ARG_FIELD(name, KIND_##kind)
#define ARG_FIELD(...)                             ARG_FIELD_OF(__VA_ARGS__)
#define ARG_FIELD_OF(name, type, probed, may_be_0) type name;
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
