// machine
#include <string.h>
#include "firmware/clock.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define OBJECTS_MOST 3u

/* A thread that waits once and notes how that ended. */
struct sleeper {
    struct waitable *objects[OBJECTS_MOST];
    uint32_t count;
    bool all;
    uint64_t due;
    ntstatus status;
    struct thread *thread;
    uint32_t place; /* who woke first has 1; 0: sleeps */
    uint64_t woke;
    bool stays; /* it does not end: what it owns stays its own */
};

static struct waitable event, other, never;
static struct mutant mutant;
static struct semaphore semaphore;
static struct sleeper a, b, c;
static uint32_t woken;

static void sleep_once(void *of)
{
    struct sleeper *sleeper = of;
    struct wait_block blocks[OBJECTS_MOST];
    for (uint32_t i = 0; i < sleeper->count; i++)
        blocks[i].object = sleeper->objects[i];
    sleeper->status = wait_many(blocks, sleeper->count, sleeper->all, WAIT_USER_REQUEST, sleeper->due);
    sleeper->woke = clock_now();
    sleeper->place = ++woken;
    if (sleeper->stays)
        wait_one(&never, WAIT_EXECUTIVE, WAIT_FOREVER);
}

static void start(struct sleeper *sleeper)
{
    if (!sleeper->due)
        sleeper->due = WAIT_FOREVER;
    sleeper->thread = machine_thread("Sleeper", PRIORITY_NORMAL, sleep_once, sleeper);
}

static void sleep_on(struct sleeper *sleeper, struct waitable *object)
{
    sleeper->objects[0] = object;
    sleeper->count = 1;
    start(sleeper);
}

static void sleep_on_two(struct sleeper *sleeper, struct waitable *first, struct waitable *second, bool all)
{
    sleeper->objects[0] = first;
    sleeper->objects[1] = second;
    sleeper->count = 2;
    sleeper->all = all;
    start(sleeper);
}

static void let_run(void)
{
    while (dispatcher_yield())
        ;
}

static bool asleep(const struct sleeper *sleeper)
{
    return sleeper->place == 0 && sleeper->thread->state == THREAD_WAITING;
}

static void begin(enum waitable_kind kind, bool signalled)
{
    event_start(&event, "Event", kind, signalled);
    event_start(&other, "Event", WAITABLE_SYNCHRONIZATION, false);
    event_start(&never, "Event", WAITABLE_NOTIFICATION, false);
}

static ntstatus look(struct waitable *object)
{
    return wait_one(object, WAIT_EXECUTIVE, 0);
}

/* ---- events ---- */

static void a_notification_event_wakes_everyone_and_stays(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    let_run();
    CHECK(asleep(&a) && asleep(&b));
    CHECK(event_set(&event) == 0);
    CHECK(event_set(&event) == 1);
    let_run();
    CHECK(a.place == 1 && b.place == 2 && a.status == STATUS_SUCCESS && b.status == STATUS_SUCCESS);
    CHECK(look(&event) == STATUS_SUCCESS && look(&event) == STATUS_SUCCESS);
    CHECK(event_reset(&event) == 1);
    CHECK(event_reset(&event) == 0 && look(&event) == STATUS_TIMEOUT);
}

static void a_synchronization_event_wakes_one_for_each_set_the_oldest_first(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    let_run();
    event_set(&event);
    let_run();
    CHECK(a.place == 1 && asleep(&b) && look(&event) == STATUS_TIMEOUT);
    event_set(&event);
    let_run();
    CHECK(b.place == 2);
    event_set(&event); /* nobody waits: it is kept for one */
    CHECK(look(&event) == STATUS_SUCCESS);
    CHECK(look(&event) == STATUS_TIMEOUT);
}

static void a_pulse_wakes_who_waits_now_and_leaves_nothing(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    event_pulse(&event);
    CHECK(look(&event) == STATUS_TIMEOUT);
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    let_run();
    event_pulse(&event);
    CHECK(look(&event) == STATUS_TIMEOUT);
    let_run();
    CHECK(a.place == 1 && b.place == 2);
}

static void a_pulse_of_a_synchronization_event_wakes_one(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    let_run();
    event_pulse(&event);
    let_run();
    CHECK(a.place == 1 && asleep(&b));
}

static void who_was_woken_runs_later(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    sleep_on(&a, &event);
    let_run();
    event_set(&event);
    CHECK(a.place == 0 && a.thread->state == THREAD_READY);
    machine_log_clear();
    let_run();
    CHECK(a.place == 1 && a.thread->state == THREAD_TERMINATED);
    CHECK(strstr(machine_log(), "CSwitch 4.8 Ready -> 4.24") &&
          strstr(machine_log(), "4.24 Terminated -> 4.8"));
}

