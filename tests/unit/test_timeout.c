// sources: sched/dispatch/wait.c firmware/clock.c
#include "sched/dispatch/wait.h"

#include <string.h>
#include "firmware/clock.h"
#include "sched/dispatch/dispatcher.h"
#include "tests/unit/unit.h"

/* The dispatcher's stand-in: who waits hands over to `meanwhile`, then time passes until it is ready. */
static struct thread threads[3], *running, *woken[8];
static void (*meanwhile)(void);
static uint32_t woken_count, deadlocks;

uint64_t log_events(void)
{
    return 7;
}

struct thread *thread_current(void)
{
    return running;
}

void dispatcher_ready(struct thread *thread)
{
    thread->state = THREAD_READY;
    woken[woken_count++ % 8] = thread;
}

void dispatcher_switch(void)
{
    struct thread *me = running;
    void (*others)(void) = meanwhile;
    meanwhile = NULL;
    if (others)
        others();
    while (me->state == THREAD_WAITING)
        if (!wait_pass_time()) {
            deadlocks++;
            wait_break(me, STATUS_UNSUCCESSFUL);
        }
    me->state = THREAD_RUNNING;
    running = me;
}

static void begin(void (*others)(void))
{
    memset(threads, 0, sizeof threads);
    for (int i = 0; i < 3; i++) {
        list_start(&threads[i].timer_link);
        list_start(&threads[i].owned_mutants);
        list_start(&threads[i].ready_link);
        list_start(&threads[i].user_apcs);
        threads[i].state = THREAD_RUNNING;
    }
    running = &threads[0];
    meanwhile = others;
    woken_count = deadlocks = 0;
}

/* ---- every form of a time-out ---- */

static void relative_time_outs_count_from_now(void)
{
    begin(NULL);
    CHECK(wait_due(-1) == clock_now() + 1);
    CHECK(wait_due(-10000) == clock_now() + 10000);
    CHECK(wait_due(-INT64_MAX) > clock_now() && wait_due(-INT64_MAX) < CLOCK_END);
    CHECK(wait_due(INT64_MIN) == WAIT_FOREVER);
}

static void absolute_time_outs_are_system_times(void)
{
    begin(NULL);
    CHECK(wait_due(0) == 0);
    CHECK(wait_due(1) == 0);
    CHECK(wait_due((int64_t)CLOCK_BOOT_TIME - 1) == 0 && wait_due((int64_t)CLOCK_BOOT_TIME) == 0);
    CHECK(wait_due((int64_t)clock_system_time()) == 0);
    CHECK(wait_due((int64_t)clock_system_time() + 1) == clock_now() + 1);
    CHECK(wait_due(INT64_MAX) > clock_now() && wait_due(INT64_MAX) < CLOCK_END);
}

static void no_time_only_looks(void)
{
    struct waitable event;
    begin(NULL);
    event_start(&event, WAITABLE_SYNCHRONIZATION, true);
    CHECK(wait_user_one(&event, false, wait_due(0)) == STATUS_SUCCESS);
    CHECK(wait_user_one(&event, false, wait_due(0)) == STATUS_TIMEOUT);
    CHECK(woken_count == 0);
}

static void a_time_out_takes_its_time(void)
{
    struct waitable event;
    begin(NULL);
    event_start(&event, WAITABLE_SYNCHRONIZATION, false);
    uint64_t before = clock_now();
    CHECK(wait_user_one(&event, false, wait_due(-200)) == STATUS_TIMEOUT);
    CHECK(clock_now() == before + 200);
    CHECK(wait_user_delay(false, wait_due((int64_t)clock_system_time() + 300)) == STATUS_SUCCESS);
    CHECK(clock_now() == before + 500 && list_empty(&event.waiters));
}

static void who_waits_for_ever_alone_is_deadlocked(void)
{
    struct waitable event;
    begin(NULL);
    event_start(&event, WAITABLE_SYNCHRONIZATION, false);
    CHECK(wait_user_one(&event, false, wait_due(INT64_MIN)) == STATUS_UNSUCCESSFUL && deadlocks == 1);
}

static void wait_short(void)
{
    running = &threads[2];
    wait_user_delay(false, wait_due(-20));
}

static void wait_beyond_the_end(void)
{
    running = &threads[1];
    meanwhile = wait_short;
    wait_user_delay(false, wait_due(INT64_MAX));
}

/* Twice, so that the second round begins where time-outs are cut short. */
static void nobody_is_deadlocked_at_the_far_end_of_time(void)
{
    for (int round = 0; round < 2; round++) {
        begin(wait_beyond_the_end);
        CHECK(wait_user_delay(false, wait_due(-INT64_MAX)) == STATUS_SUCCESS);
        CHECK(deadlocks == 0 && woken_count == 3);
        CHECK(woken[0] == &threads[2] && woken[1] == &threads[0] && woken[2] == &threads[1]);
    }
}

/* ---- objects ---- */

static struct mutant mutant;
static struct semaphore semaphore;

static void second_waits_for_the_mutant(void)
{
    running = &threads[1];
    wait_user_one(&mutant.waitable, false, wait_due(-5));
}

