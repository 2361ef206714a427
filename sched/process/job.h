/*
 * Job objects: processes that are counted, limited and ended together (Microsoft: Job Objects, as NT 6.1 has
 * them: a process belongs to one job at most, for good, and its children belong to it, too). The job lives as
 * long as it has a handle or a process whose record is there. Thread context; nothing here waits unless it
 * says so.
 */
#ifndef SCHED_JOB_H
#define SCHED_JOB_H

#include "sched/object/port.h"
#include "sched/process/process.h"

enum job_right {
    JOB_RIGHT_ASSIGN = 0x1,
    JOB_RIGHT_SET = 0x2,
    JOB_RIGHT_QUERY = 0x4,
    JOB_RIGHT_TERMINATE = 0x8,
};

/* NT's JOB_OBJECT_LIMIT_ bits that are obeyed. */
enum job_limit {
    JOB_LIMIT_WORKING_SET = 0x1,
    JOB_LIMIT_ACTIVE_PROCESS = 0x8,
    JOB_LIMIT_AFFINITY = 0x10, /* to the one processor that there is */
    JOB_LIMIT_PRIORITY_CLASS = 0x20,
    JOB_LIMIT_PROCESS_MEMORY = 0x100,
    JOB_LIMIT_JOB_MEMORY = 0x200,
    JOB_LIMIT_DIE_ON_EXCEPTION = 0x400, /* they do in any case */
    JOB_LIMIT_BREAKAWAY_OK = 0x800,
    JOB_LIMIT_SILENT_BREAKAWAY = 0x1000,
    JOB_LIMIT_KILL_ON_CLOSE = 0x2000,
    JOB_LIMIT_SUBSET_AFFINITY = 0x4000,
};

struct job {
    struct object object; /* first */
    struct link members;  /* process.job_link: those that have not ended */
    uint32_t active, total;
    uint32_t ended_by_limit;                      /* "TotalTerminatedProcesses" */
    uint32_t faults;                              /* of the members that have ended */
    uint32_t limits;                              /* JOB_LIMIT_ bits */
    uint32_t most_active;                         /* counts with JOB_LIMIT_ACTIVE_PROCESS */
    uint32_t priority_class;                      /* with JOB_LIMIT_PRIORITY_CLASS: every member's */
    uint32_t least_working_set, most_working_set; /* pages; with JOB_LIMIT_WORKING_SET: every member's */
    uint32_t most_charge;                         /* of each member, pages; 0: no limit */
    struct charge_group memory;                   /* of all members */
    uint32_t peak_of_one;                         /* pages: of members that have ended */
    struct port_binding told;                     /* who is told of its processes */
};

/* NT's JOB_OBJECT_MSG_ numbers: what a packet has for a count of bytes; its context is the process's id, or
 * 0. */
enum job_message {
    JOB_TELLS_LIMIT = 3,
    JOB_TELLS_NOBODY_LEFT = 4,
    JOB_TELLS_NEW = 6,
    JOB_TELLS_END = 7,
    JOB_TELLS_ABNORMAL_END = 8,
};

extern const struct object_type job_type;

/* In zeroed memory, before it is an object. */
void job_begin(struct job *job);

/* From now on the port is told, first of the members that there are: for good (STATUS_INVALID_PARAMETER). */
ntstatus job_tell(struct job *job, struct port *port, uint32_t key);

/* The process becomes a member. STATUS_ACCESS_DENIED if it is one of another job;
 * STATUS_PROCESS_IS_TERMINATING; STATUS_QUOTA_EXCEEDED: there are as many as may be, and the process is
 * ended. */
ntstatus job_assign(struct job *job, struct process *process);

/* A new process without threads joins its parent's job. With `breaks_away` it stays outside, if the job
 * allows it (STATUS_ACCESS_DENIED). STATUS_QUOTA_EXCEEDED. */
ntstatus job_inherit(struct process *process, const struct process *parent, bool breaks_away);

/* A member has ended; nothing for others. It stays the job's. */
void job_member_ended(struct process *process);

/* Its record goes. */
void job_member_deleted(struct process *process);

/* Its limits have changed: they hold for every member from now on. Who has more memory already keeps it. */
void job_limits_set(struct job *job);

/* The job's limits of working sets, or that it has none any more, hold for a member from now on: the maximum
 * is a hard one, as on NT. A member whose locked pages would leave too little of it keeps its own. Waits for
 * the lock on its regions. */
void job_limit_working_set(const struct job *job, struct process *process);

/* The same for all members, whoever of them is there when their turn comes. */
void job_limit_working_sets(const struct job *job);

/* The most pages that one member has been charged. */
uint32_t job_peak_of_one(const struct job *job);

/* Every member ends with that status, the running process as soon as it leaves the kernel. */
void job_terminate(struct job *job, ntstatus status);

#endif