/* ---- semaphores ---- */

static void a_semaphore_lets_through_as_many_as_it_counts(void)
{
    int32_t before = -1;
    begin(WAITABLE_NOTIFICATION, false);
    semaphore_start(&semaphore, 1, 3);
    CHECK(look(&semaphore.waitable) == STATUS_SUCCESS);
    CHECK(look(&semaphore.waitable) == STATUS_TIMEOUT);
    sleep_on(&a, &semaphore.waitable);
    sleep_on(&b, &semaphore.waitable);
    sleep_on(&c, &semaphore.waitable);
    let_run();
    CHECK(semaphore_release(&semaphore, 2, &before) == STATUS_SUCCESS && before == 0);
    let_run();
    CHECK(a.place == 1 && b.place == 2 && asleep(&c));
    CHECK(semaphore_release(&semaphore, 3, &before) == STATUS_SUCCESS);
    let_run();
    CHECK(c.place == 3 && semaphore.waitable.signal == 2);
    CHECK(semaphore_release(&semaphore, 2, &before) == STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    CHECK(semaphore.waitable.signal == 2);
    CHECK(semaphore_release(&semaphore, 1, &before) == STATUS_SUCCESS && before == 2);
}

/* ---- mutants ---- */

static void a_mutant_is_its_owners_as_often_as_it_was_taken(void)
{
    int32_t before;
    begin(WAITABLE_NOTIFICATION, false);
    mutant_start(&mutant, true);
    CHECK(look(&mutant.waitable) == STATUS_SUCCESS && mutant.waitable.signal == -1);
    sleep_on(&a, &mutant.waitable);
    let_run();
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS && before == -1);
    let_run();
    CHECK(asleep(&a));
    a.stays = true;
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS && before == 0);
    CHECK(mutant.owner == a.thread && mutant_release(&mutant, &before) == STATUS_MUTANT_NOT_OWNED);
    let_run();
    CHECK(a.place == 1 && a.status == STATUS_SUCCESS && look(&mutant.waitable) == STATUS_TIMEOUT);
}

static void a_mutant_whose_owner_ends_is_abandoned_once(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    mutant_start(&mutant, false);
    sleep_on(&a, &mutant.waitable);
    let_run();
    CHECK(a.place == 1 && a.status == STATUS_SUCCESS && a.thread->state == THREAD_TERMINATED);
    CHECK(mutant.owner == NULL && mutant.abandoned);
    CHECK(look(&mutant.waitable) == STATUS_ABANDONED_WAIT_0 && mutant.owner == thread_current());
    int32_t before;
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS && look(&mutant.waitable) == STATUS_SUCCESS);
}

static void who_waits_for_an_abandoned_mutant_is_told(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    mutant_start(&mutant, false);
    sleep_on(&a, &mutant.waitable); /* takes it and ends */
    b.stays = true;
    sleep_on_two(&b, &event, &mutant.waitable, false);
    let_run();
    CHECK(b.status == STATUS_ABANDONED_WAIT_0 + 1 && mutant.owner == b.thread && !mutant.abandoned);
}

static void waiting_for_all_tells_of_an_abandoned_one(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    mutant_start(&mutant, false);
    sleep_on(&a, &mutant.waitable);
    b.stays = true;
    sleep_on_two(&b, &event, &mutant.waitable, true);
    let_run();
    CHECK(asleep(&b) && mutant.owner == NULL);
    event_set(&event);
    let_run();
    CHECK(b.status == STATUS_ABANDONED_WAIT_0 && mutant.owner == b.thread && event.signal == 0);
}

/* ---- several objects ---- */

static void waiting_for_any_takes_the_first_that_is_signalled_and_no_other(void)
{
    begin(WAITABLE_SYNCHRONIZATION, true);
    event_set(&other);
    sleep_on_two(&a, &other, &event, false);
    let_run();
    CHECK(a.status == STATUS_WAIT_0 && other.signal == 0 && event.signal == 1);
    sleep_on_two(&b, &other, &event, false);
    let_run();
    CHECK(b.status == STATUS_WAIT_0 + 1 && event.signal == 0);
    sleep_on_two(&c, &other, &event, false);
    let_run();
    CHECK(asleep(&c));
    event_set(&event);
    event_set(&other); /* it waits no more: this one keeps its signal */
    let_run();
    CHECK(c.status == STATUS_WAIT_0 + 1 && other.signal == 1 && list_empty(&other.waiters));
}

