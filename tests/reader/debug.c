/*
 * Who debugs whom: what a process tells its debugger, one event after the other, and that its other threads
 * stand still meanwhile.
 */
#include "handles.h"
#include "memory.h"
#include "threads.h"

#include <string.h>

#define DEBUGGER_INACTIVE 0xc0000354u

/* The number of the debug object that a line names. */
static int64_t debugger_of(struct machine *machine, const struct line *line)
{
    const struct value *name = line_value(line, "object");
    const struct object *object = object_of(machine, name);
    holds(machine, !object || !strcmp(object->type, "DebugObject"), "nobody debugs by this");
    return name->number;
}

void debug_attach(struct machine *machine, const struct line *line)
{
    struct process *process = process_of(machine, line_number(line, "pid"));
    int64_t debugger = debugger_of(machine, line);
    if (!process)
        return;
    holds(machine, !process->debugger, "DebugObject:%d debugs it", (int)process->debugger);
    process->debugger = debugger;
}

/* Whoever is killed with his debugger ends with this code. */
void debug_detach(struct machine *machine, const struct line *line)
{
    struct process *process = process_of(machine, line_number(line, "pid"));
    int64_t debugger = debugger_of(machine, line);
    if (!process)
        return;
    holds(machine, process->debugger == debugger, "that does not debug it");
    process->debugger = 0;
    process_says_exit(process, DEBUGGER_INACTIVE);
}

/* ---- events ---- */

/* In the order of the event's form. */
enum kind {
    CREATE_PROCESS,
    CREATE_THREAD,
    EXIT_THREAD,
    EXIT_PROCESS,
    LOAD_DLL,
    UNLOAD_DLL,
    FIRST_CHANCE,
    SECOND_CHANCE
};

static bool is(const struct line *line, enum kind kind)
{
    return line_number(line, "kind") == (int64_t)kind;
}

static void fields_fit(struct machine *machine, const struct line *line)
{
    bool exception = is(line, FIRST_CHANCE) || is(line, SECOND_CHANCE);
    bool ends = is(line, EXIT_THREAD) || is(line, EXIT_PROCESS);
    bool starts = is(line, CREATE_THREAD);
    holds(machine, exception == line_has(line, "code") && exception == line_has(line, "pc"),
          "this event has another code");
    holds(machine,
          ends == line_has(line, "exit") && starts == line_has(line, "start") &&
              line_has(line, "base") == !(exception || ends || starts),
          "this event has other fields");
    holds(machine, !line_has(line, "posted") || !(exception || ends || line_has(line, "frozen")),
          "nobody is told of this when he attaches");
}

/* The image is there, unless it is told to be gone. */
static void image_fits(struct machine *machine, const struct line *line, struct process *process)
{
    if (!line_has(line, "base") || !machine_tells(machine, CLASS_VAD))
        return;
    const struct region *region = region_of(process, (uint32_t)line_number(line, "base"));
    bool image = region && region->kind == REGION_IMAGE && region->low == line_number(line, "base");
    holds(machine, image != is(line, UNLOAD_DLL), "an image is %s", image ? "there" : "not there");
}

/* What the debugger hears first the program may never. */
static void exception_fits(struct machine *machine, const struct line *line, struct thread *thread)
{
    if (!line_has(line, "code") || !thread->exception_due)
        return;
    holds(machine, line_number(line, "code") == thread->exception_due, "the fault before had status %08x",
          thread->exception_due);
    holds(machine, line_number(line, "pc") == thread->exception_pc, "the fault was at %08x",
          thread->exception_pc);
    thread->exception_due = 0;
}

static void end_fits(struct process *process, struct thread *thread, const struct line *line)
{
    if (is(line, EXIT_THREAD))
        thread->exit_told = line_number(line, "exit") + 1;
    else if (is(line, EXIT_PROCESS))
        process->exit_told = line_number(line, "exit") + 1;
}

void debug_event(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    struct process *process = thread ? map_find(&machine->processes, thread->process) : NULL;
    int64_t debugger = debugger_of(machine, line);
    fields_fit(machine, line);
    if (!process)
        return;
    exception_fits(machine, line, thread);
    if (!line_has(line, "posted")) {
        thread_says(machine, thread, SAYS_KERNEL);
        holds(machine, !thread->untold, "its event before is not answered");
    }
    holds(machine, process->debugger == debugger, "that does not debug it");
    image_fits(machine, line, process);
    end_fits(process, thread, line);
    if (line_has(line, "posted"))
        thread->posted++;
    else
        thread->untold++;
    if (!line_has(line, "frozen"))
        return;
    const struct thread *freezer = map_find(&machine->threads, process->freezer);
    holds(machine, !freezer || freezer->ended || !freezer->untold, "thread %u has frozen it",
          process->freezer);
    process->freezer = thread->id;
}

void debug_continue(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread || !holds(machine, thread->posted || thread->untold, "it has told nobody of anything"))
        return;
    if (thread->posted)
        thread->posted--;
    else
        thread->untold--;
}

/* ---- who stands still ---- */

static struct process *frozen_process(const struct machine *machine, const struct thread *thread)
{
    struct process *process = map_find(&machine->processes, thread->process);
    return process && process->freezer ? process : NULL;
}

bool thread_is_frozen(const struct machine *machine, const struct thread *thread)
{
    const struct process *process = frozen_process(machine, thread);
    return process && process->freezer != thread->id;
}

/* The freezer thaws the others when it runs again. */
void thread_thaws(struct machine *machine, const struct thread *thread)
{
    struct process *process = frozen_process(machine, thread);
    if (process && process->freezer == thread->id && !thread->untold)
        process->freezer = 0;
}

/* Between the answer and that nobody can be seen to stand still who does not. */
bool thread_must_stand_still(struct machine *machine, const struct thread *thread)
{
    const struct process *process = frozen_process(machine, thread);
    const struct thread *freezer = process ? map_find(&machine->threads, process->freezer) : NULL;
    return freezer && freezer != thread && freezer->untold;
}
