/*
 * Events, mutants, semaphores and waiting (Microsoft: synchronization functions; NtCreateEvent and the like).
 */
#include "sched/service/services.h"

#include "mmu/pool.h"
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/service/information.h"
#include "sched/service/names.h"
#include "sched/service/service.h"
#include "sched/object/directory.h"
#include "sched/object/syncobject.h"
#include "sched/dispatch/wait.h"

#define TAG_WAIT          POOL_TAG('W', 'a', 'i', 't')
#define TAG_EVENT         POOL_TAG('E', 'v', 'e', 'n')
#define MOST_WAIT_OBJECTS 64u

/* NT's EVENT_TYPE and WAIT_TYPE. */
enum { EVENT_NOTIFICATION, EVENT_SYNCHRONIZATION };
enum { WAIT_TYPE_ALL, WAIT_TYPE_ANY };
enum { EVENT_BASIC_INFORMATION, EVENT_CLASSES };

struct event_basic_information {
    uint32_t type;
    int32_t signal;
};

static struct waitable *event_waitable(struct object *object)
{
    return &((struct event_object *)object)->event;
}

static struct waitable *mutant_waitable(struct object *object)
{
    return &((struct mutant_object *)object)->mutant.waitable;
}

static struct waitable *semaphore_waitable(struct object *object)
{
    return &((struct semaphore_object *)object)->semaphore.waitable;
}

static void plain_deleted(struct object *object)
{
    ASSERT(list_empty(&object->type->waitable(object)->waiters)); /* a waiter holds a reference */
    pool_free(object);
}

/* The owner may still be alive when the last handle goes. */
static void mutant_deleted(struct object *object)
{
    ASSERT(list_empty(&mutant_waitable(object)->waiters));
    list_remove(&((struct mutant_object *)object)->mutant.owned_link);
    pool_free(object);
}

const struct object_type event_type = {
    .name = "Event",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x120000,
    .all_access = 0x1f0003,
    .logged = true,
    .waitable = event_waitable,
    .deleted = plain_deleted,
};

const struct object_type mutant_type = {
    .name = "Mutant",
    .generic_read = 0x20001,
    .generic_write = 0x20000,
    .generic_execute = 0x120000,
    .all_access = 0x1f0001,
    .logged = true,
    .waitable = mutant_waitable,
    .deleted = mutant_deleted,
};

const struct object_type semaphore_type = {
    .name = "Semaphore",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x120000,
    .all_access = 0x1f0003,
    .logged = true,
    .waitable = semaphore_waitable,
    .deleted = plain_deleted,
};

struct event_object *event_object_create(const char *name, enum waitable_kind kind)
{
    struct event_object *event = pool_alloc(sizeof *event, TAG_EVENT);
    if (!event)
        return NULL;
    event_start(&event->event, "Event", kind, false);
    if (status_ok(object_start_named(&event->object, &event_type, directory_of_names(), name))) {
        event->object.handles = 1; /* the kernel's: the name stays when a program closes its handle */
        return event;
    }
    pool_free(event);
    return NULL;
}

static ntstatus with_previous(uint32_t address, int32_t previous)
{
    return address ? user_write32(address, (uint32_t)previous) : STATUS_SUCCESS;
}

/* ---- events ---- */

static ntstatus make_event(struct object *object, const void *how)
{
    const struct nt_create_event *a = how;
    event_start(&((struct event_object *)object)->event, "Event",
                a->type == EVENT_NOTIFICATION ? WAITABLE_NOTIFICATION : WAITABLE_SYNCHRONIZATION,
                a->signalled != 0);
    return STATUS_SUCCESS;
}

ntstatus nt_create_event(const struct nt_create_event *a)
{
    if (a->type > EVENT_SYNCHRONIZATION)
        return STATUS_INVALID_PARAMETER;
    return named_create(&event_type, sizeof(struct event_object), make_event, a, a->access, a->attributes,
                        a->out);
}

ntstatus nt_open_event(const struct nt_open_event *a)
{
    return named_open(&event_type, a->access, a->attributes, a->out);
}

static ntstatus event_of(uint32_t handle, uint32_t access, struct event_object **event)
{
    struct object *object;
    ntstatus status = capture_object(handle, &event_type, access, &object, NULL);
    if (status_ok(status))
        *event = (struct event_object *)object;
    return status;
}

static int32_t pulse(struct waitable *event)
{
    int32_t before = event->signal;
    event_pulse(event);
    return before;
}

static ntstatus change_event(uint32_t handle, int32_t (*change)(struct waitable *), uint32_t previous)
{
    struct event_object *event;
    ntstatus status = event_of(handle, EVENT_RIGHT_MODIFY, &event);
    if (!status_ok(status))
        return status;
    int32_t before = change(&event->event);
    object_dereference(&event->object);
    return with_previous(previous, before);
}

