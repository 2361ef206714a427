/* Levels, locks, events and waiting. */
#include "sched/driver/kernelcalls.h"

#include <stddef.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "sched/dispatch/wait.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"

#define MOST_OBJECTS        64u /* MAXIMUM_WAIT_OBJECTS, THREAD_WAIT_OBJECTS */
#define MOST_WITHOUT_BLOCKS 3u
#define WAIT_FOR_ANY        1u /* WaitAny */

/* ---- levels and locks ---- */

uint8_t NTAPI ke_get_current_irql(void)
{
    return (uint8_t)level_now;
}

uint8_t FASTCALL kf_raise_irql(uint8_t level)
{
    if (level < level_now || level > HIGH_LEVEL)
        driver_call_bug(BUGCHECK_IRQL_NOT_GREATER, level_now, level,
                        "a driver raises the level to a lower one");
    return (uint8_t)level_raise(level);
}

void FASTCALL kf_lower_irql(uint8_t level)
{
    if (level > level_now)
        driver_call_bug(BUGCHECK_IRQL_NOT_LESS, level, level_now,
                        "a driver lowers the level to a higher one");
    dpc_lower(level);
}

void NTAPI ke_initialize_spin_lock(uint32_t *lock)
{
    *lock = 0;
}

/* Nobody else can hold it, for who does is not interrupted: to find it taken is to have taken it twice. */
void FASTCALL kef_acquire_spin_lock_at_dpc_level(uint32_t *lock)
{
    if (level_now < DISPATCH_LEVEL)
        driver_call_bug(BUGCHECK_IRQL_UNEXPECTED, level_now, (uint32_t)lock,
                        "a driver takes a spin lock at a low level");
    if (*lock != 0)
        driver_call_bug(BUGCHECK_LOCK_OWNED, (uint32_t)lock, 0, "a driver takes a spin lock twice");
    *lock = 1;
}

void FASTCALL kef_release_spin_lock_from_dpc_level(uint32_t *lock)
{
    if (level_now < DISPATCH_LEVEL || *lock != 1)
        driver_call_bug(BUGCHECK_LOCK_NOT_OWNED, (uint32_t)lock, level_now,
                        "a driver gives back a spin lock that it has not");
    *lock = 0;
}

uint8_t FASTCALL kf_acquire_spin_lock(uint32_t *lock)
{
    uint8_t level = (uint8_t)level_raise(DISPATCH_LEVEL);
    kef_acquire_spin_lock_at_dpc_level(lock);
    return level;
}

void FASTCALL kf_release_spin_lock(uint32_t *lock, uint8_t level)
{
    kef_release_spin_lock_from_dpc_level(lock);
    dpc_lower(level);
}

/* request.c takes it without the word, for a driver's cancel routine. */
void NTAPI io_acquire_cancel_spin_lock(uint8_t *level)
{
    *level = (uint8_t)level_raise(DISPATCH_LEVEL);
}

void NTAPI io_release_cancel_spin_lock(uint8_t level)
{
    dpc_lower(level);
}

/* ---- events ---- */

/* A driver's event has room for two pointers, so who waits keeps what can be waited for on its own stack: one
 * thing for all the events that it waits for, the first of which wakes it. */
struct waiter {
    struct nt_list_entry entry; /* first; in nt_event.waiters */
    struct waiting *of;
};

struct waiting {
    struct waitable woken;
    struct waiter *waiters;
    uint32_t count, which;
};

static bool has_waiters(const struct nt_event *event)
{
    return event->waiters.next != &event->waiters;
}

static void append(struct nt_event *event, struct waiter *waiter)
{
    waiter->entry.next = &event->waiters;
    waiter->entry.previous = event->waiters.previous;
    event->waiters.previous->next = &waiter->entry;
    event->waiters.previous = &waiter->entry;
}

static void take_out(struct waiting *waiting)
{
    for (uint32_t i = 0; i < waiting->count; i++) {
        const struct nt_list_entry *entry = &waiting->waiters[i].entry;
        entry->previous->next = entry->next;
        entry->next->previous = entry->previous;
    }
}

static void wake_first(struct nt_event *event)
{
    struct waiter *waiter = (struct waiter *)event->waiters.next;
    waiter->of->which = (uint32_t)(waiter - waiter->of->waiters);
    take_out(waiter->of);
    event_set(&waiter->of->woken);
}

