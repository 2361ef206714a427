// sources: sched/dispatch/wait.c sched/dispatch/waitlog.c sched/dispatch/timerheap.c
// sources: firmware/clock.c firmware/log.c
#include "sched/dispatch/wait.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/serial.h"
#include "sched/dispatch/dispatcher.h"
#include "tests/unit/unit.h"

/* The dispatcher's stand-in: who waits hands over to `meanwhile`, then time passes until it is ready. */
struct thread *thread_running;
static struct thread threads[3], *woken[8];
static void (*meanwhile)(void);
static uint32_t woken_count, deadlocks;

/* What was logged since begin(). */
static char written[4096];
static size_t written_bytes;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_LOG && written_bytes + count < sizeof written);
    memcpy(written + written_bytes, bytes, count);
    written_bytes += count;
    written[written_bytes] = 0;
}

void dispatcher_ready(struct thread *thread, enum ready_cause cause, const struct waitable *object)
{
    thread->state = THREAD_READY;
    wait_log_ready(thread, cause, object);
    woken[woken_count++ % 8] = thread;
}

void dispatcher_switch(void)
{
    struct thread *me = thread_running;
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
    thread_running = me;
}

static void begin(void (*others)(void))
{
    memset(threads, 0, sizeof threads);
    for (int i = 0; i < 3; i++) {
        list_start(&threads[i].owned_mutants);
        list_start(&threads[i].ready_link);
        list_start(&threads[i].user_apcs);
        list_start(&threads[i].timers);
        threads[i].state = THREAD_RUNNING;
        threads[i].process_id = 24;
        threads[i].id = 28 + 4 * (uint32_t)i;
        threads[i].priority = PRIORITY_NORMAL;
    }
    thread_running = &threads[0];
    meanwhile = others;
    woken_count = deadlocks = 0;
    written_bytes = 0;
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
    event_start(&event, "Event", WAITABLE_SYNCHRONIZATION, true);
    CHECK(wait_user_one(&event, false, wait_due(0)) == STATUS_SUCCESS);
    CHECK(wait_user_one(&event, false, wait_due(0)) == STATUS_TIMEOUT);
    CHECK(woken_count == 0);
}

static void a_time_out_takes_its_time(void)
{
    struct waitable event;
    begin(NULL);
    event_start(&event, "Event", WAITABLE_SYNCHRONIZATION, false);
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
    event_start(&event, "Event", WAITABLE_SYNCHRONIZATION, false);
    CHECK(wait_user_one(&event, false, wait_due(INT64_MIN)) == STATUS_UNSUCCESSFUL && deadlocks == 1);
}

static void wait_short(void)
{
    thread_running = &threads[2];
    wait_user_delay(false, wait_due(-20));
}

static void wait_beyond_the_end(void)
{
    thread_running = &threads[1];
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
    thread_running = &threads[1];
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
    thread_running = &threads[1];
    CHECK(mutant_release(&mutant, &before) == STATUS_MUTANT_NOT_OWNED);
    thread_running = &threads[0];
    mutants_abandon(&threads[0]);
    thread_running = &threads[1];
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
    thread_running = &threads[1];
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS);
}