ntstatus nt_set_event(const struct nt_set_event *a)
{
    return change_event(a->event, event_set, a->previous);
}

ntstatus nt_reset_event(const struct nt_reset_event *a)
{
    return change_event(a->event, event_reset, a->previous);
}

ntstatus nt_clear_event(const struct nt_clear_event *a)
{
    return change_event(a->event, event_reset, 0);
}

ntstatus nt_pulse_event(const struct nt_pulse_event *a)
{
    return change_event(a->event, pulse, a->previous);
}

ntstatus nt_query_event(const struct nt_query_event *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct event_object *event;
    struct event_basic_information basic;
    if (a->information_class >= EVENT_CLASSES)
        return STATUS_INVALID_INFO_CLASS;
    ntstatus status = answer_exactly(&answer, sizeof basic);
    if (status_ok(status))
        status = event_of(a->event, EVENT_RIGHT_QUERY, &event);
    if (!status_ok(status))
        return status;
    bool notification = event->event.kind == WAITABLE_NOTIFICATION;
    basic.type = notification ? EVENT_NOTIFICATION : EVENT_SYNCHRONIZATION;
    basic.signal = event->event.signal;
    object_dereference(&event->object);
    return answer_give(&answer, &basic, sizeof basic);
}

/* ---- mutants ---- */

static ntstatus make_mutant(struct object *object, const void *how)
{
    const struct nt_create_mutant *a = how;
    mutant_start(&((struct mutant_object *)object)->mutant, a->owned != 0);
    return STATUS_SUCCESS;
}

ntstatus nt_create_mutant(const struct nt_create_mutant *a)
{
    return named_create(&mutant_type, sizeof(struct mutant_object), make_mutant, a, a->access, a->attributes,
                        a->out);
}

ntstatus nt_open_mutant(const struct nt_open_mutant *a)
{
    return named_open(&mutant_type, a->access, a->attributes, a->out);
}

ntstatus nt_release_mutant(const struct nt_release_mutant *a)
{
    struct object *object;
    int32_t before = 0;
    ntstatus status = capture_object(a->mutant, &mutant_type, 0, &object, NULL);
    if (!status_ok(status))
        return status;
    status = mutant_release(&((struct mutant_object *)object)->mutant, &before);
    object_dereference(object);
    return status_ok(status) ? with_previous(a->previous, before) : status;
}

/* ---- semaphores ---- */

static ntstatus make_semaphore(struct object *object, const void *how)
{
    const struct nt_create_semaphore *a = how;
    semaphore_start(&((struct semaphore_object *)object)->semaphore, a->initial, a->limit);
    return STATUS_SUCCESS;
}

ntstatus nt_create_semaphore(const struct nt_create_semaphore *a)
{
    if (a->limit <= 0 || a->initial < 0 || a->initial > a->limit)
        return STATUS_INVALID_PARAMETER;
    return named_create(&semaphore_type, sizeof(struct semaphore_object), make_semaphore, a, a->access,
                        a->attributes, a->out);
}

ntstatus nt_open_semaphore(const struct nt_open_semaphore *a)
{
    return named_open(&semaphore_type, a->access, a->attributes, a->out);
}

ntstatus nt_release_semaphore(const struct nt_release_semaphore *a)
{
    struct object *object;
    int32_t before = 0;
    if (a->count <= 0)
        return STATUS_INVALID_PARAMETER;
    ntstatus status = capture_object(a->semaphore, &semaphore_type, SEMAPHORE_RIGHT_MODIFY, &object, NULL);
    if (!status_ok(status))
        return status;
    status = semaphore_release(&((struct semaphore_object *)object)->semaphore, a->count, &before);
    object_dereference(object);
    return status_ok(status) ? with_previous(a->previous, before) : status;
}

/* ---- waiting ---- */

