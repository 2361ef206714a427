// machine
/*
 * Random waits, signals, time-outs, suspensions and abandoned mutants, beside a model of NT's rules for
 * dispatcher objects: after each step every thread must be where the model has it, with the model's status,
 * and every object as the model says.
 *
 *   torture_wait [STEPS [SEED]]
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define STEPS        20000u
#define THREADS      8u
#define EVENTS       3u
#define MUTANTS      2u
#define SEMAPHORES   2u
#define OBJECTS      (EVENTS + MUTANTS + SEMAPHORES)
#define OBJECTS_MOST 3u
#define LIMIT        3
#define UNIT                                                                                                 \
    (1000ull *                                                                                               \
     CLOCK_UNITS_PER_SEC) /* of the model's time: what events add to the clock is nothing beside it */
#define NEVER  0xffffffffu
#define NOBODY 0xffffffffu

/* ---- the machine's side ---- */

enum command { COMMAND_WAIT, COMMAND_RELEASE, COMMAND_ABANDON };

static struct worker {
    struct thread *thread;
    struct waitable go;
    enum command command;
    uint32_t objects[OBJECTS_MOST], count;
    bool all;
    uint64_t due;
    ntstatus status;
    bool done;
} workers[THREADS];

static struct waitable events[EVENTS];
static struct mutant mutants[MUTANTS];
static struct semaphore semaphores[SEMAPHORES];
static uint64_t start_time;
static uint32_t random_state, step, seed, steps;

static struct waitable *object_at(uint32_t index)
{
    if (index < EVENTS)
        return &events[index];
    return index < EVENTS + MUTANTS ? &mutants[index - EVENTS].waitable
                                    : &semaphores[index - EVENTS - MUTANTS].waitable;
}

static ntstatus wait_as_told(struct worker *worker)
{
    struct wait_block blocks[OBJECTS_MOST];
    for (uint32_t i = 0; i < worker->count; i++)
        blocks[i].object = object_at(worker->objects[i]);
    return wait_many(blocks, worker->count, worker->all, WAIT_USER_REQUEST, worker->due);
}

static ntstatus obey(struct worker *worker)
{
    int32_t before;
    switch (worker->command) {
    case COMMAND_WAIT:
        return wait_as_told(worker);
    case COMMAND_RELEASE:
        return mutant_release(&mutants[worker->objects[0] - EVENTS], &before);
    case COMMAND_ABANDON:
        mutants_abandon(thread_current());
        return STATUS_SUCCESS;
    }
    return STATUS_UNSUCCESSFUL;
}

static void work(void *of)
{
    struct worker *worker = of;
    for (;;) {
        wait_one(&worker->go, WAIT_EXECUTIVE, WAIT_FOREVER);
        worker->status = obey(worker);
        worker->done = true;
    }
}

static void let_run(void)
{
    while (dispatcher_yield())
        ;
}

/* ---- the model ---- */

struct model_object {
    int32_t signal; /* mutants: 1 free, else less */
    uint32_t owner;
    uint32_t taken; /* mutants: when the owner took it first */
    bool abandoned;
};

struct model_thread {
    bool waits, suspended;
    uint32_t since, due;
    ntstatus status;
};

static struct model_object objects[OBJECTS];
static struct model_thread threads[THREADS];
static uint32_t now, order;

static bool is_mutant(uint32_t index)
{
    return index >= EVENTS && index < EVENTS + MUTANTS;
}

/* The first event is a notification event, the others are synchronization events. */
static bool can_have(uint32_t thread, uint32_t index)
{
    return objects[index].signal > 0 || (is_mutant(index) && objects[index].owner == thread);
}

static bool have(uint32_t thread, uint32_t index)
{
    struct model_object *object = &objects[index];
    bool abandoned = object->abandoned;
    if (index > 0)
        object->signal--;
    if (!is_mutant(index))
        return false;
    if (object->owner == NOBODY)
        object->taken = ++order;
    object->owner = thread;
    object->abandoned = false;
    return abandoned;
}

static bool has_all(uint32_t thread)
{
    const struct worker *worker = &workers[thread];
    for (uint32_t i = 0; i < worker->count; i++)
        if (!can_have(thread, worker->objects[i]))
            return false;
    return true;
}

static void ends(uint32_t thread, ntstatus status)
{
    threads[thread].waits = false;
    threads[thread].status = status;
}

static bool model_satisfy(uint32_t thread)
{
    const struct worker *worker = &workers[thread];
    bool abandoned = false;
    if (worker->all) {
        if (!has_all(thread))
            return false;
        for (uint32_t i = 0; i < worker->count; i++)
            abandoned = have(thread, worker->objects[i]) || abandoned;
        ends(thread, abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0);
        return true;
    }
    for (uint32_t i = 0; i < worker->count; i++)
        if (can_have(thread, worker->objects[i])) {
            abandoned = have(thread, worker->objects[i]);
            ends(thread, (abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) + (ntstatus)i);
            return true;
        }
    return false;
}

