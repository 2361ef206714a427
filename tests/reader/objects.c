#include "handles.h"

#include "commit.h"
#include "drivers.h"
#include "memory.h"
#include "threads.h"

#include <string.h>

/* ---- which one ---- */

/* Processes and threads have numbers of their own. */
static uint64_t object_key(const char *type, unsigned length, int64_t number)
{
    uint64_t own = text_is(type, length, "Process") ? 1 : text_is(type, length, "Thread") ? 2 : 0;
    return own << 60 | (uint64_t)number;
}

static struct object *object_named(struct machine *machine, const struct value *name)
{
    struct object *object = NULL;
    if (name->flag)
        object = map_find(&machine->objects, object_key(name->text, name->text_length, name->number));
    return object && text_is(name->text, name->text_length, object->type) ? object : NULL;
}

struct object *object_find(struct machine *machine, const char *name, unsigned length)
{
    struct value value;
    return value_read(VALUE_OBJECT, NULL, name, length, &value) ? object_named(machine, &value) : NULL;
}

struct object *object_of(struct machine *machine, const struct value *name)
{
    struct object *object = object_named(machine, name);
    bool told = machine_tells(machine, CLASS_OBJECT) && machine_tells(machine, CLASS_PROCESS);
    holds(machine, object || !name->flag || !told, "there is no such object");
    return object;
}

/* Processes and threads are there while they live and as long as a handle names them. */
int64_t objects_count(const struct machine *machine)
{
    int64_t count = 0;
    size_t position = 0;
    for (struct object *object; (object = map_next(&machine->objects, &position));)
        count += !object->ended || object->handles > 0 || object->leaked;
    return count;
}

/* ---- its life ---- */

static struct object *object_new(struct machine *machine, const char *type, unsigned length, uint32_t number)
{
    struct object *object = zeroed(sizeof *object);
    object->number = number;
    text_copy(object->type, sizeof object->type, type, length);
    map_put(&machine->objects, object_key(type, length, number), object);
    return object;
}

void object_add(struct machine *machine, const char *type, uint32_t number)
{
    object_new(machine, type, (unsigned)strlen(type), number)->has_state = true;
}

void object_leave(struct machine *machine, const char *type, uint32_t number)
{
    struct object *object = map_find(&machine->objects, object_key(type, (unsigned)strlen(type), number));
    if (object)
        object->ended = true;
}

/* Files that are devices are always ready. */
static bool is_device(const struct object *object, const struct value *name)
{
    bool device = name && (text_is(name->text, name->text_length, "Console") ||
                           text_is(name->text, name->text_length, "NamedPipe") ||
                           text_is(name->text, name->text_length, "Null"));
    return device && !strcmp(object->type, "File");
}

/* Those that can be waited for are told with their state. */
static bool is_waited_for(const struct object *object)
{
    return !strcmp(object->type, "Event") || !strcmp(object->type, "Mutant") ||
           !strcmp(object->type, "Semaphore") || !strcmp(object->type, "Timer") ||
           !strcmp(object->type, "IoCompletion") || (!strcmp(object->type, "File") && !object->device);
}

/* A Section's, which must be there. */
static int64_t object_section(struct machine *machine, const struct line *line, const struct object *object)
{
    bool is_section = !strcmp(object->type, "Section");
    if (!holds(machine, is_section == line_has(line, "section"), "Section objects have a section") ||
        !is_section)
        return 0;
    if (machine_tells(machine, CLASS_SECTION))
        section_of(machine, line_number(line, "section"));
    return line_number(line, "section");
}

static void object_of_driver(struct machine *machine, const struct line *line, const struct object *object)
{
    holds(machine, !strcmp(object->type, "Device"), "only devices are a driver's");
    if (machine_tells(machine, CLASS_DRIVER))
        holds(machine, driver_is_there(machine, line_value(line, "driver")), "there is no such driver");
}

void objects_begin(struct machine *machine, const struct line *line)
{
    int64_t number = line_number(line, "number");
    const struct value *type = line_value(line, "type");
    struct thread *thread = thread_of(machine, line_value(line, "by"));
    if (text_is(type->text, type->text_length, "File"))
        commit_programs_begin(machine);
    holds(machine, number == machine->last_object + 1, "the next object is %u", machine->last_object + 1);
    holds(machine, !machine->running || machine->running == thread, "another thread runs");
    struct object *object = object_new(machine, type->text, type->text_length, (uint32_t)number);
    machine->last_object = (uint32_t)number;
    object->section = object_section(machine, line, object);
    if (line_has(line, "driver"))
        object_of_driver(machine, line, object);
    object->device = is_device(object, line_value(line, "name"));
    if (machine_tells(machine, CLASS_WAIT) && is_waited_for(object))
        line_due(machine, "state", NULL, number);
}