/* Takes over the reference: it is dropped if nobody can wait for the object. */
static ntstatus waitable_in(struct object *object, struct waitable **waitable)
{
    *waitable = object_waitable(object);
    if (!*waitable) {
        object_dereference(object);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return STATUS_SUCCESS;
}

static ntstatus waitable_of(uint32_t handle, struct object **object, struct waitable **waitable)
{
    ntstatus status = capture_object(handle, NULL, ACCESS_SYNCHRONIZE, object, NULL);
    return status_ok(status) ? waitable_in(*object, waitable) : status;
}

/* One of a set: NT takes pseudo handles where one object is waited for, never here. */
static ntstatus waitable_of_set(uint32_t handle, struct object **object, struct waitable **waitable)
{
    ntstatus status = handle_lookup(current_handles(), handle, NULL, ACCESS_SYNCHRONIZE, object, NULL);
    return status_ok(status) ? waitable_in(*object, waitable) : status;
}

ntstatus nt_wait_for_single_object(const struct nt_wait_for_single_object *a)
{
    struct object *object;
    struct waitable *waitable;
    uint64_t due;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (status_ok(status))
        status = waitable_of(a->object, &object, &waitable);
    if (!status_ok(status))
        return status;
    status = wait_user_one(waitable, a->alertable, due);
    object_dereference(object);
    return status;
}

struct many {
    struct wait_block blocks[MOST_WAIT_OBJECTS];
    struct object *objects[MOST_WAIT_OBJECTS];
    uint32_t handles[MOST_WAIT_OBJECTS];
};

/* Waiting for all of a set that names one object twice could never be satisfied; NT refuses it. */
static bool twice(const struct many *many, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (many->blocks[i].object == many->blocks[k].object)
                return true;
    return false;
}

static ntstatus wait_captured(struct many *many, uint32_t count, bool all, bool alertable, uint64_t due)
{
    ASSERT(count > 0 && count <= MOST_WAIT_OBJECTS);
    uint32_t got = 0;
    ntstatus status = STATUS_SUCCESS;
    for (; got < count; got++) {
        status = waitable_of_set(many->handles[got], &many->objects[got], &many->blocks[got].object);
        if (!status_ok(status))
            break;
    }
    if (status_ok(status) && all && twice(many, count))
        status = STATUS_INVALID_PARAMETER_MIX;
    else if (status_ok(status))
        status = wait_user_many(many->blocks, count, all, alertable, due);
    while (got > 0)
        object_dereference(many->objects[--got]);
    return status;
}

ntstatus nt_wait_for_multiple_objects(const struct nt_wait_for_multiple_objects *a)
{
    uint64_t due;
    if (a->count == 0 || a->count > MOST_WAIT_OBJECTS)
        return STATUS_INVALID_PARAMETER_1;
    if (a->type > WAIT_TYPE_ANY)
        return STATUS_INVALID_PARAMETER_3;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (!status_ok(status))
        return status;
    struct many *many = pool_alloc(sizeof *many, TAG_WAIT);
    if (!many)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = user_read(many->handles, a->objects, a->count * 4);
    if (status_ok(status))
        status = wait_captured(many, a->count, a->type == WAIT_TYPE_ALL, a->alertable, due);
    pool_free(many);
    return status;
}

/* A mutant may be released by whoever owns it; the other two need the right that their own services ask for.
 */
static ntstatus signal_object(struct object *object, uint32_t granted)
{
    int32_t before;
    if (object->type == &mutant_type)
        return mutant_release(&((struct mutant_object *)object)->mutant, &before);
    if (object->type == &semaphore_type)
        return granted & SEMAPHORE_RIGHT_MODIFY
                   ? semaphore_release(&((struct semaphore_object *)object)->semaphore, 1, &before)
                   : STATUS_ACCESS_DENIED;
    if (object->type != &event_type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (!(granted & EVENT_RIGHT_MODIFY))
        return STATUS_ACCESS_DENIED;
    event_set(&((struct event_object *)object)->event);
    return STATUS_SUCCESS;
}

/* Everything is looked at before anything is signalled; and nothing runs between the two halves, because the
 * kernel is not preempted and neither waits before it. */
ntstatus nt_signal_and_wait_for_single_object(const struct nt_signal_and_wait_for_single_object *a)
{
    struct object *signal, *object;
    struct waitable *waitable;
    uint32_t granted;
    uint64_t due;
    ntstatus status = capture_timeout(a->timeout, &due);
    if (status_ok(status))
        status = capture_object(a->signal, NULL, 0, &signal, &granted);
    if (!status_ok(status))
        return status;
    status = waitable_of(a->object, &object, &waitable);
    if (status_ok(status)) {
        status = signal_object(signal, granted);
        if (status_ok(status))
            status = wait_user_one(waitable, a->alertable, due);
        object_dereference(object);
    }
    object_dereference(signal);
    return status;
}

ntstatus nt_yield_execution(const struct nt_yield_execution *a)
{
    (void)a;
    wait_expire();
    return dispatcher_yield() ? STATUS_SUCCESS : STATUS_NO_YIELD_PERFORMED;
}

ntstatus nt_delay_execution(const struct nt_delay_execution *a)
{
    uint64_t due;
    ntstatus status = capture_timeout(a->interval, &due);
    if (!status_ok(status))
        return status;
    return wait_user_delay(a->alertable, due);
}
