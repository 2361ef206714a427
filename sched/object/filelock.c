#include "sched/object/filelock.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/wait.h"

#define TAG_LOCK POOL_TAG('L', 'o', 'c', 'k')

struct file_lock {
    struct link link;
    struct file_lock_owner owner;
    struct file_range range;
    bool exclusive;
};

struct file_locks { /* of a file that has any, or somebody who waits for one */
    struct link held;
    struct waitable given; /* set when one was given back */
    uint32_t waiting;
};

static bool same_owner(const struct file_lock_owner *a, const struct file_lock_owner *b)
{
    return a->object == b->object && a->process == b->process && a->key == b->key;
}

static bool same_range(const struct file_range *a, const struct file_range *b)
{
    return a->first == b->first && a->bytes == b->bytes;
}

/* A range without bytes ends before it begins, so it meets only what it lies within; at 0 there is no before.
 */
static bool overlap(const struct file_range *a, const struct file_range *b)
{
    if ((a->first == 0 && a->bytes == 0) || (b->first == 0 && b->bytes == 0))
        return false;
    return a->first <= b->first + b->bytes - 1 && b->first <= a->first + a->bytes - 1;
}

/* Is a lock in the way of a new one? */
static bool excludes(const struct file_lock *lock, const struct file_lock_owner *owner, bool exclusive)
{
    return exclusive || (lock->exclusive && !same_owner(&lock->owner, owner));
}

static bool grantable(const struct file_locks *locks, const struct file_lock_owner *owner,
                      const struct file_range *range, bool exclusive)
{
    list_each (link, &locks->held) {
        const struct file_lock *lock = list_member(link, struct file_lock, link);
        if (overlap(&lock->range, range) && excludes(lock, owner, exclusive))
            return false;
    }
    return true;
}

static struct file_locks *locks_of(struct file *file)
{
    if (file->locks)
        return file->locks;
    struct file_locks *locks = pool_alloc(sizeof *locks, TAG_LOCK);
    if (!locks)
        return NULL;
    list_start(&locks->held);
    event_start(&locks->given, "RangeLock", WAITABLE_NOTIFICATION, false);
    return file->locks = locks;
}

static void forget_if_unused(struct file *file)
{
    struct file_locks *locks = file->locks;
    if (!locks || locks->waiting || !list_empty(&locks->held))
        return;
    pool_free(locks);
    file->locks = NULL;
}

static ntstatus await(struct file_locks *locks)
{
    locks->waiting++;
    event_reset(&locks->given);
    ntstatus status = wait_one(&locks->given, WAIT_USER_REQUEST, WAIT_FOREVER);
    ASSERT(locks->waiting > 0);
    locks->waiting--;
    return status;
}

static ntstatus hold(struct file_locks *locks, const struct file_lock_owner *owner,
                     const struct file_range *range, bool exclusive)
{
    struct file_lock *lock = pool_alloc(sizeof *lock, TAG_LOCK);
    if (!lock)
        return STATUS_INSUFFICIENT_RESOURCES;
    *lock = (struct file_lock){.owner = *owner, .range = *range, .exclusive = exclusive};
    list_append(&locks->held, &lock->link);
    return STATUS_SUCCESS;
}

ntstatus file_lock_take(const struct file_lock_owner *owner, const struct file_range *range, bool exclusive,
                        bool wait)
{
    struct file *file = owner->object->file;
    ASSERT(file && owner->object->object.references > 0);
    if (range->bytes && range->first + range->bytes - 1 < range->first)
        return STATUS_INVALID_LOCK_RANGE;
    struct file_locks *locks = locks_of(file);
    if (!locks)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && status != STATUS_USER_APC && !grantable(locks, owner, range, exclusive))
        status = wait ? await(locks) : STATUS_LOCK_NOT_GRANTED;
    if (status == STATUS_SUCCESS)
        status = hold(locks, owner, range, exclusive);
    forget_if_unused(file);
    return status;
}

static void drop(struct file *file, struct file_lock *lock)
{
    list_remove(&lock->link);
    pool_free(lock);
    event_set(&file->locks->given);
    forget_if_unused(file);
}

static struct file_lock *find(const struct file_locks *locks, const struct file_lock_owner *owner,
                              const struct file_range *range, bool exclusive)
{
    list_each (link, &locks->held) {
        struct file_lock *lock = list_member(link, struct file_lock, link);
        if (lock->exclusive == exclusive && same_owner(&lock->owner, owner) &&
            same_range(&lock->range, range))
            return lock;
    }
    return NULL;
}

ntstatus file_lock_give(const struct file_lock_owner *owner, const struct file_range *range)
{
    struct file *file = owner->object->file;
    ASSERT(file);
    if (!file->locks)
        return STATUS_RANGE_NOT_LOCKED;
    struct file_lock *lock = find(file->locks, owner, range, true);
    if (!lock)
        lock = find(file->locks, owner, range, false);
    if (!lock)
        return STATUS_RANGE_NOT_LOCKED;
    drop(file, lock);
    return STATUS_SUCCESS;
}

bool file_lock_allows(const struct file_lock_owner *owner, const struct file_range *range, bool writing)
{
    const struct file_locks *locks = owner->object->file->locks;
    if (!locks || !range->bytes)
        return true;
    list_each (link, &locks->held) {
        const struct file_lock *lock = list_member(link, struct file_lock, link);
        bool forbids = lock->exclusive ? !same_owner(&lock->owner, owner) : writing;
        if (forbids && overlap(&lock->range, range))
            return false;
    }
    return true;
}

/* The first lock of the object, given to that process unless `any`. */
static struct file_lock *next_of(const struct file_locks *locks, const struct file_object *object,
                                 uint32_t process, bool any)
{
    list_each (link, &locks->held) {
        struct file_lock *lock = list_member(link, struct file_lock, link);
        if (lock->owner.object == object && (any || lock->owner.process == process))
            return lock;
    }
    return NULL;
}

static void give_all(struct file_object *object, uint32_t process, bool any)
{
    struct file *file = object->file;
    struct file_lock *lock;
    while (file->locks && (lock = next_of(file->locks, object, process, any)))
        drop(file, lock);
}

void file_lock_give_all_of(struct file_object *object, uint32_t process)
{
    give_all(object, process, false);
}

void file_lock_give_all(struct file_object *object)
{
    give_all(object, 0, true);
}
