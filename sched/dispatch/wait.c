#include "sched/dispatch/wait.h"

#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/waitlog.h"

static struct timer_heap timers; /* of threads that wait with a time-out, and of timers that are set */

uint64_t wait_due(int64_t timeout)
{
    if (timeout == INT64_MIN)
        return WAIT_FOREVER;
    if (timeout < 0)
        return clock_after((uint64_t)-timeout);
    uint64_t then = (uint64_t)timeout, now = clock_system_time();
    return then > now ? clock_after(then - now) : 0;
}

/* May a thread that asks have a packet? While it runs it is counted itself. */
static bool may_take(const struct packet_queue *queue, const struct thread *thread)
{
    return queue->waitable.signal > 0 && queue->running - (thread->state == THREAD_RUNNING) < queue->most;
}

/* Is the object free for this thread? */
static bool signalled(const struct waitable *object, const struct thread *thread)
{
    if (object->kind == WAITABLE_MUTANT && ((const struct mutant *)object)->owner == thread)
        return true;
    if (object->kind == WAITABLE_QUEUE && thread->takes)
        return may_take((const struct packet_queue *)object, thread);
    return object->signal > 0;
}

static void signal_set(struct waitable *object, int32_t signal)
{
    if (object->signal == signal)
        return;
    object->signal = signal;
    if (log_wanted(LOG_WAIT))
        wait_log_state(object);
}

static ntstatus mutant_acquire(struct mutant *mutant, struct thread *thread)
{
    bool abandoned = mutant->abandoned;
    if (mutant->owner == NULL) {
        mutant->owner = thread;
        list_append(&thread->owned_mutants, &mutant->owned_link);
    }
    mutant->abandoned = false;
    signal_set(&mutant->waitable, mutant->waitable.signal - 1);
    return abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_SUCCESS;
}

/* Who only waits for the queue leaves the packets there. */
static void packet_acquire(struct packet_queue *queue, struct thread *thread)
{
    if (!thread->takes)
        return;
    thread->packet = queue->packets.next;
    list_remove(thread->packet);
    signal_set(&queue->waitable, queue->waitable.signal - 1);
}

/* Takes from the object what a satisfied wait takes. */
static ntstatus acquire(struct waitable *object, struct thread *thread)
{
    switch (object->kind) {
    case WAITABLE_NOTIFICATION:
    case WAITABLE_NOTIFICATION_TIMER:
        return STATUS_SUCCESS;
    case WAITABLE_SYNCHRONIZATION:
    case WAITABLE_SYNCHRONIZATION_TIMER:
        signal_set(object, 0);
        return STATUS_SUCCESS;
    case WAITABLE_SEMAPHORE:
        signal_set(object, object->signal - 1);
        return STATUS_SUCCESS;
    case WAITABLE_QUEUE:
        packet_acquire((struct packet_queue *)object, thread);
        return STATUS_SUCCESS;
    case WAITABLE_MUTANT:
        return mutant_acquire((struct mutant *)object, thread);
    }
    ASSERT(!"kind of waitable");
    return STATUS_SUCCESS;
}

static bool all_signalled(const struct thread *thread)
{
    for (uint32_t i = 0; i < thread->wait_count; i++)
        if (!signalled(thread->wait_blocks[i].object, thread))
            return false;
    return true;
}

static ntstatus acquire_all(struct thread *thread)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t i = 0; i < thread->wait_count; i++)
        if (acquire(thread->wait_blocks[i].object, thread) == STATUS_ABANDONED_WAIT_0)
            status = STATUS_ABANDONED_WAIT_0;
    return status;
}

/* Satisfies the thread's wait if it can be; *status is what the wait returns then. */
static bool satisfy(struct thread *thread, ntstatus *status)
{
    if (thread_is_suspended(thread) && thread->state == THREAD_WAITING &&
        thread->wait_reason == WAIT_USER_REQUEST)
        return false; /* it takes nothing while it is suspended; wait_retry() looks again */
    if (thread->wait_all) {
        if (!all_signalled(thread))
            return false;
        *status = acquire_all(thread);
        return true;
    }
    for (uint32_t i = 0; i < thread->wait_count; i++) {
        struct waitable *object = thread->wait_blocks[i].object;
        if (signalled(object, thread)) {
            *status = acquire(object, thread) + (ntstatus)i;
            return true;
        }
    }
    return false;
}

