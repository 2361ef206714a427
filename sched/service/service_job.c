/*
 * Job objects (Microsoft: Job Objects). Limits of time and the scheduling class are not there: to ask for
 * one is STATUS_NOT_IMPLEMENTED, never a limit that is not kept.
 */
#include "sched/service/services.h"

#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/thread.h"
#include "sched/process/job.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/names.h"
#include "sched/service/service.h"

#define JOB_INFORMATIONS      13u /* NT 6.1's MaxJobObjectInfoClass */
#define BASIC_LIMITS_OF_NT    0xffu
#define EXTENDED_LIMITS_OF_NT 0x7fffu
#define RIGHT_SET_QUOTA       0x100u
#define THE_PROCESSOR         1u /* the mask of the only one */
#define UNLIMITED             0xffffffffu

/* NT's JOBOBJECTINFOCLASS, as far as it is here. */
enum {
    JOB_BASIC_ACCOUNTING = 1,
    JOB_BASIC_LIMITS = 2,
    JOB_PROCESS_LIST = 3,
    JOB_UI_RESTRICTIONS = 4,
    JOB_COMPLETION_PORT = 7,
    JOB_BASIC_AND_IO_ACCOUNTING = 8,
    JOB_EXTENDED_LIMITS = 9,
};

struct accounting {
    uint64_t times[4]; /* not counted: 0 */
    uint32_t faults, total, active, ended_by_limit;
};

struct accounting_with_io {
    struct accounting basic;
    uint64_t io[6];
};

struct limits {
    uint64_t process_time, job_time;
    uint32_t flags, least_working_set, most_working_set, most_active, affinity, priority_class,
        scheduling_class;
    uint32_t unused;
};

struct extended_limits {
    struct limits basic;
    uint64_t io[6];
    uint32_t process_memory, job_memory, peak_process_memory, peak_job_memory;
};

_Static_assert(sizeof(struct accounting) == 48 && sizeof(struct limits) == 48 &&
                   sizeof(struct extended_limits) == 112 && sizeof(struct accounting_with_io) == 96,
               "NT's layouts");

static ntstatus make_job(struct object *object, const void *how)
{
    (void)how;
    job_begin((struct job *)object);
    return STATUS_SUCCESS;
}

ntstatus nt_create_job_object(const struct nt_create_job_object *a)
{
    return named_create(&job_type, sizeof(struct job), make_job, NULL, a->access, a->attributes, a->out);
}

ntstatus nt_open_job_object(const struct nt_open_job_object *a)
{
    return named_open(&job_type, a->access, a->attributes, a->out);
}

static ntstatus job_of(uint32_t handle, uint32_t access, struct job **job)
{
    struct object *object;
    ntstatus status = capture_object(handle, &job_type, access, &object, NULL);
    if (status_ok(status))
        *job = (struct job *)object;
    return status;
}

ntstatus nt_assign_process_to_job_object(const struct nt_assign_process_to_job_object *a)
{
    struct process *process;
    struct job *job;
    ntstatus status = job_of(a->job, JOB_RIGHT_ASSIGN, &job);
    if (!status_ok(status))
        return status;
    status = capture_process(a->process, RIGHT_SET_QUOTA | PROCESS_TERMINATE, &process);
    if (status_ok(status)) {
        status = job_assign(job, process);
        if (status_ok(status))
            job_limit_working_set(job, process);
        object_dereference(&process->object);
    }
    object_dereference(&job->object);
    return status;
}

ntstatus nt_terminate_job_object(const struct nt_terminate_job_object *a)
{
    struct job *job;
    ntstatus status = job_of(a->job, JOB_RIGHT_TERMINATE, &job);
    if (!status_ok(status))
        return status;
    job_terminate(job, a->exit_status);
    object_dereference(&job->object);
    return STATUS_SUCCESS;
}

