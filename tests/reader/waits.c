#include "drivers.h"
#include "handles.h"
#include "threads.h"

#include <stdio.h>
#include <string.h>

/* ---- what a thread waits for ---- */

/* Copies what a `wait` or `waiter` line says into a thread. */
static void wait_copy(struct thread *thread, const struct line *line)
{
    thread->reason = (int)line_number(line, "reason");
    thread->all = line_has(line, "all");
    thread->alertable = line_has(line, "alertable");
    thread->due = line_number(line, "due");
    thread->more = line_has(line, "...");
    thread->object_count = 0;
    for (unsigned i = 0; i < line->count; i++) {
        const struct field *field = &line->fields[i];
        if (!strcmp(field->item->name, "object") && thread->object_count < OBJECTS)
            text_copy(thread->objects[thread->object_count++], sizeof thread->objects[0], field->value.start,
                      field->value.length);
    }
}

static void objects_live(struct machine *machine, const struct line *line)
{
    unsigned count = 0;
    for (unsigned i = 0; i < line->count; i++)
        if (!strcmp(line->fields[i].item->name, "object")) {
            object_of(machine, &line->fields[i].value);
            count++;
        }
    holds(machine, count <= 12, "more than 12 objects");
    holds(machine, !line_has(line, "...") || count == 12, "objects are left out");
    holds(machine, !line_has(line, "all") || count > 0, "all of what?");
}

void waits_wait(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    objects_live(machine, line);
    wait_copy(thread, line);
    thread->wait_said = true;
    thread->state = STATE_WAITING;
}

void waits_waiter(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    struct thread said = {0};
    if (!thread)
        return;
    holds(machine, thread->id > machine->waiter, "waiters are told by the number of their thread");
    machine->waiter = thread->id;
    thread->waiter_said = true;
    wait_copy(&said, line);
    if (!machine_tells(machine, CLASS_WAIT))
        return;
    holds(machine, thread->state == STATE_WAITING, "the thread is %s", state_names[thread->state]);
    holds(machine,
          said.reason == thread->reason && said.all == thread->all && said.alertable == thread->alertable &&
              said.due == thread->due && said.more == thread->more &&
              said.object_count == thread->object_count &&
              !memcmp(said.objects, thread->objects, sizeof said.objects),
          "its wait was told otherwise");
}

/* ---- time ---- */

/* The clock has come to `now`, and the first wait that it ends is over first. */
void waits_reach(struct machine *machine, int64_t now)
{
    size_t position = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        holds(machine, thread->state != STATE_WAITING || thread->due < 0 || thread->due >= now,
              "the wait of thread %u.%u ends at %lld", thread->process, thread->id, (long long)thread->due);
    if (now > machine->now)
        machine->now = now;
}

/* Is there a timer that is due by then? */
static bool timer_is_due(struct machine *machine, int64_t now)
{
    size_t position = 0;
    for (const struct object *object; (object = map_next(&machine->objects, &position));)
        if (object->set && object->due <= now)
            return true;
    return false;
}

/* Nobody can run before the clock has come to the end of a wait, or to a timer. */
void waits_time(struct machine *machine, const struct line *line)
{
    int64_t now = line_number(line, "now");
    bool ends = false;
    size_t position = 0;
    holds(machine, now > machine->now, "the clock was at %lld", (long long)machine->now);
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));) {
        holds(machine, thread->state != STATE_READY, "thread %u.%u is ready", thread->process, thread->id);
        ends = ends || (thread->state == STATE_WAITING && thread->due >= 0 && thread->due <= now);
    }
    holds(machine,
          ends || timer_is_due(machine, now) || drivers_are_due(machine, now) ||
              !machine_tells(machine, CLASS_PROCESS),
          "no wait ends then");
    machine->now = now;
}

/* ---- who must not sleep any more ---- */

/* Would the wait of this thread take the object? What the kernel alone waits for has no state, and a port's
 * says nothing of how many may run. */
static bool object_is_there(const struct object *object, const struct thread *thread)
{
    if (!object || !object->has_state || !strcmp(object->type, "IoCompletion"))
        return false;
    return object->signal > 0 || (!strcmp(object->type, "Mutant") && object->owner == thread->id);
}

static bool wait_is_over(struct machine *machine, const struct thread *thread)
{
    unsigned there = 0;
    for (unsigned i = 0; i < thread->object_count; i++)
        there += object_is_there(
            object_find(machine, thread->objects[i], (unsigned)strlen(thread->objects[i])), thread);
    return thread->object_count && !thread->more && (thread->all ? there == thread->object_count : there > 0);
}