static void waiting_for_all_takes_nothing_before_all_are_there(void)
{
    struct wait_block blocks[2] = {{.object = &mutant.waitable}, {.object = &semaphore.waitable}};
    begin(release_one_then_the_rest);
    semaphore_start(&semaphore, 0, 2);
    thread_running = &threads[1];
    mutant_start(&mutant, true);
    thread_running = &threads[0];
    CHECK(wait_user_many(blocks, 2, true, false, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(semaphore.waitable.signal == 0 && mutant.owner == &threads[0] && deadlocks == 0);
    mutants_abandon(&threads[0]);
}

/* ---- timers ---- */

static struct waitable_timer timer, second;
static uint64_t rung[4];
static uint32_t rings;

static void note(struct waitable_timer *of, uint64_t due)
{
    (void)of;
    rung[rings++ % 4] = due;
}

static void begin_timers(void (*others)(void))
{
    begin(others);
    rings = 0;
    waitable_timer_start(&timer, WAITABLE_SYNCHRONIZATION_TIMER, note);
    waitable_timer_start(&second, WAITABLE_NOTIFICATION_TIMER, note);
}

static void a_timer_rings_when_it_is_due(void)
{
    begin_timers(NULL);
    uint64_t due = clock_now() + 70;
    waitable_timer_set(&timer, due, 0);
    CHECK(wait_user_one(&timer.waitable, false, 0) == STATUS_TIMEOUT);
    CHECK(wait_user_one(&timer.waitable, false, WAIT_FOREVER) == STATUS_SUCCESS && clock_now() == due);
    CHECK(timer.waitable.signal == 0 && !timer.timer.set && deadlocks == 0);
    waitable_timer_set(&second, 0, 0); /* past: at once, and it stays */
    CHECK(wait_user_one(&second.waitable, false, 0) == STATUS_SUCCESS && second.waitable.signal == 1);
    waitable_timer_set(&second, due + 50, 0);
    CHECK(second.waitable.signal == 0 && waitable_timer_cancel(&second) && !waitable_timer_cancel(&second));
    CHECK(wait_user_one(&second.waitable, false, WAIT_FOREVER) == STATUS_UNSUCCESSFUL && deadlocks == 1);
}

static void periods_that_are_over_are_one_signal(void)
{
    begin_timers(NULL);
    uint64_t due = clock_now() + 10;
    timer.called = &threads[1];
    waitable_timer_set(&timer, due, 100);
    CHECK(wait_user_delay(false, due + 350) == STATUS_SUCCESS);
    CHECK(timer.waitable.signal == 1 && rings == 1 && rung[0] == due + 300);
    CHECK(wait_user_one(&timer.waitable, false, WAIT_FOREVER) == STATUS_SUCCESS && clock_now() == due + 350);
    CHECK(wait_user_one(&timer.waitable, false, WAIT_FOREVER) == STATUS_SUCCESS && clock_now() == due + 400);
    CHECK(waitable_timer_cancel(&timer));
}

static void what_wakes_nobody_is_a_deadlock(void)
{
    struct waitable event;
    struct wait_block blocks[2] = {{.object = &timer.waitable}, {.object = &event}};
    begin_timers(NULL);
    event_start(&event, "Event", WAITABLE_NOTIFICATION, false);
    waitable_timer_set(&timer, clock_now() + 10, 10);
    CHECK(wait_user_one(&event, false, WAIT_FOREVER) == STATUS_UNSUCCESSFUL && deadlocks == 1);
    CHECK(wait_user_many(blocks, 2, true, false, WAIT_FOREVER) == STATUS_UNSUCCESSFUL && deadlocks == 2);
    timer.called = &threads[0];
    CHECK(wait_user_one(&event, false, WAIT_FOREVER) == STATUS_UNSUCCESSFUL && deadlocks == 3 && rings == 0);
    timer.called = NULL;
    blocks[1].object = &second.waitable;
    uint64_t due = clock_now() + 1000;
    waitable_timer_set(&second, due, 0);
    CHECK(wait_user_many(blocks, 2, true, false, WAIT_FOREVER) == STATUS_SUCCESS && clock_now() == due);
    CHECK(deadlocks == 3 && waitable_timer_cancel(&timer));
}

/* ---- calls ---- */

static struct clock_call call;
static uint64_t called_at;
static uint32_t calls_left;
static bool call_is_worth_it;
static struct waitable never_set;

static void called(struct clock_call *of)
{
    CHECK(of == &call && !of->timer.set);
    called_at = clock_now();
    if (calls_left-- > 1)
        clock_call_set(of, called_at + 1000);
    else
        wait_break(&threads[0], STATUS_UNSUCCESSFUL);
}

static bool is_worth_it(void)
{
    return call_is_worth_it;
}

static void begin_call(uint32_t times, bool worth_it)
{
    begin(NULL);
    event_start(&never_set, "Event", WAITABLE_NOTIFICATION, false);
    clock_call_start(&call, called, is_worth_it);
    calls_left = times;
    call_is_worth_it = worth_it;
    clock_call_set(&call, clock_now() + 5000);
    clock_call_set(&call, clock_now() + 1000);
}

static void the_clock_calls_when_it_is_due(void)
{
    begin_call(3, true);
    uint64_t now = clock_now();
    CHECK(wait_one(&never_set, WAIT_EXECUTIVE, WAIT_FOREVER) == STATUS_UNSUCCESSFUL);
    CHECK(deadlocks == 0 && calls_left == 0 && called_at >= now + 3000 &&
          called_at < now + 3000 + 10 * CLOCK_STEP);
}

/* Time does not go there for its own sake; where it goes beyond, the call comes. */
static void a_call_that_is_not_worth_it_is_made_by_the_way(void)
{
    begin_call(9, false);
    CHECK(wait_delay(clock_now() + 500, WAIT_EXECUTIVE) == STATUS_SUCCESS && calls_left == 9);
    CHECK(wait_delay(clock_now() + 2000, WAIT_EXECUTIVE) == STATUS_SUCCESS && calls_left == 8);
    clock_call_cancel(&call);
    CHECK(wait_delay(clock_now() + 9000, WAIT_EXECUTIVE) == STATUS_SUCCESS && calls_left == 8);
}

static void ten_thousand_timers_ring_behind_one_jump(void)
{
    static struct waitable_timer many[10000];
    begin_timers(NULL);
    uint64_t now = clock_now();
    for (uint32_t i = 0; i < 10000; i++) {
        waitable_timer_start(&many[i], WAITABLE_NOTIFICATION_TIMER, note);
        waitable_timer_set(&many[i], now + 1 + i * 7919u % 10000, 0);
    }
    CHECK(wait_user_delay(false, now + 5000) == STATUS_SUCCESS && clock_now() == now + 5000);
    uint32_t count = 0;
    for (uint32_t i = 0; i < 10000; i++)
        count += many[i].waitable.signal > 0;
    CHECK(count == 5000 && woken_count == 1);
    for (uint32_t i = 0; i < 10000; i++)
        CHECK(waitable_timer_cancel(&many[i]) == (many[i].waitable.signal == 0));
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
    event_start(&never, "Event", WAITABLE_NOTIFICATION, false);
    begin(alert_the_first);
    CHECK(wait_user_one(&never, true, WAIT_FOREVER) == STATUS_USER_APC && was_alertable);
    CHECK(list_empty(&never.waiters) && !threads[0].timer.set);
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
    event_start(&event, "Event", WAITABLE_SYNCHRONIZATION, true);
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

/* ---- what the log says ---- */

/* The lines since begin() without their numbers. */
static bool log_is(const char *wanted)
{
    char bare[sizeof written];
    size_t used = 0;
    bool in_number = true;
    for (size_t i = 0; i < written_bytes; i++) {
        if (!in_number)
            bare[used++] = written[i];
        in_number = written[i] == '\n' || (in_number && written[i] != ' ');
    }
    bare[used] = 0;
    if (strcmp(bare, wanted) != 0)
        printf("# the log says:\n%s", bare);
    return strcmp(bare, wanted) == 0;
}

static struct waitable numbered;

static void set_the_numbered(void)
{
    event_set(&numbered);
}

static void begin_numbered(void (*others)(void))
{
    begin(others);
    event_start(&numbered, "Event", WAITABLE_SYNCHRONIZATION, false);
    numbered.number = 17;
}

static void a_wait_says_what_it_waits_for_and_who_ended_it(void)
{
    begin_numbered(set_the_numbered);
    CHECK(wait_user_one(&numbered, true, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(log_is("wait 24.28 UserRequest alertable Event:17\n"
                 "state Event:17 signal=1\n"
                 "state Event:17 signal=0\n"
                 "ready 24.28 signalled Event:17 priority=8\n"));
}

static void a_state_is_said_when_it_changes_and_only_then(void)
{
    begin_numbered(NULL);
    event_reset(&numbered);
    event_set(&numbered);
    event_set(&numbered);
    CHECK(wait_user_one(&numbered, false, 0) == STATUS_SUCCESS);
    event_pulse(&numbered);
    event_set(&never); /* it has no number */
    event_reset(&never);
    CHECK(log_is("state Event:17 signal=1\nstate Event:17 signal=0\n"
                 "state Event:17 signal=1\nstate Event:17 signal=0\n"));
}

static void time_and_what_is_to_end_by_time_are_said(void)
{
    char wanted[200];
    begin(NULL);
    uint64_t due = clock_now() + 40;
    CHECK(wait_user_delay(false, due) == STATUS_SUCCESS);
    snprintf(wanted, sizeof wanted,
             "wait 24.28 DelayExecution due=%llu\ntime now=%llu\nready 24.28 timeout priority=8\n",
             (unsigned long long)due, (unsigned long long)due);
    CHECK(log_is(wanted));
}

static void what_a_mutant_is_says_its_owner_too(void)
{
    int32_t before;
    begin(NULL);
    mutant_start(&mutant, true);
    mutant.waitable.number = 5;
    CHECK(wait_user_one(&mutant.waitable, false, 0) == STATUS_SUCCESS);
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS);
    mutants_abandon(&threads[0]);
    CHECK(wait_user_one(&mutant.waitable, false, 0) == STATUS_ABANDONED_WAIT_0);
    CHECK(mutant_release(&mutant, &before) == STATUS_SUCCESS);
    CHECK(log_is("state Mutant:5 signal=-1 owner=24.28\n"
                 "state Mutant:5 signal=0 owner=24.28\n"
                 "state Mutant:5 signal=1 abandoned\n"
                 "state Mutant:5 signal=0 owner=24.28\n"
                 "state Mutant:5 signal=1\n"));
}

static void own_the_mutant_and_end(void)
{
    thread_running = &threads[1];
    mutants_abandon(&threads[1]);
    event_set(&numbered);
}

static void who_waits_for_all_names_the_last_and_an_abandoned_one_is_told(void)
{
    struct wait_block blocks[2] = {{.object = &mutant.waitable}, {.object = &numbered}};
    begin_numbered(own_the_mutant_and_end);
    thread_running = &threads[1];
    mutant_start(&mutant, true);
    mutant.waitable.number = 5;
    thread_running = &threads[0];
    CHECK(wait_user_many(blocks, 2, true, false, WAIT_FOREVER) == STATUS_ABANDONED_WAIT_0);
    CHECK(log_is("wait 24.28 UserRequest all Mutant:5 Event:17\n"
                 "state Mutant:5 signal=1 abandoned\n"
                 "state Event:17 signal=1\n"
                 "state Mutant:5 signal=0 owner=24.28\n"
                 "state Event:17 signal=0\n"
                 "ready 24.28 abandoned Event:17 priority=8\n"));
    mutants_abandon(&threads[0]);
}

static void resume_when_both_are_there(void)
{
    threads[0].suspend_count = 1;
    semaphore_start(&semaphore, 1, 2);
    semaphore.waitable.number = 9;
    event_set(&never);
    threads[0].suspend_count = 0;
    wait_retry(&threads[0]);
}

static void who_was_suspended_names_what_it_takes(void)
{
    struct wait_block blocks[2] = {{.object = &never}, {.object = &semaphore.waitable}};
    begin(resume_when_both_are_there);
    event_start(&never, "Event", WAITABLE_NOTIFICATION, false);
    semaphore_start(&semaphore, 0, 2);
    CHECK(wait_user_many(blocks, 2, false, false, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(log_is("wait 24.28 UserRequest Event Semaphore\n"
                 "ready 24.28 signalled Event priority=8\n"));
    event_reset(&never);
}

static void end_the_first(void)
{
    threads[0].terminating = true;
    wait_break(&threads[0], STATUS_USER_APC);
}

static void alert_by_alert(void)
{
    wait_alert(&threads[0], STATUS_ALERTED);
}

static void a_wait_that_is_broken_says_why(void)
{
    begin(end_the_first);
    CHECK(wait_user_delay(false, WAIT_FOREVER) == STATUS_USER_APC);
    CHECK(log_is("wait 24.28 DelayExecution\nready 24.28 ended priority=8\n"));
    begin(alert_the_first);
    CHECK(wait_user_delay(true, WAIT_FOREVER) == STATUS_USER_APC);
    CHECK(log_is("wait 24.28 DelayExecution alertable\nready 24.28 apc priority=8\n"));
    begin(alert_by_alert);
    CHECK(wait_user_delay(true, WAIT_FOREVER) == STATUS_ALERTED);
    CHECK(log_is("wait 24.28 DelayExecution alertable\nready 24.28 alerted priority=8\n"));
}

static void more_objects_than_a_line_holds_end_in_dots(void)
{
    struct wait_block blocks[64];
    begin_numbered(set_the_numbered);
    for (int i = 0; i < 64; i++)
        blocks[i].object = i == 63 ? &numbered : &never;
    CHECK(wait_user_many(blocks, 64, false, false, WAIT_FOREVER) == 63);
    CHECK(strstr(written,
                 " wait 24.28 UserRequest Event Event Event Event Event Event Event Event Event Event"
                 " Event Event ...\n") != NULL);
    CHECK(strstr(written, "ready 24.28 signalled Event:17") != NULL);
}

static void a_waiter_is_said_though_the_class_is_off(void)
{
    begin_numbered(NULL);
    CHECK(log_choose("-wait"));
    threads[1].state = THREAD_WAITING;
    threads[1].wait_reason = WAIT_USER_REQUEST;
    threads[1].timer.due = WAIT_FOREVER;
    threads[1].wait_count = 1;
    threads[1].wait_blocks = threads[1].blocks;
    threads[1].blocks[0].object = &numbered;
    wait_log_sleep(&threads[1]);
    event_set(&numbered);
    wait_log_waiter(&threads[1]);
    CHECK(log_is("waiter 24.32 UserRequest Event:17\n"));
}

/* The clock counts events, and lines of this class are none: it must not matter whether they are written. */
static void the_lines_take_no_time(void)
{
    begin_numbered(set_the_numbered);
    CHECK(log_choose("+wait"));
    uint64_t before = log_events();
    CHECK(wait_user_one(&numbered, false, WAIT_FOREVER) == STATUS_SUCCESS);
    CHECK(written_bytes > 0 && log_events() == before);
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
    RUN(a_timer_rings_when_it_is_due);
    RUN(periods_that_are_over_are_one_signal);
    RUN(what_wakes_nobody_is_a_deadlock);
    RUN(ten_thousand_timers_ring_behind_one_jump);
    RUN(the_clock_calls_when_it_is_due);
    RUN(a_call_that_is_not_worth_it_is_made_by_the_way);
    RUN(an_alert_ends_an_alertable_wait);
    RUN(an_alert_does_not_end_another_wait);
    RUN(what_is_there_before_the_wait_ends_it_in_order);
    RUN(who_is_to_end_does_not_wait);
    CHECK(log_choose("+wait"));
    RUN(a_wait_says_what_it_waits_for_and_who_ended_it);
    RUN(a_state_is_said_when_it_changes_and_only_then);
    RUN(time_and_what_is_to_end_by_time_are_said);
    RUN(what_a_mutant_is_says_its_owner_too);
    RUN(who_waits_for_all_names_the_last_and_an_abandoned_one_is_told);
    RUN(who_was_suspended_names_what_it_takes);
    RUN(a_wait_that_is_broken_says_why);
    RUN(more_objects_than_a_line_holds_end_in_dots);
    RUN(a_waiter_is_said_though_the_class_is_off);
    RUN(the_lines_take_no_time);
    return unit_end();
}
