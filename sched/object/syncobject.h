/* Event, mutant and semaphore objects. */
#ifndef SCHED_SYNCOBJECT_H
#define SCHED_SYNCOBJECT_H

#include "sched/object/object.h"

struct event_object {
    struct object object; /* first */
    struct waitable event;
};

struct mutant_object {
    struct object object;
    struct mutant mutant;
};

struct semaphore_object {
    struct object object;
    struct semaphore semaphore;
};

enum event_right {
    EVENT_RIGHT_QUERY = 0x1,
    EVENT_RIGHT_MODIFY = 0x2,
};
#define SEMAPHORE_RIGHT_MODIFY 0x2u

extern const struct object_type event_type, mutant_type, semaphore_type;

/* A named event made by the kernel itself; one reference, no handle. NULL without memory. */
struct event_object *event_object_create(const char *name, enum waitable_kind kind);

#endif
