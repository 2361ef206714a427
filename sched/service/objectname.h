/*
 * What objects are called, from the root of the name space on: "\BaseNamedObjects\x", and files by their
 * device. Thread context; never waits.
 */
#ifndef SCHED_OBJECTNAME_H
#define SCHED_OBJECTNAME_H

#include "sched/object/object.h"
#include "sched/service/devicename.h"

/* Without units: it has no name. device_name_free(). STATUS_INSUFFICIENT_RESOURCES. */
ntstatus object_name_make(const struct object *object, struct device_name *name);

/* How long an answer with it is: a UNICODE_STRING and its text with a NUL. 0: no name. */
uint32_t object_name_bytes(const struct device_name *name);

#endif