static void waiting_for_all_takes_nothing_before_it_can_take_everything(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on_two(&a, &event, &other, true);
    let_run();
    event_set(&event);
    let_run();
    CHECK(asleep(&a) && event.signal == 1);
    CHECK(look(&event) == STATUS_SUCCESS); /* so others can have it */
    event_set(&other);
    let_run();
    CHECK(asleep(&a));
    event_set(&event);
    CHECK(event.signal == 0 && other.signal == 0);
    let_run();
    CHECK(a.status == STATUS_SUCCESS && a.place == 1);
}

static void an_object_may_be_named_twice(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    sleep_on_two(&a, &event, &event, false);
    sleep_on(&b, &event);
    let_run();
    CHECK(asleep(&a) && asleep(&b));
    event_set(&event);
    let_run();
    CHECK(a.place == 1 && a.status == STATUS_WAIT_0 && b.place == 2 && list_empty(&event.waiters));
}

static void one_signal_passes_by_who_cannot_take_it(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on_two(&a, &event, &other, true);
    sleep_on(&b, &event);
    let_run();
    event_set(&event);
    let_run();
    CHECK(asleep(&a) && b.place == 1);
}

/* ---- time ---- */

static void a_time_out_that_has_passed_only_looks(void)
{
    begin(WAITABLE_SYNCHRONIZATION, true);
    CHECK(wait_one(&event, WAIT_EXECUTIVE, clock_now()) == STATUS_SUCCESS);
    CHECK(wait_one(&event, WAIT_EXECUTIVE, clock_now()) == STATUS_TIMEOUT);
    CHECK(wait_one(&event, WAIT_EXECUTIVE, 1) == STATUS_TIMEOUT && list_empty(&event.waiters));
}

