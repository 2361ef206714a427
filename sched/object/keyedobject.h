/* Keyed events, and what a thread has of the one at which it waits (sched/service/service_keyed.c). */
#ifndef SCHED_KEYEDOBJECT_H
#define SCHED_KEYEDOBJECT_H

#include "sched/object/hashtable.h"
#include "sched/object/object.h"

struct keyed_event_object {
    struct object object; /* and no more: who waits is found by key */
};

/* NT's KEYEDEVENT_WAIT and KEYEDEVENT_WAKE. */
enum keyed_event_right {
    KEYED_EVENT_WAIT = 0x1,
    KEYED_EVENT_WAKE = 0x2,
};

extern const struct object_type keyed_event_type;

/* Part of its thread, so that to wait needs no memory. */
struct keyed_wait {
    struct waitable met;
    struct hash_entry entry; /* in service_keyed.c's table until somebody is met */
    uint32_t key;
    struct object *event; /* NULL: the one that every process has */
    struct process *process;
    bool releases; /* NtReleaseKeyedEvent: it waits for one that waits */
};

#endif