static bool waits_for(uint32_t thread, uint32_t index)
{
    for (uint32_t i = 0; i < workers[thread].count; i++)
        if (workers[thread].objects[i] == index)
            return true;
    return false;
}

/* Who has waited longest, of those that wait for the object and came behind `after`. */
static uint32_t next_waiter(uint32_t index, uint32_t after)
{
    uint32_t found = NOBODY;
    for (uint32_t i = 0; i < THREADS; i++)
        if (threads[i].waits && !threads[i].suspended && threads[i].since > after && waits_for(i, index) &&
            (found == NOBODY || threads[i].since < threads[found].since))
            found = i;
    return found;
}

static void model_wake(uint32_t index)
{
    uint32_t after = 0, thread;
    while (objects[index].signal > 0 && (thread = next_waiter(index, after)) != NOBODY) {
        after = threads[thread].since;
        if (model_satisfy(thread))
            after = 0;
    }
}

static void model_free(uint32_t index, bool abandoned)
{
    objects[index].owner = NOBODY;
    objects[index].signal = 1;
    objects[index].abandoned = abandoned;
    model_wake(index);
}

/* ---- steps ---- */

static uint32_t below(uint32_t bound)
{
    return host_random(&random_state) % bound;
}

static void tell(uint32_t thread, enum command command)
{
    workers[thread].command = command;
    workers[thread].done = false;
    event_set(&workers[thread].go);
    let_run();
}

static void choose_objects(struct worker *worker)
{
    uint32_t first = below(OBJECTS);
    worker->count = 1 + below(OBJECTS_MOST);
    for (uint32_t i = 0; i < worker->count; i++)
        worker->objects[i] = (first + i * 3) % OBJECTS; /* never one twice */
}

static void step_wait(uint32_t thread)
{
    static const uint32_t dues[] = {0, 1, 2, 5, NEVER, NEVER};
    uint32_t after = dues[below(6)];
    struct worker *worker = &workers[thread];
    if (threads[thread].waits || threads[thread].suspended)
        return;
    choose_objects(worker);
    worker->all = below(2);
    threads[thread] = (struct model_thread){true, false, ++order, after == NEVER ? NEVER : now + after, 0};
    worker->due = after == NEVER ? WAIT_FOREVER : after == 0 ? 0 : start_time + (now + after) * UNIT;
    if (!model_satisfy(thread) && after == 0)
        ends(thread, STATUS_TIMEOUT);
    tell(thread, COMMAND_WAIT);
}

static void step_release(uint32_t thread)
{
    uint32_t index = EVENTS + below(MUTANTS);
    struct model_object *object = &objects[index];
    if (threads[thread].waits)
        return;
    workers[thread].objects[0] = index;
    workers[thread].count = 1;
    ends(thread, object->owner == thread ? STATUS_SUCCESS : STATUS_MUTANT_NOT_OWNED);
    if (object->owner == thread && object->signal == 0)
        model_free(index, false);
    else if (object->owner == thread)
        object->signal++;
    tell(thread, COMMAND_RELEASE);
}

static uint32_t first_owned(uint32_t thread)
{
    uint32_t found = NOBODY;
    for (uint32_t i = EVENTS; i < EVENTS + MUTANTS; i++)
        if (objects[i].owner == thread && (found == NOBODY || objects[i].taken < objects[found].taken))
            found = i;
    return found;
}

static void step_abandon(uint32_t thread)
{
    uint32_t index;
    if (threads[thread].waits)
        return;
    while ((index = first_owned(thread)) != NOBODY)
        model_free(index, true);
    ends(thread, STATUS_SUCCESS);
    tell(thread, COMMAND_ABANDON);
}

static void step_event(uint32_t index)
{
    uint32_t what = below(4);
    if (what == 0) {
        event_reset(&events[index]);
        objects[index].signal = 0;
        return;
    }
    objects[index].signal = 1;
    model_wake(index);
    if (what > 1) {
        event_set(&events[index]);
        return;
    }
    event_pulse(&events[index]);
    objects[index].signal = 0;
}

static void step_semaphore(uint32_t which)
{
    int32_t count = 1 + (int32_t)below(2), before;
    uint32_t index = EVENTS + MUTANTS + which;
    bool fits = objects[index].signal + count <= LIMIT;
    ntstatus status = semaphore_release(&semaphores[which], count, &before);
    if (status != (fits ? STATUS_SUCCESS : STATUS_SEMAPHORE_LIMIT_EXCEEDED))
        machine_fail("a release of %d gave %08x", (int)count, (unsigned)status);
    if (!fits)
        return;
    objects[index].signal += count;
    model_wake(index);
}