void objects_end(struct machine *machine, const struct line *line)
{
    int64_t number = line_number(line, "number");
    const struct value *type = line_value(line, "type");
    uint64_t key = object_key(type->text, type->text_length, number);
    const struct object *object = map_find(&machine->objects, key);
    if (!holds(machine, object && text_is(type->text, type->text_length, object->type),
               "there is no such object"))
        return;
    holds(machine, object->handles == 0, "it has %d handles", (int)object->handles);
    map_remove(&machine->objects, key);
}

/* The machine has ended: something else than handles keeps it. */
void objects_leak(struct machine *machine, const struct line *line)
{
    struct object *object = object_of(machine, line_value(line, "object"));
    int64_t handles = line_number(line, "handles");
    holds(machine, line_number(line, "references") > handles || handles > 0, "nothing keeps it");
    if (!object)
        return;
    if (machine_tells(machine, CLASS_HANDLE))
        holds(machine, object->handles == handles, "it has %d handles", (int)object->handles);
    object->leaked = true;
}

/* ---- its state ---- */

/* How many times it can be taken, one by one. */
static bool is_count(const struct object *object)
{
    return !strcmp(object->type, "Semaphore") || !strcmp(object->type, "IoCompletion");
}

static void state_fits(struct machine *machine, const struct line *line, const struct object *object,
                       int64_t signal)
{
    bool mutant = !strcmp(object->type, "Mutant");
    holds(machine, line_has(line, "owner") == (mutant && signal <= 0),
          "only a mutant that is owned has an owner");
    holds(machine, !line_has(line, "abandoned") || (mutant && signal == 1),
          "only a free mutant was abandoned");
    holds(machine, mutant || signal >= 0, "no such state");
    holds(machine, is_count(object) || signal <= 1, "no such state");
    holds(machine, !object->has_state || object->signal != signal, "that is its state already");
}

/* Semaphores and ports count down one by one. A mutant's owner may have it once more or once less, until it
 * ends. */
static void state_moves(struct machine *machine, const struct line *line, const struct object *object,
                        int64_t signal)
{
    const struct value *owner = line_value(line, "owner");
    if (!object->has_state)
        return;
    if (is_count(object))
        holds(machine, signal > object->signal || signal == object->signal - 1, "it was %d",
              (int)object->signal);
    if (strcmp(object->type, "Mutant") != 0 || line_has(line, "abandoned"))
        return;
    holds(machine, signal == object->signal - 1 || signal == object->signal + 1, "it was %d",
          (int)object->signal);
    if (owner && object->signal < 1)
        holds(machine, object->owner == owner->number, "thread %u had it", object->owner);
}

/* A timer becomes signalled when it is due, and not by other means. */
static void timer_rings(struct machine *machine, struct object *object, int64_t signal)
{
    if (strcmp(object->type, "Timer") != 0 || signal <= 0)
        return;
    if (!holds(machine, object->set, "the timer is not set"))
        return;
    waits_reach(machine, object->due);
    object->set = object->period > 0;
}

void objects_timer(struct machine *machine, const struct line *line)
{
    struct object *object = object_of(machine, line_value(line, "object"));
    bool cancelled = line_has(line, "cancelled"), has_due = line_has(line, "due");
    holds(machine, cancelled != has_due, "is it set?");
    holds(machine, has_due || (!line_has(line, "period") && !line_has(line, "apc")), "it is not set");
    if (line_has(line, "apc"))
        thread_of(machine, line_value(line, "apc"));
    if (!object)
        return;
    holds(machine, !strcmp(object->type, "Timer"), "it is no timer");
    holds(machine, object->set || !cancelled, "the timer was not set");
    holds(machine, !has_due || object->signal == 0, "a timer that is set is not signalled");
    object->set = has_due;
    object->due = line_number(line, "due");
    object->period = line_has(line, "period") ? line_number(line, "period") : 0;
    holds(machine, !has_due || object->due >= machine->now, "the clock is at %lld", (long long)machine->now);
}

void objects_state(struct machine *machine, const struct line *line)
{
    const struct value *name = line_value(line, "object"), *owner = line_value(line, "owner");
    int64_t signal = line_number(line, "signal");
    struct object *object = object_of(machine, name);
    if (machine->met.event)
        holds(machine, object && line_met(machine, object->number), "the state of object %d is missing",
              (int)machine->met.number);
    holds(machine, name->flag, "only objects with a number have a state");
    if (owner)
        thread_of(machine, owner);
    if (!object)
        return;
    state_fits(machine, line, object, signal);
    state_moves(machine, line, object, signal);
    timer_rings(machine, object, signal);
    object->has_state = true;
    object->signal = signal;
    object->owner = owner ? (uint32_t)owner->number : 0;
}