void NTAPI ke_initialize_event(struct nt_event *event, uint32_t type, uint8_t state)
{
    *event = (struct nt_event){.type = (uint8_t)type, .words = sizeof *event / sizeof(uint32_t)};
    event->signalled = state != 0;
    event->waiters.next = event->waiters.previous = &event->waiters;
}

/* One that is for one waiter goes to the first, and does not become signalled. */
int32_t NTAPI ke_set_event(struct nt_event *event, int32_t increment, uint8_t wait)
{
    int32_t before = event->signalled;
    (void)increment, (void)wait;
    if (event->type == WAITABLE_SYNCHRONIZATION && has_waiters(event)) {
        wake_first(event);
        return before;
    }
    event->signalled = 1;
    while (has_waiters(event))
        wake_first(event);
    return before;
}

int32_t NTAPI ke_reset_event(struct nt_event *event)
{
    int32_t before = event->signalled;
    event->signalled = 0;
    return before;
}

void NTAPI ke_clear_event(struct nt_event *event)
{
    event->signalled = 0;
}

int32_t NTAPI ke_read_state_event(const struct nt_event *event)
{
    return event->signalled;
}

static bool try_take(struct nt_event *event)
{
    bool signalled = event->signalled > 0;
    if (event->type == WAITABLE_SYNCHRONIZATION)
        event->signalled = 0;
    return signalled;
}

/* Which of them is signalled already, and takes from it what a wait takes; `count`: none. */
static uint32_t try_any(struct nt_event *const *events, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && !try_take(events[i]))
        i++;
    return i;
}

/* Nobody else could run, so what is waited for would never come. */
static void check_may_wait(void)
{
    if (level_now >= DISPATCH_LEVEL)
        driver_call_bug(BUGCHECK_SWITCH_FROM_DPC, level_now, 0, "a driver waits at a raised level");
}

/* STATUS_WAIT_0 and which, or STATUS_TIMEOUT. */
static int32_t wait_for(struct nt_event *const *events, struct waiter *waiters, uint32_t count,
                        const int64_t *timeout)
{
    struct waiting waiting = {.waiters = waiters, .count = count, .which = try_any(events, count)};
    if (waiting.which < count)
        return STATUS_WAIT_0 + (int32_t)waiting.which;
    if (timeout && *timeout == 0)
        return STATUS_TIMEOUT;
    check_may_wait();
    event_start(&waiting.woken, "DriverEvent", WAITABLE_NOTIFICATION, false);
    for (uint32_t i = 0; i < count; i++) {
        waiters[i].of = &waiting;
        append(events[i], &waiters[i]);
    }
    wait_one(&waiting.woken, WAIT_EXECUTIVE, timeout ? wait_due(*timeout) : WAIT_FOREVER);
    if (waiting.which < count) /* also behind a time-out, before the thread has run */
        return STATUS_WAIT_0 + (int32_t)waiting.which;
    take_out(&waiting);
    return STATUS_TIMEOUT;
}

int32_t NTAPI ke_wait_for_single_object(struct nt_event *event, uint32_t reason, uint32_t mode,
                                        uint8_t alertable, const int64_t *timeout)
{
    struct waiter waiter;
    (void)reason, (void)mode, (void)alertable;
    return wait_for(&event, &waiter, 1, timeout);
}

int32_t NTAPI ke_wait_for_multiple_objects(uint32_t count, struct nt_event *const *events, uint32_t kind,
                                           uint32_t reason, uint32_t mode, uint8_t alertable,
                                           const int64_t *timeout, void *blocks)
{
    struct waiter waiters[MOST_OBJECTS];
    (void)reason, (void)mode, (void)alertable;
    if (count == 0 || count > (blocks ? MOST_OBJECTS : MOST_WITHOUT_BLOCKS))
        driver_call_bug(BUGCHECK_MOST_WAIT_OBJECTS, count, 0, "a driver waits for too many objects");
    if (kind != WAIT_FOR_ANY)
        return STATUS_NOT_IMPLEMENTED;
    return wait_for(events, waiters, count, timeout);
}

int32_t NTAPI ke_delay_execution_thread(uint32_t mode, uint8_t alertable, const int64_t *interval)
{
    (void)mode, (void)alertable;
    check_may_wait();
    wait_delay(wait_due(*interval), WAIT_EXECUTIVE);
    return STATUS_SUCCESS;
}

_Noreturn void NTAPI ke_bug_check_ex(uint32_t code, uint32_t first, uint32_t second, uint32_t third,
                                     uint32_t fourth)
{
    bugcheck(code, first, second, third, fourth, "a driver's");
}
