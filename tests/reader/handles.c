#include "handles.h"

#include <string.h>

/* ---- objects ---- */

static bool is_named(const struct value *object, const char *type)
{
    return text_is(object->text, object->text_length, type);
}

void object_lives(struct machine *machine, const struct value *object)
{
    struct map *lived = is_named(object, "Process")  ? &machine->process_ids
                        : is_named(object, "Thread") ? &machine->thread_ids
                                                     : NULL;
    if (!object->flag)
        return;
    if (lived) {
        holds(machine, !machine_tells(machine, CLASS_PROCESS) || map_find(lived, (uint64_t)object->number),
              "there never was such a one");
        return;
    }
    const struct object *found = map_find(&machine->objects, (uint64_t)object->number);
    if (machine_tells(machine, CLASS_OBJECT))
        holds(machine, found && is_named(object, found->type), "there is no such object");
}

void objects_begin(struct machine *machine, const struct line *line)
{
    int64_t number = line_number(line, "number");
    const struct value *type = line_value(line, "type");
    struct thread *thread = thread_of(machine, line_value(line, "by"));
    struct object *object = zeroed(sizeof *object);
    holds(machine, !map_find(&machine->objects, (uint64_t)number), "there is an object %d", (int)number);
    holds(machine, !thread || !machine->running || machine->running == thread, "another thread runs");
    object->number = number;
    text_copy(object->type, sizeof object->type, type->text, type->text_length);
    map_put(&machine->objects, (uint64_t)number, object);
}

void objects_end(struct machine *machine, const struct line *line)
{
    int64_t number = line_number(line, "number");
    const struct value *type = line_value(line, "type");
    const struct object *object = map_find(&machine->objects, (uint64_t)number);
    if (!holds(machine, object && text_is(type->text, type->text_length, object->type),
               "there is no such object"))
        return;
    holds(machine, object->handles == 0, "it has %d handles", (int)object->handles);
    map_remove(&machine->objects, (uint64_t)number);
}

/* A state is worth a line when it is another one. */
static void state_fits(struct machine *machine, const struct line *line, const struct object *object,
                       int64_t signal)
{
    bool mutant = !strcmp(object->type, "Mutant");
    holds(machine, line_has(line, "owner") == (mutant && signal <= 0),
          "only a mutant that is owned has an owner");
    if (!strcmp(object->type, "Event"))
        holds(machine, signal == 0 || signal == 1, "events are signalled or not");
    if (mutant)
        holds(machine, signal <= 1, "a mutant is free or owned");
    else
        holds(machine, signal >= 0, "no such state");
}

/* A mutant's owner may have it once more or once less; another one may have it only when it is free. */
static void owner_fits(struct machine *machine, const struct line *line, const struct object *object,
                       int64_t signal)
{
    const struct value *owner = line_value(line, "owner");
    if (!owner)
        return;
    thread_of(machine, owner);
    if (!object->has_state || object->signal == 1)
        holds(machine, signal == 0, "a mutant is taken once at a time");
    else if (!strcmp(object->type, "Mutant"))
        holds(machine,
              object->owner == owner->number &&
                  (signal == object->signal - 1 || signal == object->signal + 1),
              "thread %u had it", object->owner);
}

void objects_state(struct machine *machine, const struct line *line)
{
    const struct value *name = line_value(line, "object");
    int64_t signal = line_number(line, "signal");
    struct object *object = map_find(&machine->objects, (uint64_t)name->number);
    object_lives(machine, name);
    holds(machine, name->flag, "only objects with a number have a state");
    if (!object)
        return;
    state_fits(machine, line, object, signal);
    owner_fits(machine, line, object, signal);
    object->has_state = true;
    object->signal = signal;
    object->owner = line_has(line, "owner") ? (uint32_t)line_number(line, "owner") : 0;
}

/* ---- handles ---- */

static struct object *handle_object(struct machine *machine, const struct value *name)
{
    if (is_named(name, "Process") || is_named(name, "Thread"))
        return NULL;
    return map_find(&machine->objects, (uint64_t)name->number);
}

static struct handle *handle_find(struct machine *machine, const struct line *line, struct process *process)
{
    struct handle *handle = map_find(&process->handles, (uint64_t)line_number(line, "handle"));
    const struct value *object = line_value(line, "object");
    if (!holds(machine, handle, "there is no handle %04x", (unsigned)line_number(line, "handle")))
        return NULL;
    holds(machine, text_is(object->start, object->length, handle->object), "the handle is for %s",
          handle->object);
    return handle;
}

static struct process *handle_process(struct machine *machine, int64_t id)
{
    struct process *process = map_find(&machine->processes, (uint64_t)id);
    if (!process && id == SYSTEM) {
        process = zeroed(sizeof *process);
        process->id = SYSTEM;
        map_put(&machine->processes, SYSTEM, process);
    }
    return process ? process : process_of(machine, id);
}

static void handle_says(struct handle *handle, const struct line *line)
{
    handle->access = (uint32_t)line_number(line, "access");
    handle->inherit = line_has(line, "inherit");
    handle->protected = line_has(line, "protected");
    handle->reserved = line_has(line, "reserved");
}

void handles_open(struct machine *machine, const struct line *line)
{
    struct process *process = handle_process(machine, line_number(line, "pid"));
    const struct value *name = line_value(line, "object");
    uint32_t number = (uint32_t)line_number(line, "handle");
    struct handle *handle = zeroed(sizeof *handle);
    if (!process)
        return;
    holds(machine, !map_find(&process->handles, number), "there is a handle %04x", number);
    holds(machine, number % 4 == 0 && number > 0, "no handle is such a number");
    holds(machine, name->flag, "an object without a number has no handles");
    object_lives(machine, name);
    text_copy(handle->object, sizeof handle->object, name->start, name->length);
    handle_says(handle, line);
    map_put(&process->handles, number, handle);
    machine->handles++;
    if (handle_object(machine, name))
        handle_object(machine, name)->handles++;
}

void handles_change(struct machine *machine, const struct line *line)
{
    struct process *process = handle_process(machine, line_number(line, "pid"));
    struct handle *handle = process ? handle_find(machine, line, process) : NULL;
    if (!handle)
        return;
    struct handle before = *handle;
    handle_says(handle, line);
    holds(machine, before.access == handle->access, "its access was %08x", before.access);
    holds(machine,
          before.reserved || before.inherit != handle->inherit || before.protected != handle->protected,
          "nothing has changed");
}

void handles_close(struct machine *machine, const struct line *line)
{
    struct process *process = handle_process(machine, line_number(line, "pid"));
    struct handle *handle = process ? handle_find(machine, line, process) : NULL;
    struct object *object = handle_object(machine, line_value(line, "object"));
    if (!handle)
        return;
    map_remove(&process->handles, (uint64_t)line_number(line, "handle"));
    machine->handles--;
    if (object)
        object->handles--;
}
