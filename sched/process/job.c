#include "sched/process/job.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/workingset.h"

/* A message for which there is no memory is lost, as Microsoft says of most of them. */
static void say(const struct job *job, enum job_message message, uint32_t process)
{
    struct port_packet *packet = job->told.port ? port_packet_make() : NULL;
    if (!packet)
        return;
    packet->context = process;
    packet->information = message;
    port_put(&job->told, packet);
}

ntstatus job_tell(struct job *job, struct port *port, uint32_t key)
{
    if (job->told.port)
        return STATUS_INVALID_PARAMETER;
    port_bind(&job->told, port, key);
    list_each (link, &job->members)
        say(job, JOB_TELLS_NEW, list_member(link, struct process, job_link)->id);
    return STATUS_SUCCESS;
}

/* Exit codes that are abnormal ends (Microsoft: JOBOBJECT_ASSOCIATE_COMPLETION_PORT): of exceptions that
 * nobody handled. */
static const ntstatus abnormal[] = {
    STATUS_GUARD_PAGE_VIOLATION,
    STATUS_DATATYPE_MISALIGNMENT,
    STATUS_BREAKPOINT,
    STATUS_SINGLE_STEP,
    STATUS_ACCESS_VIOLATION,
    STATUS_IN_PAGE_ERROR,
    STATUS_INVALID_HANDLE,
    STATUS_ILLEGAL_INSTRUCTION,
    STATUS_NONCONTINUABLE_EXCEPTION,
    STATUS_INVALID_DISPOSITION,
    STATUS_ARRAY_BOUNDS_EXCEEDED,
    STATUS_FLOAT_DENORMAL_OPERAND,
    STATUS_FLOAT_DIVIDE_BY_ZERO,
    STATUS_FLOAT_INEXACT_RESULT,
    STATUS_FLOAT_INVALID_OPERATION,
    STATUS_FLOAT_OVERFLOW,
    STATUS_FLOAT_STACK_CHECK,
    STATUS_FLOAT_UNDERFLOW,
    STATUS_INTEGER_DIVIDE_BY_ZERO,
    STATUS_INTEGER_OVERFLOW,
    STATUS_PRIVILEGED_INSTRUCTION,
    STATUS_STACK_OVERFLOW,
    STATUS_CONTROL_C_EXIT,
};

static enum job_message end_of(const struct process *process)
{
    for (uint32_t i = 0; i < sizeof abnormal / sizeof abnormal[0]; i++)
        if (process->exit_status == abnormal[i])
            return JOB_TELLS_ABNORMAL_END;
    return JOB_TELLS_END;
}

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
    port_unbind(&job->told);
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

static void keep_limits(const struct job *job, struct process *process)
{
    process->space.most_charge = job->most_charge;
    if (job->limits & JOB_LIMIT_PRIORITY_CLASS)
        process->priority_class = job->priority_class;
}

void job_limits_set(struct job *job)
{
    list_each (link, &job->members)
        keep_limits(job, list_member(link, struct process, job_link));
}

void job_limit_working_set(const struct job *job, struct process *process)
{
    const struct workingset_limits *own = &process->space.limits;
    bool limited = (job->limits & JOB_LIMIT_WORKING_SET) != 0;
    if ((!limited && !own->imposed) || !status_ok(process_enter(process)))
        return;
    const struct workingset_limits limits = {.minimum = limited ? job->least_working_set : own->minimum,
                                             .maximum = limited ? job->most_working_set : own->maximum,
                                             .hard_maximum = limited,
                                             .imposed = limited};
    workingset_limit(&process->space, &limits);
    process_leave(process);
}

/* The member with the lowest id above `behind`; NULL: there is none. */
static struct process *member_behind(const struct job *job, uint32_t behind)
{
    struct process *found = NULL;
    list_each (link, &job->members) {
        struct process *process = list_member(link, struct process, job_link);
        if (process->id > behind && (!found || process->id < found->id))
            found = process;
    }
    return found;
}

void job_limit_working_sets(const struct job *job)
{
    struct process *process;
    for (uint32_t done = 0; (process = member_behind(job, done));) {
        done = process->id;
        object_reference(&process->object);
        job_limit_working_set(job, process);
        object_dereference(&process->object);
    }
}

uint32_t job_peak_of_one(const struct job *job)
{
    uint32_t peak = job->peak_of_one;
    list_each (link, &job->members) {
        uint32_t of_one = list_member(link, struct process, job_link)->space.peak_charge;
        peak = of_one > peak ? of_one : peak;
    }
    return peak;
}

static void enter(struct job *job, struct process *process)
{
    ASSERT(!process->job);
    object_reference(&job->object);
    process->job = job;
    list_append(&job->members, &process->job_link);
    job->active++;
    job->total++;
    space_join(&process->space, &job->memory);
    keep_limits(job, process);
    say(job, JOB_TELLS_NEW, process->id);
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
    say(job, JOB_TELLS_LIMIT, 0);
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
    if (is_full(job)) {
        say(job, JOB_TELLS_LIMIT, 0);
        return STATUS_QUOTA_EXCEEDED;
    }
    enter(job, process);
    return STATUS_SUCCESS;
}

void job_member_ended(struct process *process)
{
    struct job *job = process->job;
    if (!job)
        return;
    ASSERT(job->active > 0 && !list_empty(&process->job_link));
    list_remove(&process->job_link);
    job->active--;
    job->faults += process->faults;
    if (process->space.peak_charge > job->peak_of_one)
        job->peak_of_one = process->space.peak_charge;
    say(job, end_of(process), process->id);
    if (job->active == 0)
        say(job, JOB_TELLS_NOBODY_LEFT, 0);
}

void job_member_deleted(struct process *process)
{
    ASSERT(process->space.charge == 0);
    if (process->job)
        object_dereference(&process->job->object);
}