static void a_mutant_has_one_owner_at_a_time(void)
{
    int32_t before;
    begin(second_waits_for_the_mutant);
    mutant_start(&mutant, true);
    CHECK(wait_user_one(&mutant.waitable, false, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(mutant.waitable.signal == -1);
    CHECK(wait_user_delay(false, wait_due(-10)) == STATUS_SUCCESS);
    CHECK(threads[1].wait_status == STATUS_TIMEOUT && mutant.owner == &threads[0]);
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS && before == -1);
    running = &threads[1];
    CHECK(mutant_release(&mutant, &before) == STATUS_MUTANT_NOT_OWNED);
    running = &threads[0];
    mutants_abandon(&threads[0]);
    running = &threads[1];
    CHECK(wait_user_one(&mutant.waitable, false, 0) == STATUS_ABANDONED_WAIT_0);
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS && before == 0);
    CHECK(mutant_release(&mutant, &before) == STATUS_MUTANT_NOT_OWNED);
}

static void release_one_then_the_rest(void)
{
    int32_t before;
    CHECK(semaphore_release(&semaphore, 1, &before) == STATUS_SUCCESS);
    CHECK(threads[0].state == THREAD_WAITING && semaphore.waitable.signal == 1);
    CHECK(mutant_release(&mutant, &before) == STATUS_MUTANT_NOT_OWNED);
    running = &threads[1];
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS);
}

static void waiting_for_all_takes_nothing_before_all_are_there(void)
{
    struct wait_block blocks[2] = {{.object = &mutant.waitable}, {.object = &semaphore.waitable}};
    begin(release_one_then_the_rest);
    semaphore_start(&semaphore, 0, 2);
    running = &threads[1];
    mutant_start(&mutant, true);
    running = &threads[0];
    CHECK(wait_user_many(blocks, 2, true, false, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(semaphore.waitable.signal == 0 && mutant.owner == &threads[0] && deadlocks == 0);
    mutants_abandon(&threads[0]);
}

/* ---- alerts ---- */

static struct waitable never;
static bool was_alertable;

static void alert_the_first(void)
{
    was_alertable = wait_alert(&threads[0], STATUS_USER_APC);
}

static void an_alert_ends_an_alertable_wait(void)
{
    event_start(&never, WAITABLE_NOTIFICATION, false);
    begin(alert_the_first);
    CHECK(wait_user_one(&never, true, WAIT_FOREVER) == STATUS_USER_APC && was_alertable);
    CHECK(list_empty(&never.waiters) && list_empty(&threads[0].timer_link));
    begin(alert_the_first);
    CHECK(wait_user_delay(true, WAIT_FOREVER) == STATUS_USER_APC && was_alertable && deadlocks == 0);
}

static void an_alert_does_not_end_another_wait(void)
{
    begin(alert_the_first);
    CHECK(wait_user_one(&never, false, wait_due(-10)) == STATUS_TIMEOUT && !was_alertable);
    begin(alert_the_first);
    CHECK(wait_user_delay(false, wait_due(-10)) == STATUS_SUCCESS && !was_alertable);
    begin(alert_the_first);
    CHECK(wait_one(&never, WAIT_EXECUTIVE, wait_due(-10)) == STATUS_TIMEOUT && !was_alertable);
    CHECK(!wait_alert(&threads[0], STATUS_USER_APC)); /* it runs */
}

/* In NT's order: objects, alerts, APCs, the clock. */
static void what_is_there_before_the_wait_ends_it_in_order(void)
{
    struct waitable event;
    struct link apc;
    begin(NULL);
    event_start(&event, WAITABLE_SYNCHRONIZATION, true);
    list_append(&threads[0].user_apcs, &apc);
    threads[0].alerted = true;
    CHECK(wait_user_one(&event, true, 0) == STATUS_SUCCESS && !threads[0].apc_due);
    CHECK(wait_user_one(&event, false, 0) == STATUS_TIMEOUT && threads[0].alerted);
    CHECK(wait_user_one(&event, true, 0) == STATUS_ALERTED && !threads[0].alerted && !threads[0].apc_due);
    CHECK(wait_user_one(&event, true, 0) == STATUS_USER_APC && threads[0].apc_due);
    threads[0].apc_due = false;
    CHECK(wait_user_delay(false, 0) == STATUS_SUCCESS);
    CHECK(wait_user_delay(true, WAIT_FOREVER) == STATUS_USER_APC && threads[0].apc_due);
    CHECK(!threads[0].alertable && woken_count == 1);
}

static void who_is_to_end_does_not_wait(void)
{
    begin(NULL);
    threads[0].terminating = true;
    CHECK(wait_user_one(&never, false, WAIT_FOREVER) == STATUS_USER_APC);
    CHECK(wait_user_delay(false, WAIT_FOREVER) == STATUS_USER_APC);
    CHECK(wait_one(&never, WAIT_SUSPENDED, wait_due(-1)) == STATUS_TIMEOUT);
}

int main(void)
{
    RUN(relative_time_outs_count_from_now);
    RUN(absolute_time_outs_are_system_times);
    RUN(no_time_only_looks);
    RUN(a_time_out_takes_its_time);
    RUN(who_waits_for_ever_alone_is_deadlocked);
    RUN(nobody_is_deadlocked_at_the_far_end_of_time);
    RUN(a_mutant_has_one_owner_at_a_time);
    RUN(waiting_for_all_takes_nothing_before_all_are_there);
    RUN(an_alert_ends_an_alertable_wait);
    RUN(an_alert_does_not_end_another_wait);
    RUN(what_is_there_before_the_wait_ends_it_in_order);
    RUN(who_is_to_end_does_not_wait);
    return unit_end();
}