/* No handle: is it in any job? */
ntstatus nt_is_process_in_job(const struct nt_is_process_in_job *a)
{
    struct process *process;
    struct job *job = NULL;
    ntstatus status = a->job ? job_of(a->job, JOB_RIGHT_QUERY, &job) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    status = capture_process(a->process, PROCESS_QUERY_LIMITED, &process);
    if (status_ok(status)) {
        bool inside = job ? process->job == job : process->job != NULL;
        status = inside ? STATUS_PROCESS_IN_JOB : STATUS_PROCESS_NOT_IN_JOB;
        object_dereference(&process->object);
    }
    if (job)
        object_dereference(&job->object);
    return status;
}

/* ---- what is asked ---- */

static uint32_t faults_of(const struct process *process)
{
    uint32_t faults = process->faults;
    list_each (link, &process->threads)
        faults += list_member(link, struct thread, process_link)->faults;
    return faults;
}

static struct accounting accounting_of(const struct job *job)
{
    struct accounting accounting = {.faults = job->faults,
                                    .total = job->total,
                                    .active = job->active,
                                    .ended_by_limit = job->ended_by_limit};
    list_each (link, &job->members)
        accounting.faults += faults_of(list_member(link, struct process, job_link));
    return accounting;
}

/* Only what is in force is told; affinity and scheduling have the values that mean nothing. */
static struct limits limits_of(const struct job *job)
{
    return (struct limits){
        .flags = job->limits,
        .least_working_set = job->least_working_set * PAGE_SIZE,
        .most_working_set = job->most_working_set * PAGE_SIZE,
        .most_active = job->most_active,
        .affinity = job->limits & JOB_LIMIT_AFFINITY ? THE_PROCESSOR : 0,
        .priority_class = job->priority_class,
    };
}

static ntstatus give(const struct answer *answer, const void *data, uint32_t bytes)
{
    ntstatus status = answer_exactly(answer, bytes);
    return status_ok(status) ? answer_give(answer, data, bytes) : status;
}

static ntstatus give_accounting(const struct job *job, const struct answer *answer)
{
    const struct accounting accounting = accounting_of(job);
    return give(answer, &accounting, sizeof accounting);
}

static ntstatus give_accounting_with_io(const struct job *job, const struct answer *answer)
{
    const struct accounting_with_io accounting = {.basic = accounting_of(job)};
    return give(answer, &accounting, sizeof accounting);
}

static ntstatus give_limits(const struct job *job, const struct answer *answer)
{
    struct limits limits = limits_of(job);
    limits.flags &= BASIC_LIMITS_OF_NT;
    return give(answer, &limits, sizeof limits);
}

static ntstatus give_extended_limits(const struct job *job, const struct answer *answer)
{
    const struct extended_limits limits = {.basic = limits_of(job),
                                           .process_memory = job->most_charge * PAGE_SIZE,
                                           .job_memory = job->memory.most * PAGE_SIZE,
                                           .peak_process_memory = job_peak_of_one(job) * PAGE_SIZE,
                                           .peak_job_memory = job->memory.peak * PAGE_SIZE};
    return give(answer, &limits, sizeof limits);
}

/* It may be told: there are no windows to keep them from. */
static ntstatus give_ui_restrictions(const struct job *job, const struct answer *answer)
{
    const uint32_t none = 0;
    (void)job;
    return give(answer, &none, sizeof none);
}

/* The id of the member at that place of the list; 0 behind the last. Writing to the program may wait, and
 * members may end meanwhile, so no place in the list is kept. */
static uint32_t member_id(const struct job *job, uint32_t place)
{
    list_each (link, &job->members)
        if (place-- == 0)
            return list_member(link, struct process, job_link)->id;
    return 0;
}

