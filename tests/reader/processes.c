#include "commit.h"
#include "handles.h"
#include "memory.h"
#include "threads.h"

/* ---- processes ---- */

/* Processes and threads have one counter. Who waited while one was made tells of it behind later ones; a
 * thread comes behind its process. With /IDS= the switch says which come. */
static void id_counts(struct machine *machine, uint32_t id, uint32_t behind)
{
    holds(machine, machine->ids_chosen || (id > behind && id % 4 == 0), "the ids have come to %u", behind);
    holds(machine, !map_find(&machine->ids, id), "the id %u is used again", id);
    map_put(&machine->ids, id, machine);
}

/* The kernel's own process is there from the beginning, and no line tells of it. */
static void parent_lives(struct machine *machine, int64_t parent)
{
    holds(machine, parent == SYSTEM || map_find(&machine->process_ids, (uint64_t)parent),
          "there never was a process %d", (int)parent);
}

static void directory_is_used(struct machine *machine, const struct process *process)
{
    struct frame *frame = frame_of(machine, process->directory);
    if (frame && machine_tells_memory(machine))
        holds(machine, frame->owner.kind == OWNER_DIRECTORY && frame->owner.address == process->id,
              "frame %05x is not its directory", process->directory);
}

void processes_begin(struct machine *machine, const struct line *line)
{
    uint32_t id = (uint32_t)line_number(line, "pid");
    struct process *process = zeroed(sizeof *process);
    holds(machine, !map_find(&machine->processes, id), "there is a process %u", id);
    id_counts(machine, id, SYSTEM);
    parent_lives(machine, line_number(line, "parent"));
    process->id = id;
    process->parent = (uint32_t)line_number(line, "parent");
    const struct process *parent = map_find(&machine->processes, process->parent);
    process->job = parent ? parent->job : 0;
    process->directory = (uint32_t)line_number(line, "dir");
    process->executes_data = line_has(line, "executes-data");
    holds(machine, !process->executes_data || machine->no_execute, "everybody may execute data");
    working_set_begin(machine, process);
    directory_is_used(machine, process);
    map_put(&machine->processes, id, process);
    object_add(machine, "Process", id);
    map_put(&machine->process_ids, id, process);
    commit_settle_kernel(machine);
}

/* Whoever ends was told with which code, by a call, an exception or the end of its process; but for System's
 * threads, which end by themselves. */
static void exit_was_said(struct machine *machine, const struct process *process, uint32_t exit)
{
    bool found = process->id == SYSTEM;
    for (unsigned i = 0; i < process->code_count && i < CODES; i++)
        found = found || process->codes[i] == exit;
    if (machine_tells(machine, CLASS_SERVICE) && machine_tells(machine, CLASS_HANDLE) &&
        machine_tells(machine, CLASS_EXCEPTION))
        holds(machine, found, "nobody has said this exit code");
}

void process_says_exit(struct process *process, uint32_t code)
{
    process->codes[process->code_count++ % CODES] = code;
}

static void process_is_empty(struct machine *machine, struct process *process)
{
    holds(machine, process->threads == 0, "it has %u threads", process->threads);
    holds(machine, !machine_tells(machine, CLASS_VAD) || !process->regions,
          "its region at %08x is still there", process->regions ? process->regions->low : 0);
    holds(machine, process->handles.count == 0, "it has %u handles", (unsigned)process->handles.count);
    for (unsigned i = 0; i < CHARGES; i++)
        holds(machine, process->charged[i] == 0, "%d pages are still charged to it",
              (int)process->charged[i]);
}

void processes_end(struct machine *machine, const struct line *line)
{
    struct process *process = process_of(machine, line_number(line, "pid"));
    if (!process)
        return;
    thread_acts(machine);
    holds(machine, !machine_tells(machine, CLASS_FAULT) || process->faults == line_number(line, "faults"),
          "it has taken %u faults", process->faults);
    if (process->begun) /* else its creation has failed, and says how only when it returns */
        exit_was_said(machine, process, (uint32_t)line_number(line, "exit"));
    holds(machine, !process->debugger, "DebugObject:%d debugs it", (int)process->debugger);
    holds(machine, !process->exit_told || process->exit_told - 1 == line_number(line, "exit"),
          "its debugger was told another code");
    process_is_empty(machine, process);
    if (machine_tells(machine, CLASS_WAIT))
        line_due(machine, "state", NULL, process->id);
    object_leave(machine, "Process", process->id);
    map_remove(&machine->processes, process->id);
}

/* ---- threads ---- */

