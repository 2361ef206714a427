#include "handles.h"

#include "commit.h"
#include "threads.h"

#include <string.h>

const char *handle_object(const struct process *process, uint32_t handle)
{
    const struct handle *found = map_find(&process->handles, handle);
    return found ? found->object : NULL;
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

static void handle_says(struct handle *handle, const struct line *line)
{
    handle->access = (uint32_t)line_number(line, "access");
    handle->inherit = line_has(line, "inherit");
    handle->protected = line_has(line, "protected");
    handle->reserved = line_has(line, "reserved");
}

/* Nobody but the thread that reserves a handle can make it public, and its call gives the handle back. */
static void handle_public(struct machine *machine, const struct process *process, const struct handle *handle,
                          int reserved)
{
    struct thread *thread = machine->running;
    if (!thread)
        return;
    thread->reserved += reserved;
    if (!handle->reserved && thread->process == process->id)
        thread->made[thread->made_count++ % MADE] = handle->handle;
}

/* A process begins with what it inherits, or with the console's. */
static void handle_inherits(struct machine *machine, const struct process *process,
                            const struct handle *handle)
{
    const struct object *object = object_find(machine, handle->object, (unsigned)strlen(handle->object));
    struct process *parent = map_find(&machine->processes, process->parent);
    if (!parent || process->begun || !handle->inherit || process->id == SYSTEM || (object && object->device))
        return;
    const struct handle *old = map_find(&parent->handles, handle->handle);
    holds(machine,
          old && old->inherit && old->access == handle->access && !strcmp(old->object, handle->object),
          "its parent has no such handle");
}

void handles_open(struct machine *machine, const struct line *line)
{
    commit_programs_begin(machine);
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    const struct value *name = line_value(line, "object");
    uint32_t number = (uint32_t)line_number(line, "handle");
    struct handle *handle = zeroed(sizeof *handle);
    if (!process)
        return;
    holds(machine, !map_find(&process->handles, number), "there is a handle %04x", number);
    holds(machine, number % 4 == 0 && number > 0, "no handle is such a number");
    holds(machine, name->flag, "an object without a number has no handles");
    struct object *object = object_of(machine, name);
    text_copy(handle->object, sizeof handle->object, name->start, name->length);
    handle->handle = number;
    handle_says(handle, line);
    handle_inherits(machine, process, handle);
    map_put(&process->handles, number, handle);
    handle_public(machine, process, handle, handle->reserved ? 1 : 0);
    machine->handles++;
    if (object)
        object->handles++;
}

void handles_change(struct machine *machine, const struct line *line)
{
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    struct handle *handle = process ? handle_find(machine, line, process) : NULL;
    if (!handle)
        return;
    struct handle before = *handle;
    handle_says(handle, line);
    if (before.reserved)
        handle_public(machine, process, handle, -1);
    holds(machine, before.access == handle->access, "its access was %08x", before.access);
    holds(machine,
          before.reserved || before.inherit != handle->inherit || before.protected != handle->protected,
          "nothing has changed");
}

void handles_close(struct machine *machine, const struct line *line)
{
    struct process *process = process_or_system(machine, line_number(line, "pid"));
    struct handle *handle = process ? handle_find(machine, line, process) : NULL;
    struct object *object = object_of(machine, line_value(line, "object"));
    if (!handle)
        return;
    if (handle->reserved)
        handle_public(machine, process, handle, -1);
    map_remove(&process->handles, (uint64_t)line_number(line, "handle"));
    machine->handles--;
    if (machine->running && machine->running->process == process->id)
        machine->running->closed = handle->handle;
    if (object) {
        object->handles--;
        jobs_close(machine, object);
    }
}
