#include "sched/driver/waitobject.h"

#include <stddef.h>
#include "firmware/level.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/driverbug.h"

/* One that waits for one object. */
struct waiter {
    struct link entry; /* first; in nt_header.waiters */
    struct waiting *of;
};

struct waiting {
    struct waitable woken;
    struct nt_header *const *objects;
    struct waiter *waiters;
    uint32_t count;
    bool all, over;
    int32_t status;
    struct thread *thread;
};

static struct link owned = {&owned, &owned}; /* mutexes */

/* ---- one object ---- */

static struct nt_mutex *mutex_of(struct nt_header *object)
{
    return (struct nt_mutex *)object;
}

static bool is_free(struct nt_header *object, const struct thread *thread)
{
    return object->signalled > 0 || (object->type == NT_MUTEX && mutex_of(object)->owner == thread);
}

static void own(struct nt_mutex *mutex, struct thread *thread)
{
    if (--mutex->header.signalled != 0)
        return;
    mutex->owner = thread;
    list_append(&owned, &mutex->owned);
}

/* What a satisfied wait takes. */
static void take(struct nt_header *object, struct thread *thread)
{
    switch ((enum nt_object_type)object->type) {
    case NT_EVENT_NOTIFICATION:
    case NT_TIMER_NOTIFICATION:
        return;
    case NT_EVENT_SYNCHRONIZATION:
    case NT_TIMER_SYNCHRONIZATION:
        object->signalled = 0;
        return;
    case NT_SEMAPHORE:
        object->signalled--;
        return;
    case NT_MUTEX:
        own(mutex_of(object), thread);
        return;
    }
    driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)object, "a driver waits for what cannot be waited for");
}

void wait_object_start(struct nt_header *object, enum nt_object_type type, uint32_t bytes, int32_t signalled)
{
    *object = (struct nt_header){.type = (uint8_t)type, .words = (uint8_t)(bytes / sizeof(uint32_t))};
    object->signalled = signalled;
    list_start(&object->waiters);
}

bool wait_object_has_waiters(const struct nt_header *object)
{
    return !list_empty(&object->waiters);
}

/* ---- waits ---- */

static uint32_t first_free(const struct waiting *waiting)
{
    uint32_t i = 0;
    while (i < waiting->count && !is_free(waiting->objects[i], waiting->thread))
        i++;
    return i;
}

static bool all_free(const struct waiting *waiting)
{
    for (uint32_t i = 0; i < waiting->count; i++)
        if (!is_free(waiting->objects[i], waiting->thread))
            return false;
    return true;
}

/* Takes what it waits for, if that is there. */
static bool satisfy(struct waiting *waiting)
{
    uint32_t which = waiting->all ? 0 : first_free(waiting);
    waiting->over = waiting->all ? all_free(waiting) : which < waiting->count;
    if (!waiting->over)
        return false;
    waiting->status = STATUS_WAIT_0 + (int32_t)which;
    for (uint32_t i = which; i < (waiting->all ? waiting->count : which + 1); i++)
        take(waiting->objects[i], waiting->thread);
    return true;
}

static void leave(const struct waiting *waiting)
{
    for (uint32_t i = 0; i < waiting->count; i++)
        list_remove(&waiting->waiters[i].entry);
}

void wait_object_signal(struct nt_header *object, int32_t signalled)
{
    struct link *entry = object->waiters.next;
    object->signalled = signalled;
    while (entry != &object->waiters && object->signalled > 0) {
        struct waiting *waiting = ((struct waiter *)entry)->of;
        entry = entry->next;
        if (!satisfy(waiting))
            continue;
        leave(waiting);
        event_set(&waiting->woken);
        entry = object->waiters.next; /* its entries may have stood anywhere in this list */
    }
}

static const char *name_of(const struct nt_header *object)
{
    switch ((enum nt_object_type)object->type) {
    case NT_MUTEX:
        return "DriverMutex";
    case NT_SEMAPHORE:
        return "DriverSemaphore";
    case NT_TIMER_NOTIFICATION:
    case NT_TIMER_SYNCHRONIZATION:
        return "DriverTimer";
    case NT_EVENT_NOTIFICATION:
    case NT_EVENT_SYNCHRONIZATION:
        break;
    }
    return "DriverEvent";
}

uint32_t wait_level_leave(void)
{
    uint32_t level = level_now;
    if (level >= DISPATCH_LEVEL)
        driver_call_bug(BUGCHECK_SWITCH_FROM_DPC, level, 0, "a driver waits at a raised level");
    level_lower(PASSIVE_LEVEL);
    return level;
}

static void sleep(struct waiting *waiting, uint64_t due)
{
    uint32_t level = wait_level_leave();
    event_start(&waiting->woken, name_of(waiting->objects[0]), WAITABLE_NOTIFICATION, false);
    for (uint32_t i = 0; i < waiting->count; i++) {
        waiting->waiters[i].of = waiting;
        list_append(&waiting->objects[i]->waiters, &waiting->waiters[i].entry);
    }
    wait_one(&waiting->woken, WAIT_EXECUTIVE, due);
    level_raise(level);
}

int32_t wait_objects(struct nt_header *const *objects, uint32_t count, bool all, const int64_t *timeout)
{
    struct waiter waiters[WAIT_OBJECTS_MOST];
    struct waiting waiting = {
        .objects = objects, .waiters = waiters, .count = count, .all = all, .thread = thread_current()};
    ASSERT(count > 0 && count <= WAIT_OBJECTS_MOST);
    driver_call_at_most(DISPATCH_LEVEL);
    wait_expire(); /* who looks at a timer sees it ring */
    if (satisfy(&waiting))
        return waiting.status;
    if (timeout && *timeout == 0)
        return STATUS_TIMEOUT;
    sleep(&waiting, timeout ? wait_due(*timeout) : WAIT_FOREVER);
    if (waiting.over) /* also behind a time-out, before the thread has run */
        return waiting.status;
    leave(&waiting);
    return STATUS_TIMEOUT;
}

/* ---- mutexes ---- */

int32_t wait_mutex_release(struct nt_mutex *mutex)
{
    int32_t before = mutex->header.signalled;
    driver_call_at_most(DISPATCH_LEVEL);
    if (mutex->owner != thread_current())
        driver_call_bug(BUGCHECK_KMODE_EXCEPTION, (uint32_t)STATUS_MUTANT_NOT_OWNED, (uint32_t)mutex,
                        "a driver releases a mutex that it has not");
    if (before < 0) {
        mutex->header.signalled++;
        return before;
    }
    mutex->owner = NULL;
    list_remove(&mutex->owned);
    wait_object_signal(&mutex->header, 1);
    return before;
}

uint32_t wait_mutexes_held(const struct nt_mutex **one)
{
    uint32_t count = 0;
    list_each (entry, &owned) {
        const struct nt_mutex *mutex = list_member(entry, struct nt_mutex, owned);
        if (mutex->owner != thread_current())
            continue;
        *one = mutex;
        count += 1 - (uint32_t)mutex->header.signalled;
    }
    return count;
}