/* Two counts, of members and of ids given, then the ids: as many as there is room for. */
static ntstatus give_process_list(const struct job *job, const struct answer *answer)
{
    const uint32_t counts = 2 * sizeof(uint32_t);
    ntstatus status = answer_at_least(answer, counts);
    if (!status_ok(status))
        return status;
    uint32_t most = (answer->room - counts) / sizeof(uint32_t), given = 0, id;
    for (; status_ok(status) && given < most && (id = member_id(job, given)); given++)
        status = user_write32(answer->out + counts + given * (uint32_t)sizeof id, id);
    if (status_ok(status))
        status = user_write32(answer->out, job->active);
    if (status_ok(status))
        status = user_write32(answer->out + 4, given);
    if (status_ok(status) && answer->returned)
        status = user_write32(answer->returned, counts + given * (uint32_t)sizeof id);
    if (!status_ok(status))
        return status;
    return given < job->active ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static ntstatus (*const givers[])(const struct job *, const struct answer *) = {
    [JOB_BASIC_ACCOUNTING] = give_accounting,
    [JOB_BASIC_LIMITS] = give_limits,
    [JOB_PROCESS_LIST] = give_process_list,
    [JOB_UI_RESTRICTIONS] = give_ui_restrictions,
    [JOB_BASIC_AND_IO_ACCOUNTING] = give_accounting_with_io,
    [JOB_EXTENDED_LIMITS] = give_extended_limits,
};

/* No handle: the caller's own job. */
static ntstatus asked_job(uint32_t handle, struct job **job)
{
    if (handle)
        return job_of(handle, JOB_RIGHT_QUERY, job);
    *job = process_current()->job;
    if (!*job)
        return STATUS_ACCESS_DENIED;
    object_reference(&(*job)->object);
    return STATUS_SUCCESS;
}

ntstatus nt_query_information_job_object(const struct nt_query_information_job_object *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct job *job;
    if (a->information_class >= sizeof givers / sizeof givers[0] || !givers[a->information_class])
        return information_missing(a->information_class, JOB_INFORMATIONS,
                                   "NtQueryInformationJobObject:class");
    ntstatus status = asked_job(a->job, &job);
    if (!status_ok(status))
        return status;
    status = givers[a->information_class](job, &answer);
    object_dereference(&job->object);
    return status;
}

/* ---- what is set ---- */

/* NT's PROCESS_PRIORITY_CLASS numbers, as for NtSetInformationProcess. */
#define PRIORITY_CLASSES 6u

static bool sensible_working_set(const struct limits *limits)
{
    uint32_t least = limits->least_working_set, most = limits->most_working_set;
    return !(limits->flags & JOB_LIMIT_WORKING_SET) ||
           (least >= PAGE_SIZE && least <= most && most != UNLIMITED);
}

static bool sensible_affinity(const struct limits *limits)
{
    if (!(limits->flags & JOB_LIMIT_AFFINITY))
        return !(limits->flags & JOB_LIMIT_SUBSET_AFFINITY);
    return limits->affinity == THE_PROCESSOR;
}

static bool sensible(const struct limits *limits, uint32_t possible)
{
    uint32_t flags = limits->flags, class = limits->priority_class;
    if ((flags & ~possible) || ((flags & JOB_LIMIT_ACTIVE_PROCESS) && limits->most_active == 0))
        return false;
    if ((flags & JOB_LIMIT_PRIORITY_CLASS) && (class < 1 || class > PRIORITY_CLASSES))
        return false;
    return sensible_working_set(limits) && sensible_affinity(limits);
}

/* Less than a page is no limit of memory. */
static bool sensible_memory(const struct extended_limits *limits)
{
    uint32_t flags = limits->basic.flags;
    return !((flags & JOB_LIMIT_PROCESS_MEMORY) && limits->process_memory < PAGE_SIZE) &&
           !((flags & JOB_LIMIT_JOB_MEMORY) && limits->job_memory < PAGE_SIZE);
}

static void set_memory(struct job *job, const struct extended_limits *limits)
{
    uint32_t flags = limits->basic.flags;
    job->most_charge = flags & JOB_LIMIT_PROCESS_MEMORY ? limits->process_memory / PAGE_SIZE : 0;
    job->memory.most = flags & JOB_LIMIT_JOB_MEMORY ? limits->job_memory / PAGE_SIZE : 0;
}

/* NT's limits that are not kept here. */
static const struct {
    uint32_t limit;
    const char *name;
} missing[] = {{0x2, "NtSetInformationJobObject:process-time"},
               {0x4, "NtSetInformationJobObject:job-time"},
               {0x40, "NtSetInformationJobObject:preserve-job-time"},
               {0x80, "NtSetInformationJobObject:scheduling-class"}};

static ntstatus refuse_missing(uint32_t flags)
{
    for (uint32_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        if (flags & missing[i].limit)
            return service_unimplemented(missing[i].name);
    return STATUS_SUCCESS;
}

static void set_working_set(struct job *job, const struct limits *limits)
{
    bool limited = (limits->flags & JOB_LIMIT_WORKING_SET) != 0;
    job->least_working_set = limited ? limits->least_working_set / PAGE_SIZE : 0;
    job->most_working_set = limited ? limits->most_working_set / PAGE_SIZE : 0;
}

/* `possible` are NT's bits of that class; those of the other class stay as they are. */
static ntstatus set_limits(struct job *job, const struct limits *limits, uint32_t possible)
{
    uint32_t flags = limits->flags;
    if (!sensible(limits, possible))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = refuse_missing(flags);
    if (!status_ok(status))
        return status;
    job->limits = (job->limits & ~possible) | flags;
    job->most_active = flags & JOB_LIMIT_ACTIVE_PROCESS ? limits->most_active : 0;
    set_working_set(job, limits);
    job->priority_class = flags & JOB_LIMIT_PRIORITY_CLASS ? limits->priority_class : 0;
    return STATUS_SUCCESS;
}

static ntstatus take_limits(const struct nt_set_information_job_object *a, struct job *job)
{
    struct extended_limits limits = {0};
    bool extended = a->information_class == JOB_EXTENDED_LIMITS;
    ntstatus status =
        information_take(&limits, a->in, a->bytes, extended ? sizeof limits : sizeof limits.basic);
    if (!status_ok(status))
        return status;
    if (extended && !sensible_memory(&limits))
        return STATUS_INVALID_PARAMETER;
    status = set_limits(job, &limits.basic, extended ? EXTENDED_LIMITS_OF_NT : BASIC_LIMITS_OF_NT);
    if (!status_ok(status))
        return status;
    if (extended)
        set_memory(job, &limits);
    job_limits_set(job);
    job_limit_working_sets(job);
    return STATUS_SUCCESS;
}

struct association { /* JOBOBJECT_ASSOCIATE_COMPLETION_PORT */
    uint32_t key, port;
};

static ntstatus take_port(const struct nt_set_information_job_object *a, struct job *job)
{
    struct association association;
    struct object *port;
    ntstatus status = information_take(&association, a->in, a->bytes, sizeof association);
    if (status_ok(status))
        status = capture_object(association.port, &port_type, PORT_RIGHT_MODIFY, &port, NULL);
    if (!status_ok(status))
        return status;
    status = job_tell(job, (struct port *)port, association.key);
    object_dereference(port);
    return status;
}

static ntstatus (*const takers[])(const struct nt_set_information_job_object *, struct job *) = {
    [JOB_BASIC_LIMITS] = take_limits,
    [JOB_COMPLETION_PORT] = take_port,
    [JOB_EXTENDED_LIMITS] = take_limits,
};

ntstatus nt_set_information_job_object(const struct nt_set_information_job_object *a)
{
    struct job *job;
    if (a->information_class >= sizeof takers / sizeof takers[0] || !takers[a->information_class])
        return information_missing(a->information_class, JOB_INFORMATIONS, "NtSetInformationJobObject:class");
    ntstatus status = job_of(a->job, JOB_RIGHT_SET, &job);
    if (!status_ok(status))
        return status;
    status = takers[a->information_class](a, job);
    object_dereference(&job->object);
    return status;
}