static void time_jumps_to_the_soonest_time_out(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    uint64_t now = clock_now();
    a.due = now + 30 * CLOCK_UNITS_PER_SEC;
    b.due = now + 10 * CLOCK_UNITS_PER_SEC;
    c.due = now + 10 * CLOCK_UNITS_PER_SEC;
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    sleep_on(&c, &event);
    CHECK(wait_delay(now + 20 * CLOCK_UNITS_PER_SEC, WAIT_DELAY_EXECUTION) == STATUS_SUCCESS);
    CHECK(b.place == 1 && c.place == 2 && asleep(&a) && b.status == STATUS_TIMEOUT);
    CHECK(b.woke >= b.due && b.woke < a.due && clock_now() >= now + 20 * CLOCK_UNITS_PER_SEC);
    CHECK(wait_one(&a.thread->ended, WAIT_EXECUTIVE, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(a.status == STATUS_TIMEOUT && a.woke >= a.due && a.woke < a.due + CLOCK_UNITS_PER_SEC);
    CHECK(list_empty(&event.waiters));
}

static void who_was_signalled_in_time_has_no_time_out_left(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    a.due = clock_now() + CLOCK_UNITS_PER_SEC;
    a.stays = true;
    sleep_on(&a, &event);
    let_run();
    event_set(&event);
    machine_settle();
    CHECK(a.status == STATUS_SUCCESS && a.thread->state == THREAD_WAITING);
    CHECK(!a.thread->timer.set);
    wait_delay(clock_now() + 5 * CLOCK_UNITS_PER_SEC, WAIT_DELAY_EXECUTION);
    CHECK(a.thread->state == THREAD_WAITING);
}

static void a_wait_for_all_that_times_out_has_taken_nothing(void)
{
    begin(WAITABLE_SYNCHRONIZATION, true);
    a.due = clock_now() + CLOCK_UNITS_PER_SEC;
    sleep_on_two(&a, &event, &other, true);
    wait_delay(clock_now() + 2 * CLOCK_UNITS_PER_SEC, WAIT_DELAY_EXECUTION);
    CHECK(a.status == STATUS_TIMEOUT && event.signal == 1);
    CHECK(list_empty(&event.waiters) && list_empty(&other.waiters));
}

static void nobody_oversleeps_while_others_run(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    a.due = clock_now() + 100 * CLOCK_STEP;
    sleep_on(&a, &event);
    let_run();
    CHECK(wait_next_due() == a.due);
    clock_jump(a.due);
    wait_expire();
    CHECK(a.thread->state == THREAD_READY);
    let_run();
    CHECK(a.status == STATUS_TIMEOUT);
}

static void no_time_passes_where_nobody_waits_for_any(void)
{
    uint64_t now = clock_now();
    CHECK(wait_next_due() == WAIT_FOREVER && !wait_pass_time() && clock_now() == now);
}

/* ---- suspended and ending threads ---- */

static void a_suspended_thread_takes_nothing_until_it_goes_on(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on(&a, &event);
    let_run();
    a.thread->suspend_count = 1;
    event_set(&event);
    CHECK(asleep(&a) && event.signal == 1);
    a.thread->suspend_count = 0;
    wait_retry(a.thread);
    CHECK(event.signal == 0 && a.thread->state == THREAD_READY);
    let_run();
    CHECK(a.status == STATUS_SUCCESS);
}

static void going_on_without_a_signal_changes_nothing(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    sleep_on(&a, &event);
    let_run();
    wait_retry(a.thread);
    CHECK(asleep(&a));
    wait_retry(thread_current()); /* it does not wait at all */
}

static void a_wait_can_be_broken(void)
{
    begin(WAITABLE_SYNCHRONIZATION, false);
    a.due = clock_now() + CLOCK_UNITS_PER_SEC;
    sleep_on_two(&a, &event, &other, false);
    let_run();
    wait_break(a.thread, STATUS_USER_APC);
    CHECK(list_empty(&event.waiters) && list_empty(&other.waiters) && !a.thread->timer.set);
    let_run();
    CHECK(a.status == STATUS_USER_APC);
}

static void a_thread_that_is_being_ended_does_not_begin_to_wait(void)
{
    begin(WAITABLE_SYNCHRONIZATION, true);
    thread_current()->terminating = true;
    CHECK(wait_one(&event, WAIT_USER_REQUEST, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(wait_one(&event, WAIT_USER_REQUEST, WAIT_FOREVER) == STATUS_USER_APC);
    CHECK(wait_delay(clock_now() + 1000, WAIT_USER_REQUEST) == STATUS_USER_APC);
    thread_current()->terminating = false;
}

/* ---- whose turn it is ---- */

static void the_higher_priority_runs_first(void)
{
    begin(WAITABLE_NOTIFICATION, false);
    sleep_on(&a, &event);
    sleep_on(&b, &event);
    sleep_on(&c, &event);
    dispatcher_set_priority(b.thread, PRIORITY_NORMAL + 2);
    let_run();
    dispatcher_set_priority(c.thread, PRIORITY_NORMAL + 1);
    event_set(&event);
    let_run();
    CHECK(b.place == 1 && c.place == 2 && a.place == 3);
}

static void a_lower_priority_waits_until_nobody_else_can_run(void)
{
    begin(WAITABLE_NOTIFICATION, true);
    let_run(); /* the kernel's own threads begin to wait */
    sleep_on(&a, &event);
    dispatcher_set_priority(a.thread, 1);
    CHECK(!dispatcher_yield() && a.place == 0);
    machine_settle();
    CHECK(a.place == 1);
}

#define RUN_WAIT(test) RUN_ON_MACHINE(64, 0, test)

int main(void)
{
    RUN_WAIT(a_notification_event_wakes_everyone_and_stays);
    RUN_WAIT(a_synchronization_event_wakes_one_for_each_set_the_oldest_first);
    RUN_WAIT(a_pulse_wakes_who_waits_now_and_leaves_nothing);
    RUN_WAIT(a_pulse_of_a_synchronization_event_wakes_one);
    RUN_WAIT(who_was_woken_runs_later);
    RUN_WAIT(a_semaphore_lets_through_as_many_as_it_counts);
    RUN_WAIT(a_mutant_is_its_owners_as_often_as_it_was_taken);
    RUN_WAIT(a_mutant_whose_owner_ends_is_abandoned_once);
    RUN_WAIT(who_waits_for_an_abandoned_mutant_is_told);
    RUN_WAIT(waiting_for_all_tells_of_an_abandoned_one);
    RUN_WAIT(waiting_for_any_takes_the_first_that_is_signalled_and_no_other);
    RUN_WAIT(waiting_for_all_takes_nothing_before_it_can_take_everything);
    RUN_WAIT(an_object_may_be_named_twice);
    RUN_WAIT(one_signal_passes_by_who_cannot_take_it);
    RUN_WAIT(a_time_out_that_has_passed_only_looks);
    RUN_WAIT(time_jumps_to_the_soonest_time_out);
    RUN_WAIT(who_was_signalled_in_time_has_no_time_out_left);
    RUN_WAIT(a_wait_for_all_that_times_out_has_taken_nothing);
    RUN_WAIT(nobody_oversleeps_while_others_run);
    RUN_WAIT(no_time_passes_where_nobody_waits_for_any);
    RUN_WAIT(a_suspended_thread_takes_nothing_until_it_goes_on);
    RUN_WAIT(going_on_without_a_signal_changes_nothing);
    RUN_WAIT(a_wait_can_be_broken);
    RUN_WAIT(a_thread_that_is_being_ended_does_not_begin_to_wait);
    RUN_WAIT(the_higher_priority_runs_first);
    RUN_WAIT(a_lower_priority_waits_until_nobody_else_can_run);
    return unit_end();
}
