#include "sched/dispatch/waitlog.h"

#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "sched/dispatch/wait.h"

#define MOST_OBJECTS 12u /* of one wait that a line has room for */

static const char *const state_names[] = {
    [THREAD_INITIALIZED] = "Initialized", [THREAD_READY] = "Ready",
    [THREAD_RUNNING] = "Running",         [THREAD_WAITING] = "Waiting",
    [THREAD_TERMINATED] = "Terminated",   [THREAD_TRANSITION] = "Transition",
};

static const char *const reason_names[] = {
    [WAIT_EXECUTIVE] = "Executive",
    [WAIT_FREE_PAGE] = "FreePage",
    [WAIT_PAGE_IN] = "PageIn",
    [WAIT_POOL] = "PoolAllocation",
    [WAIT_DELAY_EXECUTION] = "DelayExecution",
    [WAIT_SUSPENDED] = "Suspended",
    [WAIT_USER_REQUEST] = "UserRequest",
};

static const char *const cause_names[] = {
    [READY_STARTED] = "started",
    [READY_YIELDED] = "yielded",
    [READY_QUANTUM] = "quantum",
    [READY_SIGNALLED] = "signalled",
    [READY_ABANDONED] = "abandoned",
    [READY_TIMEOUT] = "timeout",
    [READY_APC] = "apc",
    [READY_ALERTED] = "alerted",
    [READY_ENDED] = "ended",
    [READY_PRIORITY] = "priority",
    [READY_STACK] = "stack",
};

void wait_log_thread(const struct thread *thread)
{
    log_word(state_names[thread->state]);
    if (thread->state != THREAD_WAITING)
        return;
    log_raw("(");
    log_raw(reason_names[thread->wait_reason]);
    log_raw(")");
}

static void log_waitable(const struct waitable *object)
{
    ASSERT(object->name);
    if (object->number)
        log_object(object->name, object->number);
    else
        log_word(object->name);
}

void wait_log_objects(const struct thread *thread)
{
    for (uint32_t i = 0; i < thread->wait_count && i < MOST_OBJECTS; i++)
        log_waitable(thread->wait_blocks[i].object);
    if (thread->wait_count > MOST_OBJECTS)
        log_word("...");
}

static void log_wait(const struct thread *thread)
{
    log_thread(thread->process_id, thread->id);
    log_word(reason_names[thread->wait_reason]);
    if (thread->wait_count > 0 && thread->wait_all)
        log_word("all");
    if (thread->alertable)
        log_word("alertable");
    if (thread->timer.due != WAIT_FOREVER)
        log_big("due", thread->timer.due);
    wait_log_objects(thread);
    if (thread->wait_address)
        log_address("address", thread->wait_address);
    log_end();
}

void wait_log_sleep(const struct thread *thread)
{
    ASSERT(thread->state == THREAD_WAITING);
    if (log_detail(LOG_WAIT, "wait"))
        log_wait(thread);
}

void wait_log_waiter(const struct thread *thread)
{
    ASSERT(thread->state == THREAD_WAITING);
    if (log_detail(LOG_ALWAYS, "waiter"))
        log_wait(thread);
}

void wait_log_ready(const struct thread *thread, enum ready_cause cause, const struct waitable *object)
{
    if (!log_detail(LOG_WAIT, "ready"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(cause_names[cause]);
    if (object)
        log_waitable(object);
    log_number("priority", (uint32_t)thread->priority);
    log_end();
}

void wait_log_transition(const struct thread *thread, enum ready_cause cause, const struct waitable *object)
{
    if (!log_detail(LOG_WAIT, "transition"))
        return;
    log_thread(thread->process_id, thread->id);
    log_word(cause_names[cause]);
    if (object)
        log_waitable(object);
    log_end();
}

static void log_mutant(const struct mutant *mutant)
{
    if (mutant->owner) {
        log_word("owner=");
        log_raw_thread(mutant->owner->process_id, mutant->owner->id);
    }
    if (mutant->abandoned)
        log_word("abandoned");
}

void wait_log_state(const struct waitable *object)
{
    if (object->number == 0 || !log_detail(LOG_WAIT, "state"))
        return;
    log_waitable(object);
    if (object->signal < 0)
        log_signed("signal", object->signal);
    else
        log_number("signal", (uint32_t)object->signal);
    if (object->kind == WAITABLE_MUTANT)
        log_mutant((const struct mutant *)object);
    log_end();
}

void wait_log_timer(const struct waitable_timer *timer)
{
    if (timer->waitable.number == 0 || !log_detail(LOG_WAIT, "timer"))
        return;
    log_waitable(&timer->waitable);
    if (!timer->timer.set) {
        log_word("cancelled");
        log_end();
        return;
    }
    log_big("due", timer->timer.due);
    if (timer->period)
        log_big("period", timer->period);
    if (timer->called) {
        log_word("apc=");
        log_raw_thread(timer->called->process_id, timer->called->id);
    }
    log_end();
}

void wait_log_time(void)
{
    if (!log_detail(LOG_WAIT, "time"))
        return;
    log_big("now", clock_now());
    log_end();
}