static void unlink(struct thread *thread)
{
    for (uint32_t i = 0; i < thread->wait_count; i++)
        list_remove(&thread->wait_blocks[i].link);
    thread->wait_count = 0;
    timer_cancel(&timers, &thread->timer);
}

static void wait_end(struct thread *thread, ntstatus status, enum ready_cause cause,
                     const struct waitable *object)
{
    ASSERT(thread->state == THREAD_WAITING && list_empty(&thread->ready_link));
    unlink(thread);
    if (thread->queue)
        thread->queue->running++;
    thread->wait_status = status;
    dispatcher_ready(thread, cause, object);
}

static enum ready_cause break_cause(const struct thread *thread, ntstatus status)
{
    if (status == STATUS_TIMEOUT)
        return READY_TIMEOUT;
    if (status == STATUS_ALERTED)
        return READY_ALERTED;
    return thread->terminating ? READY_ENDED : READY_APC;
}

void wait_break(struct thread *thread, ntstatus status)
{
    wait_end(thread, status, break_cause(thread, status), NULL);
}

static void wait_satisfied(struct thread *thread, ntstatus status, const struct waitable *object)
{
    wait_end(thread, status, status < STATUS_ABANDONED_WAIT_0 ? READY_SIGNALLED : READY_ABANDONED, object);
}

/* Wakes waiters, oldest first, as long as the object stays signalled. */
static void wake(struct waitable *object)
{
    struct link *link = object->waiters.next;
    while (link != &object->waiters && object->signal > 0) {
        struct thread *thread = list_member(link, struct wait_block, link)->thread;
        ntstatus status;
        link = link->next;
        if (satisfy(thread, &status)) {
            wait_satisfied(thread, status, object);
            link = object->waiters.next; /* its blocks may have stood anywhere in this list */
        }
    }
}

/* Of all that it waited for, which were signalled while it was suspended, the first stands for the others. */
static const struct waitable *taken(const struct thread *thread, ntstatus status)
{
    uint32_t index = thread->wait_all ? 0 : (uint32_t)status % (uint32_t)STATUS_ABANDONED_WAIT_0;
    ASSERT(index < thread->wait_count);
    return thread->wait_blocks[index].object;
}

void wait_retry(struct thread *thread)
{
    ntstatus status;
    if (thread->state == THREAD_WAITING && thread->wait_count > 0 && satisfy(thread, &status))
        wait_satisfied(thread, status, taken(thread, status));
}

static void waitable_start(struct waitable *object, const char *name, enum waitable_kind kind, int32_t signal)
{
    ASSERT(name);
    object->kind = kind;
    object->signal = signal;
    object->name = name;
    object->number = 0;
    list_start(&object->waiters);
}

void event_start(struct waitable *event, const char *name, enum waitable_kind kind, bool is_signalled)
{
    waitable_start(event, name, kind, is_signalled);
}

static bool is_event(const struct waitable *object)
{
    return object->kind == WAITABLE_NOTIFICATION || object->kind == WAITABLE_SYNCHRONIZATION;
}

int32_t event_set(struct waitable *event)
{
    ASSERT(is_event(event));
    int32_t before = event->signal;
    signal_set(event, 1);
    if (!list_empty(&event->waiters))
        wake(event);
    return before;
}

int32_t event_reset(struct waitable *event)
{
    ASSERT(is_event(event));
    int32_t before = event->signal;
    signal_set(event, 0);
    return before;
}

void event_pulse(struct waitable *event)
{
    event_set(event);
    signal_set(event, 0);
}

void semaphore_start(struct semaphore *semaphore, int32_t count, int32_t limit)
{
    ASSERT(count >= 0 && count <= limit);
    waitable_start(&semaphore->waitable, "Semaphore", WAITABLE_SEMAPHORE, count);
    semaphore->limit = limit;
}

