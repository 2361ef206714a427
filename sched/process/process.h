/*
 * Processes and threads: made, ended, and everything given back. Thread context; may wait.
 */
#ifndef SCHED_PROCESS_H
#define SCHED_PROCESS_H

#include "firmware/panic.h"
#include "mmu/section.h"
#include "mmu/space.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/object/hashtable.h"
#include "sched/object/keyedobject.h"
#include "sched/object/object.h"
#include "sched/process/privilege.h"
#include "sched/process/shareddata.h"

#define PROCESS_SYSTEM_ID 4u /* the kernel's own threads */

struct debug_object;
struct job;
struct token;

struct process {
    struct object object; /* first */
    struct waitable ended;
    uint32_t id, parent_id;
    struct space space; /* directory 0 once it is gone; System: the directory made at start */
    struct handle_table handles;
    struct link threads;   /* thread.process_link, by id */
    uint32_t thread_count; /* that have not ended */
    bool terminating;      /* all its threads are to end */
    bool gone;             /* its memory is gone; only the directory may be left */
    uint32_t space_users;  /* the process itself, and threads attached from outside: the directory goes with
                              the last */
    ntstatus exit_status;
    uint32_t faults;         /* of the threads that have ended */
    uint32_t priority_class; /* NT's: 2 normal */
    struct section *image;
    uint32_t image_base, image_entry;
    uint32_t hard_error_mode;
    uint64_t created, ended_at; /* system time */
    struct link link;           /* in the list of all processes */
    struct job *job;            /* it belongs to, with a reference; NULL: to none */
    struct link job_link;       /* in job.members until it has ended */
    struct privileges privileges;
    struct token *token;           /* while somebody has it open; else NULL */
    struct hash_entry by_id;       /* while it can be found by its id */
    struct debug_object *debugger; /* its debug port, with a reference; NULL: nobody debugs it */
    bool debugs;                   /* it has made a debug object */
    bool keeps_debugger;           /* its children are not debugged for that (NT: NoDebugInherit) */
    bool debugger_knows;           /* some debugger was told of it */
    struct thread *freezer;        /* tells a debugger of something; the others are frozen */
    uint32_t leaving;              /* threads that have begun to end and have not ended */
    struct waitable alerted_by_id; /* sched/service/service_alert.c */
    struct keyed_wait keyed;
    uint32_t control_routine; /* where a thread begins in it after control-C; 0: sched/process/control.h */
};

struct thread_object {
    struct object object; /* first */
    struct thread thread;
    struct waitable resumed;       /* set while it is not suspended */
    struct hash_entry by_id;       /* while it can be found by its id */
    struct waitable alerted_by_id; /* sched/service/service_alert.c */
    struct keyed_wait keyed;
    uint64_t created;
    bool debugger_knows; /* a debugger was told of it, and is told of its end */
    bool hides;          /* from debuggers, for good (NT: ThreadHideFromDebugger) */
};

extern const struct object_type process_type, thread_type;

#define PROCESS_ALL_ACCESS 0x1fffffu
#define THREAD_ALL_ACCESS  0x1fffffu
enum process_right {
    PROCESS_TERMINATE = 0x1,
    PROCESS_CREATE_THREAD = 0x2,
    PROCESS_VM_OPERATION = 0x8,
    PROCESS_VM_READ = 0x10,
    PROCESS_VM_WRITE = 0x20,
    PROCESS_DUP_HANDLE = 0x40,
    PROCESS_SET_QUOTA = 0x100,
    PROCESS_SET_INFORMATION = 0x200,
    PROCESS_QUERY_INFORMATION = 0x400,
    PROCESS_SUSPEND_RESUME = 0x800,
    PROCESS_QUERY_LIMITED = 0x1000,
};
enum thread_right {
    THREAD_TERMINATE = 0x1,
    THREAD_SUSPEND_RESUME = 0x2,
    THREAD_ALERT = 0x4,
    THREAD_GET_CONTEXT = 0x8,
    THREAD_SET_CONTEXT = 0x10,
    THREAD_SET_INFORMATION = 0x20,
    THREAD_QUERY_INFORMATION = 0x40,
    THREAD_QUERY_LIMITED = 0x800,
};

/* What a new process is told; strings are UTF-8. */
struct process_start {
    const char *image_path; /* "\\PROGRAMS\\hello.exe", for the log */
    void *parameters; /* struct nt_process_parameters with its strings behind it, pointers already as they are
                         to be in the new process when it lies at layout.parameters */
    uint32_t parameters_bytes;
    bool breaks_away;              /* from the job of its parent */
    struct debug_object *debugger; /* NULL: its parent's, unless that keeps it to itself */
    bool keeps_debugger;
    bool inherit_handles; /* if not, console handles among the standard ones are duplicated */
};