void waits_go_on(struct machine *machine)
{
    size_t position = 0;
    for (const struct thread *thread; (thread = map_next(&machine->threads, &position));)
        if (thread->state == STATE_WAITING && !thread->suspended && !thread_is_frozen(machine, thread))
            holds(machine, !wait_is_over(machine, thread), "what thread %u.%u waits for is there",
                  thread->process, thread->id);
}

/* ---- ready ---- */

enum why {
    WHY_STARTED,
    WHY_YIELDED,
    WHY_SIGNALLED,
    WHY_ABANDONED,
    WHY_TIMEOUT,
    WHY_APC,
    WHY_ALERTED,
    WHY_ENDED,
    WHY_PRIORITY,
    WHY_STACK,
    WHY_QUANTUM
};

static bool waits_for(const struct thread *thread, const struct value *object)
{
    for (unsigned i = 0; i < thread->object_count; i++)
        if (text_is(object->start, object->length, thread->objects[i]))
            return true;
    return thread->more;
}

static void ready_object(struct machine *machine, const struct thread *thread, const struct value *object,
                         enum why why)
{
    bool wanted = why == WHY_ABANDONED || (why == WHY_SIGNALLED && thread->object_count > 0);
    holds(machine, wanted ? object != NULL : true, "which object?");
    if (!object)
        return;
    holds(machine, why == WHY_SIGNALLED || why == WHY_ABANDONED, "an object has no part in this");
    holds(machine, waits_for(thread, object), "the thread does not wait for it");
    const struct object *found = object_of(machine, object);
    if (found && (!strcmp(found->type, "Process") || !strcmp(found->type, "Thread")))
        holds(machine, found->signal > 0, "it is not signalled");
}

static void ready_why(struct machine *machine, const struct thread *thread, enum why why)
{
    enum thread_state state = why == WHY_STARTED                         ? STATE_INITIALIZED
                              : why == WHY_YIELDED || why == WHY_QUANTUM ? STATE_RUNNING
                                                                         : STATE_WAITING;
    if (why == WHY_PRIORITY)
        state = STATE_READY;
    if (why == WHY_STACK)
        state = STATE_TRANSITION;
    holds(machine, thread->state == state, "the thread is %s, not %s", state_names[thread->state],
          state_names[state]);
    if (why == WHY_TIMEOUT && holds(machine, thread->due >= 0, "its wait has no end"))
        waits_reach(machine, thread->due);
    holds(machine, (why != WHY_APC && why != WHY_ALERTED) || thread->alertable, "its wait is not alertable");
}

void waits_priority_set(struct machine *machine)
{
    size_t position = 0;
    for (struct thread *thread; (thread = map_next(&machine->threads, &position));)
        if (thread->state != STATE_READY)
            thread->priority = -1;
}

/* The wait has ended, and the thread has nothing to run on. */
void waits_transition(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    enum why why = (enum why)line_number(line, "why");
    if (!thread)
        return;
    ready_why(machine, thread, why);
    ready_object(machine, thread, line_value(line, "object"), why);
    holds(machine, thread->stack_away || !machine_tells(machine, CLASS_STACK), "its kernel stack is there");
    thread->state = STATE_TRANSITION;
}

void waits_ready(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    enum why why = (enum why)line_number(line, "why");
    int64_t priority = line_number(line, "priority");
    if (!thread)
        return;
    ready_why(machine, thread, why);
    holds(machine, !thread->stack_away, "its kernel stack is away");
    if (machine->met.event)
        holds(machine, line_met(machine, thread->id) && why == WHY_STARTED, "thread %d is to be started",
              (int)machine->met.number);
    ready_object(machine, thread, line_value(line, "object"), why);
    holds(machine, priority >= 0 && priority < 32, "no such priority");
    if (thread->priority >= 0 && why != WHY_PRIORITY)
        holds(machine, thread->priority == priority, "its priority was %d", thread->priority);
    thread->state = STATE_READY;
    thread->priority = (int)priority;
    thread->ready_since = machine->lines;
}

void waits_suspend(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    int64_t count = line_number(line, "count");
    if (!thread)
        return;
    holds(machine, count == thread->suspended + 1 || count == thread->suspended - 1,
          "it was suspended %d times", (int)thread->suspended);
    if (machine->met.event) {
        holds(machine, line_met(machine, thread->id), "thread %d is to be started", (int)machine->met.number);
        line_due(machine, "ready", NULL, thread->id);
    }
    if (machine->running) {
        machine->running->suspended_before = thread->suspended;
        machine->running->suspend_told = true;
    }
    thread->suspended = count;
}
