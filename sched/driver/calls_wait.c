/* Events, mutexes, semaphores, and waiting. */
#include "sched/driver/kernelcalls.h"

#include <stddef.h>
#include "firmware/level.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/waitobject.h"

#define MOST_WITHOUT_BLOCKS 3u /* THREAD_WAIT_OBJECTS */
#define FREE                1  /* of mutexes */

enum { WAIT_FOR_ALL = 0, WAIT_FOR_ANY = 1 }; /* WAIT_TYPE */

/* ---- events ---- */

void NTAPI ke_initialize_event(struct nt_event *event, uint32_t type, uint8_t state)
{
    wait_object_start(&event->header, type ? NT_EVENT_SYNCHRONIZATION : NT_EVENT_NOTIFICATION, sizeof *event,
                      state != 0);
}

int32_t NTAPI ke_set_event(struct nt_event *event, int32_t increment, uint8_t wait)
{
    (void)increment, (void)wait;
    driver_call_at_most(DISPATCH_LEVEL);
    int32_t before = event->header.signalled;
    wait_object_signal(&event->header, 1);
    return before;
}

int32_t NTAPI ke_reset_event(struct nt_event *event)
{
    driver_call_at_most(DISPATCH_LEVEL);
    int32_t before = event->header.signalled;
    event->header.signalled = 0;
    return before;
}

void NTAPI ke_clear_event(struct nt_event *event)
{
    event->header.signalled = 0;
}

int32_t NTAPI ke_read_state(const struct nt_header *object)
{
    return object->signalled;
}

/* ---- mutexes and semaphores ---- */

void NTAPI ke_initialize_mutex(struct nt_mutex *mutex, uint32_t level)
{
    (void)level;
    wait_object_start(&mutex->header, NT_MUTEX, sizeof *mutex, FREE);
    mutex->owner = NULL;
    mutex->abandoned = 0;
    mutex->apc_disable = 1;
}

int32_t NTAPI ke_release_mutex(struct nt_mutex *mutex, uint8_t wait)
{
    (void)wait;
    return wait_mutex_release(mutex);
}

void NTAPI ke_initialize_semaphore(struct nt_semaphore *semaphore, int32_t count, int32_t limit)
{
    wait_object_start(&semaphore->header, NT_SEMAPHORE, sizeof *semaphore, count);
    semaphore->limit = limit;
}

/* NT raises an exception, for which no driver is prepared here. */
int32_t NTAPI ke_release_semaphore(struct nt_semaphore *semaphore, int32_t increment, int32_t adjustment,
                                   uint8_t wait)
{
    int32_t before = semaphore->header.signalled;
    (void)increment, (void)wait;
    driver_call_at_most(DISPATCH_LEVEL);
    if (adjustment < 0 || adjustment > semaphore->limit - before)
        driver_call_bug(BUGCHECK_KMODE_EXCEPTION, (uint32_t)STATUS_SEMAPHORE_LIMIT_EXCEEDED,
                        (uint32_t)semaphore, "a driver releases a semaphore beyond its limit");
    wait_object_signal(&semaphore->header, before + adjustment);
    return before;
}

/* ---- fast mutexes ---- */

/* Its owner runs at APC_LEVEL. Who wants it while it is owned takes one more off, and is woken when its turn
 * has come. */
static void become_owner(struct nt_fast_mutex *mutex)
{
    mutex->owner = thread_current();
    mutex->level = level_raise(APC_LEVEL);
}

void FASTCALL ex_acquire_fast_mutex(struct nt_fast_mutex *mutex)
{
    struct nt_header *given = &mutex->given.header;
    driver_call_at_most(APC_LEVEL);
    if (mutex->owner == thread_current() && mutex->count < FREE)
        driver_call_bug(BUGCHECK_LOCK_OWNED, (uint32_t)mutex, 0, "a driver takes a fast mutex twice");
    if (--mutex->count < 0) {
        mutex->contention++;
        wait_objects(&given, 1, false, NULL);
    }
    become_owner(mutex);
}

uint8_t FASTCALL ex_try_to_acquire_fast_mutex(struct nt_fast_mutex *mutex)
{
    driver_call_at_most(APC_LEVEL);
    if (mutex->count != FREE)
        return 0;
    mutex->count--;
    become_owner(mutex);
    return 1;
}

void FASTCALL ex_release_fast_mutex(struct nt_fast_mutex *mutex)
{
    uint32_t level = mutex->level;
    if (mutex->owner != thread_current() || mutex->count >= FREE || level_now != APC_LEVEL)
        driver_call_bug(BUGCHECK_LOCK_NOT_OWNED, (uint32_t)mutex, level_now,
                        "a driver gives back a fast mutex that it has not");
    mutex->owner = NULL;
    if (++mutex->count < FREE)
        wait_object_signal(&mutex->given.header, 1);
    level_lower(level);
}

/* ---- waiting ---- */

int32_t NTAPI ke_wait_for_single_object(struct nt_header *object, uint32_t reason, uint32_t mode,
                                        uint8_t alertable, const int64_t *timeout)
{
    (void)reason, (void)mode, (void)alertable;
    return wait_objects(&object, 1, false, timeout);
}

int32_t NTAPI ke_wait_for_multiple_objects(uint32_t count, struct nt_header *const *objects, uint32_t kind,
                                           uint32_t reason, uint32_t mode, uint8_t alertable,
                                           const int64_t *timeout, void *blocks)
{
    (void)reason, (void)mode, (void)alertable;
    if (count == 0 || count > (blocks ? WAIT_OBJECTS_MOST : MOST_WITHOUT_BLOCKS))
        driver_call_bug(BUGCHECK_MOST_WAIT_OBJECTS, count, 0, "a driver waits for too many objects");
    if (kind != WAIT_FOR_ALL && kind != WAIT_FOR_ANY)
        return STATUS_INVALID_PARAMETER;
    return wait_objects(objects, count, kind == WAIT_FOR_ALL, timeout);
}

int32_t NTAPI ke_delay_execution_thread(uint32_t mode, uint8_t alertable, const int64_t *interval)
{
    (void)mode, (void)alertable;
    uint32_t level = wait_level_leave();
    wait_delay(wait_due(*interval), WAIT_EXECUTIVE);
    level_raise(level);
    return STATUS_SUCCESS;
}

_Noreturn void NTAPI ke_bug_check_ex(uint32_t code, uint32_t first, uint32_t second, uint32_t third,
                                     uint32_t fourth)
{
    bugcheck(code, first, second, third, fourth, "a driver's");
}
