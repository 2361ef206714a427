#include "storage/volumelock.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

/* `free` is signalled while nobody holds the lock; setting it hands the lock to the thread that has waited
 * longest. Before there are threads the owner is NULL, which is the running thread then. */
static struct {
    struct waitable free;
    struct thread *owner;
} lock = {.free = {WAITABLE_SYNCHRONIZATION, 1, {&lock.free.waiters, &lock.free.waiters}, "VolumeLock", 0}};
uint32_t volume_lock_depth;

bool volume_lock_is_ours(void)
{
    return lock.owner == thread_current();
}

static void take(void)
{
    if (lock.free.signal)
        event_reset(&lock.free);
    else
        wait_one(&lock.free, WAIT_EXECUTIVE, WAIT_FOREVER);
    ASSERT(volume_lock_depth == 0);
    lock.owner = thread_current();
}

void volume_lock(void)
{
    if (!volume_locked())
        take();
    volume_lock_depth++;
}

void volume_unlock(void)
{
    ASSERT(volume_locked());
    if (--volume_lock_depth > 0)
        return;
    lock.owner = NULL;
    event_set(&lock.free);
}