ntstatus semaphore_release(struct semaphore *semaphore, int32_t count, int32_t *before)
{
    int32_t now = semaphore->waitable.signal;
    ASSERT(semaphore->waitable.kind == WAITABLE_SEMAPHORE && count > 0);
    if (count > semaphore->limit - now)
        return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    *before = now;
    signal_set(&semaphore->waitable, now + count);
    wake(&semaphore->waitable);
    return STATUS_SUCCESS;
}

void mutant_start(struct mutant *mutant, bool owned)
{
    waitable_start(&mutant->waitable, "Mutant", WAITABLE_MUTANT, 1);
    mutant->owner = NULL;
    mutant->abandoned = false;
    list_start(&mutant->owned_link);
    if (owned)
        acquire(&mutant->waitable, thread_current());
}

static void mutant_make_free(struct mutant *mutant)
{
    ASSERT(mutant->owner && !list_empty(&mutant->owned_link));
    mutant->owner = NULL;
    list_remove(&mutant->owned_link);
    signal_set(&mutant->waitable, 1);
    wake(&mutant->waitable);
}

ntstatus mutant_release(struct mutant *mutant, int32_t *before)
{
    ASSERT(mutant->waitable.kind == WAITABLE_MUTANT);
    if (mutant->owner != thread_current())
        return STATUS_MUTANT_NOT_OWNED;
    *before = mutant->waitable.signal;
    if (mutant->waitable.signal == 0)
        mutant_make_free(mutant);
    else
        signal_set(&mutant->waitable, mutant->waitable.signal + 1);
    return STATUS_SUCCESS;
}

void mutants_abandon(struct thread *thread)
{
    ASSERT(thread == thread_current());
    while (!list_empty(&thread->owned_mutants)) {
        struct mutant *mutant = list_member(thread->owned_mutants.next, struct mutant, owned_link);
        mutant->abandoned = true;
        mutant_make_free(mutant);
    }
}

static void timer_start(struct thread *thread)
{
    ASSERT(thread->timer.due <= CLOCK_END);
    timer_set(&timers, &thread->timer);
}

/* ---- queues ---- */

/* One of its threads does not run: another may. */
static void queue_rests(struct packet_queue *queue)
{
    ASSERT(queue->running > 0);
    queue->running--;
    wake(&queue->waitable);
}

void packet_queue_start(struct packet_queue *queue, const char *name, uint32_t most)
{
    waitable_start(&queue->waitable, name, WAITABLE_QUEUE, 0);
    list_start(&queue->packets);
    list_start(&queue->threads);
    queue->running = 0;
    queue->most = most ? most : 1;
}

void packet_queue_put(struct packet_queue *queue, struct link *packet)
{
    list_append(&queue->packets, packet);
    signal_set(&queue->waitable, queue->waitable.signal + 1);
    wake(&queue->waitable);
}

void packet_queue_leave(struct thread *thread)
{
    struct packet_queue *queue = thread->queue;
    if (!queue)
        return;
    thread->queue = NULL;
    list_remove(&thread->queue_link);
    if (thread->state != THREAD_WAITING)
        queue_rests(queue);
}

static void queue_join(struct packet_queue *queue, struct thread *thread)
{
    if (thread->queue == queue)
        return;
    packet_queue_leave(thread);
    thread->queue = queue;
    list_append(&queue->threads, &thread->queue_link);
    queue->running++;
}

ntstatus packet_queue_take(struct packet_queue *queue, bool alertable, uint64_t due, struct link **packet)
{
    struct thread *thread = thread_current();
    queue_join(queue, thread);
    thread->takes = true;
    ntstatus status = wait_user_one(&queue->waitable, alertable, due);
    thread->takes = false;
    *packet = thread->packet;
    return status;
}

static struct thread *first_taker(const struct packet_queue *queue)
{
    list_each (link, &queue->waitable.waiters) {
        struct thread *thread = list_member(link, struct wait_block, link)->thread;
        if (thread->takes)
            return thread;
    }
    return NULL;
}

