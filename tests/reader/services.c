#include "handles.h"
#include "memory.h"
#include "threads.h"

#include <string.h>

/* What a service's arguments are called, as its first call says. */
struct service {
    char names[320];
};

static void arguments_copy(const struct line *line, char *names, unsigned size)
{
    unsigned length = 0;
    names[0] = 0;
    for (unsigned i = 0; i < line->count; i++) {
        const struct field *field = &line->fields[i];
        if (!(field->item->how & ANY_KEY) || length + field->name_length + 2 > size)
            continue;
        memcpy(names + length, field->name, field->name_length);
        length += field->name_length;
        names[length++] = ' ';
        names[length] = 0;
    }
}

static uint64_t name_hash(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* The same service has the same arguments each time. */
static void arguments_fit(struct machine *machine, const struct line *line, const char *name)
{
    struct service *service = map_find(&machine->services, name_hash(name));
    char names[sizeof service->names];
    arguments_copy(line, names, sizeof names);
    if (!service) {
        service = zeroed(sizeof *service);
        text_copy(service->names, sizeof service->names, names, (unsigned)strlen(names));
        map_put(&machine->services, name_hash(name), service);
    }
    holds(machine, !strcmp(service->names, names), "its arguments were %s", service->names);
}

/* ---- what a call tells of itself ---- */

/* The value of an argument or result; NULL when there is none of this name. */
static const struct value *argument(const struct line *line, const char *name)
{
    for (unsigned i = 0; i < line->count; i++)
        if (line->fields[i].item->how & ANY_KEY &&
            text_is(line->fields[i].name, line->fields[i].name_length, name))
            return &line->fields[i].value;
    return NULL;
}

/* Whose process a handle of the thread's process is for; NULL when it is for something else. */
static struct process *handle_process(struct machine *machine, const struct thread *thread, uint32_t handle)
{
    struct process *own = map_find(&machine->processes, thread->process);
    struct value name;
    if (handle >= 0xfffffffe || handle == 0)
        return own;
    const char *words = own ? handle_object(own, handle) : NULL;
    if (!words || !value_read(VALUE_OBJECT, NULL, words, (unsigned)strlen(words), &name))
        return NULL;
    if (text_is(name.text, name.text_length, "Process"))
        return map_find(&machine->processes, (uint64_t)name.number);
    const struct thread *other = map_find(&machine->threads, (uint64_t)name.number);
    return other ? map_find(&machine->processes, other->process) : NULL;
}

/* Who is to end, and with which code. */
static void call_ends(struct machine *machine, const struct line *line, const struct thread *thread)
{
    const char *whom = strcmp(thread->service, "NtTerminateThread") == 0    ? "thread"
                       : strcmp(thread->service, "NtTerminateProcess") == 0 ? "process"
                                                                            : NULL;
    const struct value *handle = whom ? argument(line, whom) : NULL, *code = argument(line, "exit_status");
    struct process *process =
        handle && code ? handle_process(machine, thread, (uint32_t)handle->number) : NULL;
    if (process)
        process_says_exit(process, (uint32_t)code->number);
}

/* FileRenameInformation. */
static void file_is_renamed(struct machine *machine, const struct line *line, const struct thread *thread)
{
    const struct value *class = argument(line, "information_class");
    machine->renames += !strcmp(thread->service, "NtSetInformationFile") && class && class->number == 10;
}

void services_call(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *name = line_value(line, "service");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_CALL);
    text_copy(thread->service, sizeof thread->service, name->text, name->text_length);
    if (text_is(name->text, name->text_length, "unknown"))
        holds(machine, line_has(line, "number") && line_has(line, "arguments"), "which service?");
    else if (!line_has(line, "unreadable"))
        arguments_fit(machine, line, thread->service);
    call_ends(machine, line, thread);
    file_is_renamed(machine, line, thread);
    jobs_call(machine, thread, argument(line, "job"), argument(line, "process"),
              argument(line, "exit_status"));
    thread->argument = argument(line, "object") ? argument(line, "object")->number : 0;
    thread->closed = 0;
    thread->gives_nowhere = !strcmp(thread->service, "NtDuplicateObject") && argument(line, "target") &&
                            argument(line, "target")->number == 0;
    thread->told_region = thread->suspend_told = false;
    thread->made_count = 0;
    episode_clear(thread);
    thread->own_line = machine->lines;
}

/* ---- what it gives back ---- */

static bool is_result(const struct line *line, uint32_t value)
{
    for (unsigned i = 0; i < line->count; i++)
        if (line->fields[i].item->how & ANY_KEY &&
            (!line->fields[i].value.flag || line->fields[i].value.number == value))
            return true;
    return false;
}

/* These two tell of handles within a structure, of which the log has only the address. */
static bool gives_inside(const char *service)
{
    return !strcmp(service, "NtWaitForDebugEvent") || !strcmp(service, "NtQueryInformationProcess");
}