static void thread_fits(struct machine *machine, const struct line *line, const struct thread *thread)
{
    bool user = line_has(line, "user");
    holds(machine, user != line_has(line, "kernel") && user == (thread->process != SYSTEM),
          "of which kind is the thread?");
    holds(machine,
          user == line_has(line, "stack") && user == line_has(line, "teb") && user != line_has(line, "name"),
          "this kind of thread has other fields");
    holds(machine, line_has(line, "start") != (thread->id == FIRST_THREAD && !user),
          "start= is missing, or is there");
    holds(machine,
          line_number(line, "start") < 0 || user || line_number(line, "start") >= machine->system_low,
          "the kernel's thread starts in a program"); /* a program may say any place */
}

static void stack_fits(struct machine *machine, const struct line *line, struct thread *thread)
{
    const struct value *stack = line_value(line, "stack");
    struct process *process = map_find(&machine->processes, thread->process);
    if (!stack || !process || !machine_tells(machine, CLASS_VAD))
        return;
    const struct region *region = region_of(process, (uint32_t)stack->number);
    const struct region *teb = region_of(process, (uint32_t)line_number(line, "teb"));
    holds(machine, region && stack->other == region->high && stack->number == region->low,
          "its stack is no region");
    holds(machine, teb && line_number(line, "teb") % PAGE_SIZE == 0, "its teb lies in no region");
}

/* The first thread finds the process as the layout says. */
static void layout_fits(struct machine *machine, const struct line *line, struct process *process)
{
    const uint32_t places[] = {machine->parameters, machine->peb, machine->shared};
    for (unsigned i = 0; i < 3; i++) {
        const struct region *region = region_of(process, places[i]);
        holds(machine, region && region->low == places[i], "nothing was reserved at %08x", places[i]);
    }
    holds(machine, line_number(line, "teb") == machine->teb, "the first teb lies at %08x", machine->teb);
}

/* Those that were made with the others, and begin when they are needed. */
static bool begins_late(const struct line *line)
{
    const struct value *name = line_value(line, "name");
    return name && (text_is(name->text, name->text_length, "KernelStackSwapper") ||
                    text_is(name->text, name->text_length, "ConsoleControl"));
}

void threads_begin(struct machine *machine, const struct line *line)
{
    const struct value *value = line_value(line, "thread");
    struct thread *thread = zeroed(sizeof *thread);
    struct process *process = map_find(&machine->processes, (uint64_t)value->other);
    thread->id = (uint32_t)value->number;
    thread->process = (uint32_t)value->other;
    thread->state = STATE_INITIALIZED;
    thread->priority = -1;
    holds(machine, !map_find(&machine->threads, thread->id), "there is a thread %u", thread->id);
    holds(machine, process || thread->process == SYSTEM, "there is no process %u", thread->process);
    id_counts(machine, thread->id, process ? process->id : SYSTEM);
    thread_fits(machine, line, thread);
    stack_fits(machine, line, thread);
    if (process && process->id != SYSTEM && !process->begun && machine_tells(machine, CLASS_VAD))
        layout_fits(machine, line, process);
    map_put(&machine->threads, thread->id, thread);
    object_add(machine, "Thread", thread->id);
    thread->in_books = machine->programs_begin && !begins_late(line);
    if (machine->begun && begins_late(line))
        machine->objects_before++;
    commit_settle_kernel(machine);
    if (process) {
        process->threads++;
        process->begun = true;
    }
    if (machine_tells(machine, CLASS_WAIT) && thread->id != FIRST_THREAD)
        line_due(machine, "ready", "suspend", thread->id);
    if (thread->process == SYSTEM && thread->id == FIRST_THREAD) {
        thread->state = STATE_RUNNING;
        machine->running = machine_tells(machine, CLASS_SWITCH) ? thread : NULL;
    }
}

void threads_end(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    struct process *process = thread ? map_find(&machine->processes, thread->process) : NULL;
    uint32_t exit = (uint32_t)line_number(line, "exit");
    thread_acts(machine);
    if (!thread || !holds(machine, !thread->ended, "the thread has ended"))
        return;
    if (process)
        exit_was_said(machine, process, exit);
    holds(machine, !thread->exception_due, "its exception %08x is missing", thread->exception_due);
    holds(machine, !thread->exit_told || thread->exit_told - 1 == exit, "its debugger was told another code");
    holds(machine, !thread->attached, "it is attached to %05x", thread->attached);
    commit_settle_kernel(machine);
    thread->ended = true;
    object_leave(machine, "Thread", thread->id);
    if (thread->process == SYSTEM && !thread->in_books) /* nor is its end */
        machine->objects_before--;
    if (process)
        process->threads--;
}