/* Makes System and turns the code that runs now into its first thread. */
void process_start_system(const char *name);

/* A process that runs `image`, with no thread yet. pe errors, STATUS_COMMITMENT_LIMIT, ... It has one
 * reference. */
ntstatus process_create(struct section *image, const struct process_start *start, struct process **out);

/* A user thread. reserve and commit 0: as the image says. It is suspended if asked, else ready. One
 * reference. */
ntstatus process_create_thread(struct process *process, uint32_t start, uint32_t parameter, uint32_t reserve,
                               uint32_t commit, bool suspended, struct thread_object **out);

/* Works in a process's memory for a while: attaches to it unless it is the running one's own. The memory
 * stays as long as somebody is attached, but the process may end meanwhile: whoever has waited must look at
 * `gone` again. STATUS_PROCESS_IS_TERMINATING when it is gone. */
ntstatus process_attach(struct process *process);
void process_detach(struct process *process);

/* The same with the lock on its regions. */
ntstatus process_enter(struct process *process);
void process_leave(struct process *process);

/* A process without threads that is not wanted after all. */
void process_abandon(struct process *process);

/* From now on it can be found by its id; it has a thread. */
void process_publish(struct process *process);

/* How many threads System has. */
uint32_t process_kernel_threads(void);

/* How many have ended with another status than 0. */
uint32_t processes_ended_badly(void);

/* A kernel thread in System: its body ends with thread_exit(), or never. */
void process_create_kernel_thread(const char *name, int priority, void (*body)(void *), void *argument);

/* The same, made for the function at `start`, as the log says; nothing has happened without memory.
 * STATUS_INSUFFICIENT_RESOURCES, STATUS_COMMITMENT_LIMIT. */
ntstatus process_try_kernel_thread(const char *name, int priority, uint32_t start, void (*body)(void *),
                                   void *argument);

/* One such thread that needs no memory when it begins, which it may never do: until then it has no id, and
 * nobody sees it. As many may begin as were prepared, at start; any context. */
void process_prepare_kernel_threads(void);
void process_begin_kernel_thread(const char *name, int priority, void (*body)(void *));

/* Tells each thread of each program; `tell` must not wait. */
void process_each_thread(void (*tell)(struct thread *thread));

static inline struct process *process_current(void)
{
    return thread_current()->process;
}

/* The process, or thread, that has not ended; with a reference, or NULL. At the same cost however many there
 * are. */
struct process *process_of_id(uint32_t id);
struct thread_object *thread_of_id(uint32_t id);
struct thread_object *thread_object_of(struct thread *thread);

/* Ends the running thread. */
_Noreturn void thread_exit(ntstatus status);
/* Another thread ends as soon as it would next run in user mode. */
void thread_terminate(struct thread *thread, ntstatus status);
/* Every thread of the process but the running one is to end; the process ends with `status` when its last one
 * has. */
void process_terminate(struct process *process, ntstatus status);

/* Every other thread of the running one's process ends; the process goes on. */
void process_terminate_others(ntstatus status);

/* At start: what follows the end of a thread and precedes each return to user mode. */
void thread_start(void);

/* STATUS_THREAD_IS_TERMINATING, STATUS_SUSPEND_COUNT_EXCEEDED. Resuming a thread that is not suspended does
 * nothing. */
ntstatus thread_suspend(struct thread_object *thread);
void thread_resume(struct thread_object *thread);

/* Holds the running thread while it is suspended or frozen, and ends it if it is to end; the second only
 * while it is frozen, and it comes back. */
void thread_hold(void);
void thread_wait_thawed(void);

/* Every other thread of the running one's process is frozen: a suspension that nobody counts, and from which
 * only its freezer, or its end, lets it go. Nothing if the process is ending or frozen by another thread. */
void process_freeze_others(void);
void process_thaw_others(void);
void thread_freeze(struct thread *thread); /* one that is made meanwhile */

/* What thread_before_user_mode() does seldom: ends a thread that is to end, holds one that is suspended,
 * delivers an APC that is due. May wait. */
void thread_hold_back(struct trap_frame *frame);

/* The registers that the thread came into the kernel with. */
static inline struct trap_frame *thread_user_frame(const struct thread *thread)
{
    return (struct trap_frame *)(uintptr_t)thread->kernel_stack_top - 1;
}

/* Before user mode is entered with the registers of `frame`: whatever keeps the running thread from it, and
 * the time that it can read there. May wait. Inline, because mostly there is nothing. */
static inline void thread_before_user_mode(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    ASSERT(frame == thread_user_frame(thread));
    if (thread->held_back)
        thread_hold_back(frame);
    shared_data_show_time();
}

/* Waits until every process but System has ended. */
void process_wait_for_all(void);
uint32_t process_count(void);

/* Every process, System first, by creation. */
struct link *processes(void);

#endif
