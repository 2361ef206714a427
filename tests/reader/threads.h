/* Processes and threads: who lives, who runs, who waits for what. */
#ifndef READER_THREADS_H
#define READER_THREADS_H

#include "machine.h"

/* From where a thread speaks in a line: a program's own instruction, a system call's begin, or the kernel. */
enum says { SAYS_USER, SAYS_CALL, SAYS_KERNEL };

/* The line is the thread's: it must be the one that runs, and owe no other line. */
void thread_says(struct machine *machine, struct thread *thread, enum says says);

/* The same for a fault, which may be taken inside another, or inside anything that the kernel does. */
void thread_faults(struct machine *machine, struct thread *thread, enum says says);

/* Something was done, by whichever thread runs: a wait that it has said is over. */
void thread_acts(struct machine *machine);

/* ---- processes.c ---- */
void processes_begin(struct machine *machine, const struct line *line);
void processes_end(struct machine *machine, const struct line *line);
void threads_begin(struct machine *machine, const struct line *line);
void threads_end(struct machine *machine, const struct line *line);

/* The process, or a thread of it, is to end with this code. */
void process_says_exit(struct process *process, uint32_t code);

/* ---- dispatch.c ---- */
void dispatch_switch(struct machine *machine, const struct line *line);
void dispatch_choose(struct machine *machine, const struct line *line);
void dispatch_order(struct machine *machine, const struct line *line);
void dispatch_attach(struct machine *machine, const struct line *line);
void dispatch_detach(struct machine *machine, const struct line *line);

/* ---- waits.c ---- */
void waits_wait(struct machine *machine, const struct line *line);
void waits_transition(struct machine *machine, const struct line *line);
void waits_ready(struct machine *machine, const struct line *line);
void waits_suspend(struct machine *machine, const struct line *line);
void waits_time(struct machine *machine, const struct line *line);
/* The clock has come to `now` at least, because what was due then has happened. */
void waits_reach(struct machine *machine, int64_t now);
void waits_waiter(struct machine *machine, const struct line *line);

/* A priority may have been set: that of a thread that is not ready stands in its next `ready` line first. */
void waits_priority_set(struct machine *machine);

/* Whoever still sleeps has reason to. */
void waits_go_on(struct machine *machine);

/* ---- jobs.c ---- */
/* A call that may be about a job; what it has not is NULL. */
void jobs_call(struct machine *machine, const struct thread *thread, const struct value *job,
               const struct value *process, const struct value *code);
/* A handle to the object was closed. */
void jobs_close(struct machine *machine, const struct object *object);

/* ---- debug.c ---- */
void debug_attach(struct machine *machine, const struct line *line);
void debug_detach(struct machine *machine, const struct line *line);
void debug_event(struct machine *machine, const struct line *line);
void debug_continue(struct machine *machine, const struct line *line);
/* Another thread of its process tells a debugger of something, or has and has not run since. */
bool thread_is_frozen(const struct machine *machine, const struct thread *thread);
/* The thread has a line of its own. */
void thread_thaws(struct machine *machine, const struct thread *thread);
/* It has no business in the program: that other thread has no answer yet. */
bool thread_must_stand_still(struct machine *machine, const struct thread *thread);

/* ---- services.c ---- */
void services_call(struct machine *machine, const struct line *line);
void services_return(struct machine *machine, const struct line *line);
void services_loads(struct machine *machine, const struct line *line);
void services_console(struct machine *machine, const struct line *line);
void services_unimplemented(struct machine *machine, const struct line *line);
void services_harderror(struct machine *machine, const struct line *line);

#endif
