/*
 * Who belongs to a job, and is ended with it: by NtTerminateJobObject, by the last handle to a job that kills
 * on close, or because there were too many. A process that breaks away is taken for a member: the log does
 * not tell.
 */
#include "handles.h"
#include "threads.h"

#include <string.h>

#define QUOTA_EXCEEDED 0xc0000044u

/* The number of an object of that type from "Job:12", or 0. */
static int64_t number_if(const char *type, const char *words)
{
    size_t length = strlen(type);
    struct value name;
    if (!words || strncmp(words, type, length) || words[length] != ':' ||
        !value_read(VALUE_OBJECT, NULL, words, (unsigned)strlen(words), &name))
        return 0;
    return name.number;
}

static int64_t argument_if(struct machine *machine, const struct thread *thread, const char *type,
                           const struct value *handle)
{
    const struct process *own = map_find(&machine->processes, thread->process);
    return own && handle ? number_if(type, handle_object(own, (uint32_t)handle->number)) : 0;
}

/* Each member may end with this code. */
static void members_say_exit(struct machine *machine, int64_t job, uint32_t code)
{
    size_t position = 0;
    for (struct process *process; job && (process = map_next(&machine->processes, &position));)
        if (process->job == job)
            process_says_exit(process, code);
}

/* A second assignment, which fails, changes nothing; the first may be seen to fail only by its result. */
static void assign(struct machine *machine, const struct thread *thread, const struct value *job,
                   const struct value *handle)
{
    int64_t id = argument_if(machine, thread, "Process", handle);
    uint32_t whom = handle && handle->number >= 0xfffffffe ? thread->process : (uint32_t)id;
    struct process *process = map_find(&machine->processes, whom);
    if (!process)
        return;
    if (!process->job)
        process->job = argument_if(machine, thread, "Job", job);
    process_says_exit(process, QUOTA_EXCEEDED);
}

void jobs_call(struct machine *machine, const struct thread *thread, const struct value *job,
               const struct value *process, const struct value *code)
{
    if (strcmp(thread->service, "NtAssignProcessToJobObject") == 0)
        assign(machine, thread, job, process);
    else if (strcmp(thread->service, "NtTerminateJobObject") == 0 && code)
        members_say_exit(machine, argument_if(machine, thread, "Job", job), (uint32_t)code->number);
}

void jobs_close(struct machine *machine, const struct object *object)
{
    if (object->handles == 0 && strcmp(object->type, "Job") == 0)
        members_say_exit(machine, object->number, 0);
}