void packet_queue_close(struct packet_queue *queue)
{
    struct thread *thread;
    while ((thread = first_taker(queue)))
        wait_end(thread, STATUS_ABANDONED_WAIT_0, READY_ABANDONED, &queue->waitable);
}

void packet_queue_end(struct packet_queue *queue)
{
    ASSERT(list_empty(&queue->waitable.waiters));
    while (!list_empty(&queue->threads))
        packet_queue_leave(list_member(queue->threads.next, struct thread, queue_link));
}

/* ---- timers ---- */

static bool is_timer(const struct waitable *object)
{
    return object->kind == WAITABLE_NOTIFICATION_TIMER || object->kind == WAITABLE_SYNCHRONIZATION_TIMER;
}

void waitable_timer_start(struct waitable_timer *timer, enum waitable_kind kind,
                          void (*ring)(struct waitable_timer *, uint64_t))
{
    waitable_start(&timer->waitable, "Timer", kind, 0);
    ASSERT(is_timer(&timer->waitable));
    timer->timer = (struct timer){.owner = TIMER_OF_OBJECT};
    timer->period = 0;
    timer->called = NULL;
    timer->ring = ring;
}

void waitable_timer_set(struct waitable_timer *timer, uint64_t due, uint64_t period)
{
    uint64_t now = clock_now();
    ASSERT(is_timer(&timer->waitable) && due <= CLOCK_END);
    timer_cancel(&timers, &timer->timer);
    signal_set(&timer->waitable, 0);
    timer->timer.due = due > now ? due : now;
    timer->period = period;
    timer_set(&timers, &timer->timer);
    if (log_wanted(LOG_WAIT))
        wait_log_timer(timer);
    wait_expire();
}

bool waitable_timer_cancel(struct waitable_timer *timer)
{
    bool was_set = timer->timer.set;
    ASSERT(is_timer(&timer->waitable));
    timer_cancel(&timers, &timer->timer);
    if (was_set && log_wanted(LOG_WAIT))
        wait_log_timer(timer);
    return was_set;
}

/* Takes a timer whose time has come out, or puts it to its next period, the first that is not over. Returns
 * the last moment at which it was due. At the end of time there is no next one. */
static uint64_t timer_take(struct waitable_timer *timer, uint64_t now)
{
    uint64_t due = timer->timer.due;
    timer_cancel(&timers, &timer->timer);
    if (timer->period == 0)
        return due;
    due += (now - due) / timer->period * timer->period;
    uint64_t most = clock_after(timer->period);
    timer->timer.due = due + timer->period < most ? due + timer->period : most;
    if (timer->timer.due > now)
        timer_set(&timers, &timer->timer);
    return due;
}

static void timer_ring(struct waitable_timer *timer, uint64_t now)
{
    uint64_t due = timer_take(timer, now);
    signal_set(&timer->waitable, 1);
    if (!list_empty(&timer->waitable.waiters))
        wake(&timer->waitable);
    if (timer->called)
        timer->ring(timer, due);
}

static bool will_ring(const struct waitable *object)
{
    return is_timer(object) && ((const struct waitable_timer *)object)->timer.set;
}

/* Does the wait of a thread for this timer end when it rings, or does it lack nothing then but other timers?
 */
static bool helps(const struct waitable_timer *timer, const struct thread *thread)
{
    if (thread_is_suspended(thread) && thread->wait_reason == WAIT_USER_REQUEST)
        return false;
    for (uint32_t i = 0; thread->wait_all && i < thread->wait_count; i++) {
        const struct waitable *object = thread->wait_blocks[i].object;
        if (object != &timer->waitable && !signalled(object, thread) && !will_ring(object))
            return false;
    }
    return true;
}

/* Each that rings because of this wakes a thread or is signalled when it was not: when time can pass no more,
 * that is found out soon. */
static bool can_wake(const struct waitable_timer *timer)
{
    const struct thread *called = timer->called;
    if (called && called->state == THREAD_WAITING && called->alertable)
        return true;
    if (timer->waitable.signal > 0)
        return false;
    list_each (link, &timer->waitable.waiters)
        if (helps(timer, list_member(link, struct wait_block, link)->thread))
            return true;
    return false;
}

