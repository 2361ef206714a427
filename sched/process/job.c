#include "sched/process/job.h"

#include "firmware/panic.h"
#include "mmu/pool.h"

static void terminate_member(struct process *process, ntstatus status)
{
    process_terminate(process, status);
    if (process == process_current())
        thread_terminate(thread_current(), status);
}

void job_terminate(struct job *job, ntstatus status)
{
    list_each (link, &job->members)
        terminate_member(list_member(link, struct process, job_link), status);
}

static void job_closed(struct object *object)
{
    struct job *job = (struct job *)object;
    if (job->limits & JOB_LIMIT_KILL_ON_CLOSE)
        job_terminate(job, STATUS_SUCCESS);
}

static void job_deleted(struct object *object)
{
    struct job *job = (struct job *)object;
    ASSERT(list_empty(&job->members) && job->active == 0);
    pool_free(job);
}

const struct object_type job_type = {
    .name = "Job",
    .generic_read = 0x20000 | JOB_RIGHT_QUERY,
    .generic_write = 0x20000 | JOB_RIGHT_ASSIGN | JOB_RIGHT_SET | JOB_RIGHT_TERMINATE,
    .generic_execute = 0x120000,
    .all_access = 0x1f001f,
    .logged = true,
    .closed = job_closed,
    .deleted = job_deleted,
};

void job_begin(struct job *job)
{
    list_start(&job->members);
}

static bool is_full(const struct job *job)
{
    return (job->limits & JOB_LIMIT_ACTIVE_PROCESS) && job->active >= job->most_active;
}

static void enter(struct job *job, struct process *process)
{
    ASSERT(!process->job);
    object_reference(&job->object);
    process->job = job;
    list_append(&job->members, &process->job_link);
    job->active++;
    job->total++;
}

ntstatus job_assign(struct job *job, struct process *process)
{
    if (process->job)
        return STATUS_ACCESS_DENIED;
    if (process->terminating)
        return STATUS_PROCESS_IS_TERMINATING;
    if (!is_full(job)) {
        enter(job, process);
        return STATUS_SUCCESS;
    }
    job->ended_by_limit++;
    terminate_member(process, STATUS_QUOTA_EXCEEDED);
    return STATUS_QUOTA_EXCEEDED;
}

ntstatus job_inherit(struct process *process, const struct process *parent, bool breaks_away)
{
    struct job *job = parent->job;
    if (!job || (job->limits & JOB_LIMIT_SILENT_BREAKAWAY))
        return STATUS_SUCCESS;
    if (breaks_away)
        return job->limits & JOB_LIMIT_BREAKAWAY_OK ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    if (is_full(job))
        return STATUS_QUOTA_EXCEEDED;
    enter(job, process);
    return STATUS_SUCCESS;
}

void job_member_ended(struct process *process)
{
    if (!process->job)
        return;
    ASSERT(process->job->active > 0 && !list_empty(&process->job_link));
    list_remove(&process->job_link);
    process->job->active--;
    process->job->faults += process->faults;
}

void job_member_deleted(struct process *process)
{
    if (process->job)
        object_dereference(&process->job->object);
}
