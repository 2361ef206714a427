/*
 * Making and opening objects that may have a name in \BaseNamedObjects: the same for events, mutants,
 * semaphores, timers and sections.
 */
#ifndef SCHED_NAMES_H
#define SCHED_NAMES_H

#include "sched/service/capture.h"

/* Fills in what is particular to a type. `object` is zeroed memory of `bytes` bytes, not an object yet. */
typedef ntstatus (*object_maker)(struct object *object, const void *how);

/* The Nt...Create services: a new object, or with OBJ_OPENIF the one of that name
 * (STATUS_OBJECT_NAME_EXISTS). `how` goes to the maker. The handle goes to the user address `out`.
 * STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_TYPE_MISMATCH. */
ntstatus named_create(const struct object_type *type, uint32_t bytes, object_maker maker, const void *how,
                      uint32_t access, uint32_t attributes, uint32_t out);

/* The Nt...Open services. STATUS_OBJECT_NAME_NOT_FOUND. */
ntstatus named_open(const struct object_type *type, uint32_t access, uint32_t attributes, uint32_t out);

#endif