static struct waitable_timer *timer_of(struct timer *timer)
{
    ASSERT(timer->owner == TIMER_OF_OBJECT);
    return list_member(timer, struct waitable_timer, timer);
}

/* ---- calls ---- */

static struct clock_call *call_of(struct timer *timer)
{
    ASSERT(timer->owner == TIMER_OF_CALL);
    return list_member(timer, struct clock_call, timer);
}

void clock_call_start(struct clock_call *call, void (*ring)(struct clock_call *), bool (*wakes)(void))
{
    *call = (struct clock_call){.timer = {.owner = TIMER_OF_CALL}, .ring = ring, .can_wake = wakes};
}

void clock_call_set(struct clock_call *call, uint64_t due)
{
    ASSERT(due <= CLOCK_END);
    timer_cancel(&timers, &call->timer);
    call->timer.due = due;
    timer_set(&timers, &call->timer);
}

void clock_call_cancel(struct clock_call *call)
{
    timer_cancel(&timers, &call->timer);
}

/* Who looks at a timer shall see it ring, also when nobody has waited since it was due. */
static bool looks_at_timer(const struct thread *thread, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_timer(thread->wait_blocks[i].object))
            return true;
    return false;
}

/* ---- waiting ---- */

/* Is there what ends a wait of the running thread before it has begun? *status is set only if so. */
static bool must_not_wait(struct thread *thread, ntstatus *status)
{
    if (thread->terminating) {
        *status = STATUS_USER_APC;
        return true;
    }
    if (thread->alertable && thread->alerted) {
        thread->alerted = false;
        *status = STATUS_ALERTED;
        return true;
    }
    thread->apc_due |= thread->alertable && !list_empty(&thread->user_apcs);
    if (thread->apc_due)
        *status = STATUS_USER_APC;
    return thread->apc_due;
}

/* Behind those who wait already; who asks for a packet before them. */
static void stand_in_line(struct wait_block *block, const struct thread *thread)
{
    struct link *waiters = &block->object->waiters;
    list_insert_before(thread->takes ? waiters->next : waiters, &block->link);
}

/* Puts the running thread to sleep on the blocks it has set up, and comes back with the wait's status. */
static ntstatus sleep_on(struct thread *thread, enum wait_reason reason, uint64_t due)
{
    ASSERT(thread == thread_current() && thread->state == THREAD_RUNNING);
    ASSERT(!thread->timer.set && list_empty(&thread->ready_link));
    for (uint32_t i = 0; i < thread->wait_count; i++) {
        thread->wait_blocks[i].thread = thread;
        stand_in_line(&thread->wait_blocks[i], thread);
    }
    thread->timer.due = due;
    thread->state = THREAD_WAITING;
    thread->wait_reason = reason;
    if (due != WAIT_FOREVER)
        timer_start(thread);
    if (log_wanted(LOG_WAIT))
        wait_log_sleep(thread);
    if (thread->queue)
        queue_rests(thread->queue);
    wait_expire();
    dispatcher_switch();
    ASSERT(thread->wait_count == 0 && !thread->timer.set);
    return thread->wait_status;
}

/* Waits on the blocks, of which there may be none; the one way into sleep_on(). */
static ntstatus wait_on(uint32_t count, enum wait_reason reason, bool alertable, uint64_t due)
{
    struct thread *thread = thread_current();
    ntstatus status = STATUS_TIMEOUT;
    thread->alertable = alertable;
    thread->wait_count = count;
    thread->waiting_since = clock_now();
    if (alertable && !list_empty(&thread->timers))
        wait_expire();
    if (!(wait_is_programs(reason) && must_not_wait(thread, &status)) &&
        (count == 0 || due > thread->waiting_since))
        status = sleep_on(thread, reason, due);
    thread->alertable = false;
    thread->wait_count = 0;
    return status;
}

