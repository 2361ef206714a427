#include "sched/driver/resource.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/waitobject.h"

#define TAG_HOLDER      POOL_TAG('D', 'r', 'R', 's')
#define ACTIVE_RESOURCE 0xd2u    /* DRIVER_VERIFIER_DETECTED_VIOLATION: its memory goes */
#define NO_MEMORY_DELAY -100000L /* 10 ms, until it is asked for again */

/* A thread that has a resource, or waits for it. */
struct holder {
    struct link link; /* first; in `holders` or `waiters` */
    struct nt_resource *resource;
    const struct thread *thread;
    uint32_t count;
    bool exclusive;
    struct waitable given;
};

static struct link resources = {&resources, &resources};
static struct link holders = {&holders, &holders}, waiters = {&waiters, &waiters}; /* first come first */

/* ---- which there are ---- */

static bool is_known(const struct nt_resource *resource)
{
    list_each (link, &resources)
        if (list_member(link, struct nt_resource, all) == resource)
            return true;
    return false;
}

static void check_known(const struct nt_resource *resource)
{
    if (!is_known(resource))
        driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)resource, "a driver names what is no resource");
}

void resource_start(struct nt_resource *resource)
{
    if (is_known(resource))
        driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)resource, "a driver initializes a resource twice");
    *resource = (struct nt_resource){.active = 0};
    list_append(&resources, &resource->all);
}

void resource_end(struct nt_resource *resource)
{
    check_known(resource);
    if (resource->active > 0)
        driver_call_bug(BUGCHECK_VERIFIER, ACTIVE_RESOURCE, (uint32_t)resource,
                        "a driver deletes a resource that a thread has");
    list_remove(&resource->all);
}

void resources_check(const struct driver *driver, uint32_t first, uint32_t end)
{
    list_each (link, &resources) {
        const struct nt_resource *resource = list_member(link, struct nt_resource, all);
        if ((uint32_t)resource < first || (uint32_t)resource >= end)
            continue;
        driver_blame(driver);
        bugcheck(BUGCHECK_VERIFIER, ACTIVE_RESOURCE, (uint32_t)resource, first, end - first,
                 "a driver's resource is not deleted, and its memory goes");
    }
}

/* ---- who has one ---- */

static struct holder *current_holder(const struct nt_resource *resource)
{
    check_known(resource);
    list_each (link, &holders) {
        struct holder *holder = (struct holder *)link;
        if (holder->resource == resource && holder->thread == thread_current())
            return holder;
    }
    return NULL;
}

static struct holder *make(struct nt_resource *resource, enum resource_mode mode)
{
    struct holder *holder = pool_alloc(sizeof *holder, TAG_HOLDER);
    if (!holder)
        return NULL;
    holder->resource = resource;
    holder->thread = thread_current();
    holder->count = 1;
    holder->exclusive = mode == RESOURCE_EXCLUSIVE;
    return holder;
}

static void begin_to_hold(struct holder *holder)
{
    struct nt_resource *resource = holder->resource;
    resource->active++;
    resource->active_entries++;
    resource->flag = holder->exclusive ? NT_RESOURCE_EXCLUSIVE : 0;
    list_append(&holders, &holder->link);
}

static bool may_have(const struct nt_resource *resource, enum resource_mode mode)
{
    if (mode == RESOURCE_EXCLUSIVE)
        return resource->active == 0;
    if (resource->flag & NT_RESOURCE_EXCLUSIVE)
        return false;
    return mode == RESOURCE_SHARED_STARVING || resource->exclusive_waiters == 0;
}

/* Once more, if the thread has it so. */
static bool take_again(const struct nt_resource *resource, enum resource_mode mode)
{
    struct holder *holder = current_holder(resource);
    if (!holder || (mode == RESOURCE_EXCLUSIVE && !holder->exclusive))
        return false;
    holder->count++;
    return true;
}

uint32_t resource_held(const struct nt_resource *resource)
{
    const struct holder *holder = current_holder(resource);
    return holder ? holder->count : 0;
}

