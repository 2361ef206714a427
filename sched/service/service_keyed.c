/*
 * Keyed events: two threads meet at a key, one that waits and one that releases, and whoever comes first
 * waits for the other. So a key needs no memory, and no release is lost. NT's locks were made of them from XP
 * on (Microsoft Windows Internals, keyed events); handle 0 is the one that every process has.
 */
#include "sched/service/services.h"

#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/object/keyedobject.h"
#include "sched/process/process.h"
#include "sched/service/capture.h"
#include "sched/service/names.h"

#define KEY_RELEASES 1u /* keys are even */

static struct hash_table waiting; /* who has come first, by key */

static void deleted(struct object *object)
{
    pool_free(object); /* a waiter holds a reference */
}

const struct object_type keyed_event_type = {
    .name = "KeyedEvent",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x20000,
    .all_access = 0xf0003,
    .logged = true,
    .deleted = deleted,
};

static ntstatus make(struct object *object, const void *how)
{
    (void)object, (void)how;
    return STATUS_SUCCESS;
}

ntstatus nt_create_keyed_event(const struct nt_create_keyed_event *a)
{
    if (a->flags != 0)
        return STATUS_INVALID_PARAMETER_4;
    return named_create(&keyed_event_type, sizeof(struct keyed_event_object), make, a, a->access,
                        a->attributes, a->out);
}

ntstatus nt_open_keyed_event(const struct nt_open_keyed_event *a)
{
    return named_open(&keyed_event_type, a->access, a->attributes, a->out);
}

/* ---- meeting ---- */

struct meeting {
    struct object *event; /* NULL: every process's */
    uint32_t key;
    bool releases, alertable;
    uint64_t due;
};

/* Threads meet those of their own process, also where the event is another's, too. */
static bool fits(const struct keyed_wait *wait, const struct meeting *meeting)
{
    return wait->key == meeting->key && wait->event == meeting->event && wait->process == process_current() &&
           wait->releases != meeting->releases;
}

static struct keyed_wait *first_partner(const struct meeting *meeting)
{
    list_each (link, hash_chain(&waiting, meeting->key)) {
        struct keyed_wait *wait = list_member(link, struct keyed_wait, entry.link);
        if (fits(wait, meeting))
            return wait;
    }
    return NULL;
}

/* Who has been met is so, however the wait ended meanwhile: the other one has gone on. */
static ntstatus come_first(const struct meeting *meeting)
{
    struct thread *thread = thread_current();
    struct keyed_wait *wait = &thread_object_of(thread)->keyed;
    wait->key = meeting->key;
    wait->event = meeting->event;
    wait->process = process_current();
    wait->releases = meeting->releases;
    event_start(&wait->met, "KeyedEvent", WAITABLE_SYNCHRONIZATION, false);
    hash_add(&waiting, &wait->entry, meeting->key);
    thread->wait_address = meeting->key;
    ntstatus status = wait_user_one(&wait->met, meeting->alertable, meeting->due);
    thread->wait_address = 0;
    if (!hash_entry_is_in(&wait->entry))
        return STATUS_SUCCESS;
    hash_remove(&waiting, &wait->entry);
    return status;
}

static ntstatus meet(const struct meeting *meeting)
{
    struct keyed_wait *partner = first_partner(meeting);
    if (!partner)
        return come_first(meeting);
    hash_remove(&waiting, &partner->entry);
    event_set(&partner->met);
    return STATUS_SUCCESS;
}

static ntstatus meet_at(uint32_t handle, uint32_t right, struct meeting *meeting, uint32_t timeout)
{
    if (meeting->key & KEY_RELEASES)
        return STATUS_INVALID_PARAMETER_1;
    ntstatus status = capture_timeout(timeout, &meeting->due);
    if (status_ok(status) && handle != 0)
        status = capture_object(handle, &keyed_event_type, right, &meeting->event, NULL);
    if (!status_ok(status))
        return status;
    status = meet(meeting);
    if (meeting->event)
        object_dereference(meeting->event);
    return status;
}

ntstatus nt_wait_for_keyed_event(const struct nt_wait_for_keyed_event *a)
{
    struct meeting meeting = {.key = a->key, .alertable = a->alertable};
    return meet_at(a->event, KEYED_EVENT_WAIT, &meeting, a->timeout);
}

ntstatus nt_release_keyed_event(const struct nt_release_keyed_event *a)
{
    struct meeting meeting = {.key = a->key, .releases = true, .alertable = a->alertable};
    return meet_at(a->event, KEYED_EVENT_WAKE, &meeting, a->timeout);
}