static ntstatus wait_blocks(struct wait_block *blocks, uint32_t count, bool all, enum wait_reason reason,
                            bool alertable, uint64_t due)
{
    struct thread *thread = thread_current();
    ntstatus status;
    ASSERT(count > 0);
    thread->wait_blocks = blocks;
    thread->wait_count = count;
    thread->wait_all = all;
    if (looks_at_timer(thread, count))
        wait_expire();
    bool taken = satisfy(thread, &status);
    thread->wait_count = 0;
    return taken ? status : wait_on(count, reason, alertable, due);
}

ntstatus wait_many(struct wait_block *blocks, uint32_t count, bool all, enum wait_reason reason, uint64_t due)
{
    return wait_blocks(blocks, count, all, reason, false, due);
}

ntstatus wait_one(struct waitable *object, enum wait_reason reason, uint64_t due)
{
    struct thread *thread = thread_current();
    thread->blocks[0].object = object;
    return wait_blocks(thread->blocks, 1, false, reason, false, due);
}

ntstatus wait_delay(uint64_t due, enum wait_reason reason)
{
    ntstatus status = wait_on(0, reason, false, due);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

ntstatus wait_user_many(struct wait_block *blocks, uint32_t count, bool all, bool alertable, uint64_t due)
{
    return wait_blocks(blocks, count, all, WAIT_USER_REQUEST, alertable, due);
}

ntstatus wait_user_one(struct waitable *object, bool alertable, uint64_t due)
{
    struct thread *thread = thread_current();
    thread->blocks[0].object = object;
    return wait_blocks(thread->blocks, 1, false, WAIT_USER_REQUEST, alertable, due);
}

ntstatus wait_user_delay(bool alertable, uint64_t due)
{
    ntstatus status = wait_on(0, WAIT_DELAY_EXECUTION, alertable, due);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

bool wait_alert(struct thread *thread, ntstatus status)
{
    if (thread->state != THREAD_WAITING || !thread->alertable)
        return false;
    wait_break(thread, status);
    return true;
}

bool wait_is_timed(void)
{
    return timer_first(&timers) != NULL;
}

static void expire(struct timer *first, uint64_t now)
{
    switch (first->owner) {
    case TIMER_OF_THREAD:
        wait_break(list_member(first, struct thread, timer), STATUS_TIMEOUT);
        return;
    case TIMER_OF_OBJECT:
        timer_ring(timer_of(first), now);
        return;
    case TIMER_OF_CALL:
        timer_cancel(&timers, first);
        call_of(first)->ring(call_of(first));
    }
}

void wait_expire(void)
{
    struct timer *first = timer_first(&timers);
    if (!first)
        return;
    for (uint64_t now = clock_now(); first && first->due <= now; first = timer_first(&timers))
        expire(first, now);
}

static bool is_worth(struct timer *timer)
{
    switch (timer->owner) {
    case TIMER_OF_THREAD:
        break;
    case TIMER_OF_OBJECT:
        return can_wake(timer_of(timer));
    case TIMER_OF_CALL:
        return call_of(timer)->can_wake();
    }
    return true;
}

/* The first moment that can make a thread ready, or NULL. The timers before it are taken out and hang in
 * `aside`, the last one first: each of them has rung when time has jumped there, so they are looked at once.
 */
static struct timer *first_that_wakes(struct timer **aside)
{
    struct timer *first;
    *aside = NULL;
    while ((first = timer_first(&timers)) && !is_worth(first)) {
        timer_cancel(&timers, first);
        first->sibling = *aside;
        *aside = first;
    }
    return first;
}

static void put_back(struct timer *aside)
{
    while (aside) {
        struct timer *next = aside->sibling;
        aside->sibling = NULL;
        timer_put_back(&timers, aside);
        aside = next;
    }
}

uint64_t wait_next_due(void)
{
    struct timer *aside, *first = first_that_wakes(&aside);
    put_back(aside);
    return first ? first->due : WAIT_FOREVER;
}

bool wait_pass_time(void)
{
    uint64_t due = wait_next_due();
    if (due == WAIT_FOREVER)
        return false;
    clock_jump(due);
    wait_log_time();
    wait_expire();
    return true;
}