bool resource_held_exclusively(const struct nt_resource *resource)
{
    const struct holder *holder = current_holder(resource);
    return holder && holder->exclusive;
}

/* ---- taking ---- */

static uint32_t *waiters_like(const struct holder *holder)
{
    struct nt_resource *resource = holder->resource;
    return holder->exclusive ? &resource->exclusive_waiters : &resource->shared_waiters;
}

static void wait_for(struct holder *holder)
{
    uint32_t level = wait_level_leave();
    event_start(&holder->given, "DriverResource", WAITABLE_NOTIFICATION, false);
    holder->resource->contention++;
    ++*waiters_like(holder);
    list_append(&waiters, &holder->link);
    wait_one(&holder->given, WAIT_EXECUTIVE, WAIT_FOREVER);
    level_raise(level);
}

bool resource_try(struct nt_resource *resource, enum resource_mode mode)
{
    driver_call_at_most(APC_LEVEL);
    if (take_again(resource, mode))
        return true;
    struct holder *holder = may_have(resource, mode) ? make(resource, mode) : NULL;
    if (holder)
        begin_to_hold(holder);
    return holder != NULL;
}

/* NT waits for memory in the same way. */
static struct holder *make_surely(struct nt_resource *resource, enum resource_mode mode)
{
    struct holder *holder;
    while (!(holder = make(resource, mode))) {
        uint32_t level = wait_level_leave();
        wait_delay(wait_due(NO_MEMORY_DELAY), WAIT_POOL);
        level_raise(level);
    }
    return holder;
}

void resource_take(struct nt_resource *resource, enum resource_mode mode)
{
    driver_call_at_most(APC_LEVEL);
    if (take_again(resource, mode))
        return;
    struct holder *holder = make_surely(resource, mode);
    if (may_have(resource, mode))
        begin_to_hold(holder);
    else
        wait_for(holder);
}

/* ---- giving back ---- */

static void give(struct holder *holder)
{
    list_remove(&holder->link);
    --*waiters_like(holder);
    begin_to_hold(holder);
    event_set(&holder->given);
}

static struct holder *first_waiter(const struct nt_resource *resource, bool exclusive)
{
    list_each (link, &waiters) {
        struct holder *holder = (struct holder *)link;
        if (holder->resource == resource && holder->exclusive == exclusive)
            return holder;
    }
    return NULL;
}

static void give_to_sharers(const struct nt_resource *resource)
{
    while (resource->shared_waiters > 0)
        give(first_waiter(resource, false));
}

static void pass_on(const struct nt_resource *resource, bool was_exclusive)
{
    if (resource->active > 0)
        return;
    if (resource->exclusive_waiters > 0 && !(was_exclusive && resource->shared_waiters > 0))
        give(first_waiter(resource, true));
    else
        give_to_sharers(resource);
}

static struct holder *owner(const struct nt_resource *resource)
{
    struct holder *holder = current_holder(resource);
    if (!holder)
        driver_call_bug(BUGCHECK_NOT_OWNED, (uint32_t)resource, (uint32_t)thread_current(),
                        "a driver gives back a resource that its thread has not");
    return holder;
}

void resource_release(struct nt_resource *resource)
{
    driver_call_at_most(DISPATCH_LEVEL);
    struct holder *holder = owner(resource);
    bool exclusive = holder->exclusive;
    if (--holder->count > 0)
        return;
    list_remove(&holder->link);
    pool_free(holder);
    resource->active--;
    resource->active_entries--;
    resource->flag = 0;
    pass_on(resource, exclusive);
}

void resource_convert(struct nt_resource *resource)
{
    driver_call_at_most(DISPATCH_LEVEL);
    struct holder *holder = owner(resource);
    if (!holder->exclusive)
        driver_call_bug(BUGCHECK_NOT_OWNED, (uint32_t)resource, (uint32_t)thread_current(),
                        "a driver converts a resource that its thread shares");
    holder->exclusive = false;
    resource->flag = 0;
    give_to_sharers(resource);
}