static void step_suspend(uint32_t thread)
{
    threads[thread].suspended = !threads[thread].suspended;
    workers[thread].thread->suspend_count = threads[thread].suspended;
    if (threads[thread].suspended)
        return;
    wait_retry(workers[thread].thread);
    if (threads[thread].waits)
        model_satisfy(thread);
}

static void step_time(void)
{
    now += 1 + below(3);
    clock_jump(start_time + now * UNIT);
    wait_expire();
    for (uint32_t i = 0; i < THREADS; i++)
        if (threads[i].waits && threads[i].due <= now)
            ends(i, STATUS_TIMEOUT);
}

static void one_step(void)
{
    uint32_t what = below(20), thread = below(THREADS);
    if (what < 8)
        step_wait(thread);
    else if (what < 11)
        step_event(below(EVENTS));
    else if (what < 13)
        step_semaphore(below(SEMAPHORES));
    else if (what < 15)
        step_release(thread);
    else if (what < 16)
        step_abandon(thread);
    else if (what < 18)
        step_suspend(thread);
    else if (what < 19)
        step_time();
    else
        dispatcher_set_priority(workers[thread].thread, PRIORITY_NORMAL + (int)below(3));
    let_run();
}

/* ---- the comparison ---- */

static void check_thread(uint32_t i)
{
    const struct worker *worker = &workers[i];
    if (worker->done == threads[i].waits)
        machine_fail("thread %u %s, the model says otherwise", (unsigned)i,
                     worker->done ? "goes on" : "waits");
    if (worker->done && worker->status != threads[i].status)
        machine_fail("thread %u has status %08x, must have %08x", (unsigned)i, (unsigned)worker->status,
                     (unsigned)threads[i].status);
}

static void check_object(uint32_t i)
{
    const struct waitable *object = object_at(i);
    const struct thread *owner = is_mutant(i) ? mutants[i - EVENTS].owner : NULL;
    uint32_t waiters = 0, wanted = 0;
    list_each (link, &object->waiters)
        waiters++;
    for (uint32_t t = 0; t < THREADS; t++)
        wanted += threads[t].waits && waits_for(t, i);
    if (object->signal != objects[i].signal || waiters != wanted)
        machine_fail("object %u has signal %d and %u waiters, must have %d and %u", (unsigned)i,
                     (int)object->signal, (unsigned)waiters, (int)objects[i].signal, (unsigned)wanted);
    if (is_mutant(i) && owner != (objects[i].owner == NOBODY ? NULL : workers[objects[i].owner].thread))
        machine_fail("mutant %u has another owner", (unsigned)i);
}

static void begin(void)
{
    for (uint32_t i = 0; i < EVENTS; i++)
        event_start(&events[i], "Event", i == 0 ? WAITABLE_NOTIFICATION : WAITABLE_SYNCHRONIZATION, false);
    for (uint32_t i = 0; i < MUTANTS; i++) {
        mutant_start(&mutants[i], false);
        objects[EVENTS + i] = (struct model_object){.signal = 1, .owner = NOBODY};
    }
    for (uint32_t i = 0; i < SEMAPHORES; i++)
        semaphore_start(&semaphores[i], 0, LIMIT);
    for (uint32_t i = 0; i < THREADS; i++) {
        event_start(&workers[i].go, "Event", WAITABLE_SYNCHRONIZATION, false);
        workers[i].done = true;
        workers[i].thread = machine_thread("Worker", PRIORITY_NORMAL, work, &workers[i]);
    }
    start_time = clock_now();
    let_run();
}

static void say_how_to_repeat(void)
{
    printf("# step %u; again: torture_wait %u %u\n", (unsigned)step, (unsigned)steps, (unsigned)seed);
}

static void waits_are_as_the_model_has_them(void)
{
    random_state = seed * 2654435761u + 1;
    machine_on_fail = say_how_to_repeat;
    log_choose(steps <= STEPS ? "all" : "-all");
    begin();
    for (step = 1; step <= steps; step++) {
        one_step();
        for (uint32_t i = 0; i < THREADS; i++)
            check_thread(i);
        for (uint32_t i = 0; i < OBJECTS; i++)
            check_object(i);
    }
}

int main(int count, char **arguments)
{
    steps = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 0) : STEPS;
    seed = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 0) : 1;
    RUN_ON_MACHINE(64, 0, waits_are_as_the_model_has_them);
    return unit_end();
}