/* Each handle that the call made, and did not close again, it gives to the program. */
static void handles_are_given(struct machine *machine, const struct line *line, const struct thread *thread)
{
    const struct process *process = map_find(&machine->processes, thread->process);
    holds(machine, !thread->reserved, "%d handles are still reserved", (int)thread->reserved);
    for (unsigned i = 0; process && i < thread->made_count && i < MADE; i++)
        if (!gives_inside(thread->service) && !thread->gives_nowhere &&
            handle_object(process, thread->made[i]))
            holds(machine, is_result(line, thread->made[i]), "the call made handle %04x", thread->made[i]);
}

/* NtAllocateVirtualMemory may only say that contents do not matter. */
static bool may_change_nothing(const char *service)
{
    return !strcmp(service, "NtAllocateVirtualMemory") || !strcmp(service, "NtFlushVirtualMemory") ||
           !strcmp(service, "NtLockVirtualMemory") || !strcmp(service, "NtUnlockVirtualMemory");
}

/* base= and size= are those of the line that tells what was done. */
static void range_is_given(struct machine *machine, const struct line *line, const struct thread *thread)
{
    const struct value *base = argument(line, "base"), *size = argument(line, "size");
    if (!base || !size || !base->flag || !size->flag || !machine_tells(machine, CLASS_VAD))
        return;
    if (!thread->told_region) {
        holds(machine, may_change_nothing(thread->service), "nothing tells what was done there");
        return;
    }
    holds(machine,
          base->number == thread->region_low && size->number == thread->region_high - thread->region_low,
          "the call was about %08x-%08x", thread->region_low, thread->region_high);
}

static void count_is_given(struct machine *machine, const struct line *line, const struct thread *thread)
{
    const struct value *previous = argument(line, "previous");
    bool suspends = !strcmp(thread->service, "NtSuspendThread"),
         resumes = !strcmp(thread->service, "NtResumeThread");
    if (!(suspends || resumes) || !previous || !previous->flag || !machine_tells(machine, CLASS_WAIT))
        return;
    holds(machine, thread->suspend_told == (suspends || previous->number > 0), "the suspend line is %s",
          thread->suspend_told ? "there" : "missing");
    if (thread->suspend_told)
        holds(machine, previous->number == thread->suspended_before, "it was suspended %d times",
              (int)thread->suspended_before);
}

static void handle_is_closed(struct machine *machine, const struct thread *thread, bool success)
{
    if (strcmp(thread->service, "NtClose") != 0 || !machine_tells(machine, CLASS_HANDLE))
        return;
    if (success && thread->argument < 0xfffffffe) /* the current process and thread have no handle */
        holds(machine, thread->closed == thread->argument, "handle %04x was closed", thread->closed);
    else
        holds(machine, !thread->closed, "handle %04x was closed all the same", thread->closed);
}

static bool has_results(const struct line *line)
{
    for (unsigned i = 0; i < line->count; i++)
        if (line->fields[i].item->how & ANY_KEY)
            return true;
    return false;
}

static void results_fit(struct machine *machine, const struct line *line, const struct thread *thread)
{
    bool success = line_number(line, "status") < 0xc0000000;
    holds(machine, success || !has_results(line), "a call that failed has no results");
    if (!machine->running) /* then nobody knows who did what in the call */
        return;
    handle_is_closed(machine, thread, success);
    if (!success)
        return;
    handles_are_given(machine, line, thread);
    range_is_given(machine, line, thread);
    count_is_given(machine, line, thread);
    if (!strcmp(thread->service, "NtSetInformationThread"))
        waits_priority_set(machine);
}

void services_return(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *name = line_value(line, "service");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    holds(machine, text_is(name->text, name->text_length, thread->service), "the thread is in %s",
          *thread->service ? thread->service : "no service");
    results_fit(machine, line, thread);
    text_copy(thread->returned, sizeof thread->returned, name->text, name->text_length);
    thread->service[0] = 0;
    thread->made_count = 0;
    episode_clear(thread);
    thread->own_line = machine->lines;
}

/* A thread's way in and out is two loads where the kernel has an address space of its own; the others are
 * told of by lines. While other threads ran, they had some of their own. */
static void loads_fit(struct machine *machine, const struct thread *thread, unsigned loads)
{
    unsigned least = (machine->apart ? 2 : 0) + machine->loads - thread->loads_then;
    bool alone = machine->switches == thread->switches_then;
    if (thread->trip_told && machine_tells(machine, CLASS_SWITCH))
        holds(machine, alone ? loads == least : loads >= least, "CR3 was loaded %u times", least);
}

void services_loads(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *name = line_value(line, "service");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    holds(machine, (name != NULL) != line_has(line, "vector"), "it is a service or a trap");
    if (name && machine_tells(machine, CLASS_SERVICE))
        holds(machine, text_is(name->text, name->text_length, thread->returned), "the thread was in %s",
              thread->returned);
    loads_fit(machine, thread, (unsigned)line_number(line, "cr3"));
    thread->trip_told = true;
    thread->loads_then = machine->loads;
    thread->switches_then = machine->switches;
}

void services_console(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
}

void services_harderror(struct machine *machine, const struct line *line)
{
    services_console(machine, line);
}

void services_unimplemented(struct machine *machine, const struct line *line)
{
    services_console(machine, line);
}
