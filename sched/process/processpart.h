/* What the files of processes and threads share, and nobody else needs. */
#ifndef SCHED_PROCESSPART_H
#define SCHED_PROCESSPART_H

#include "sched/process/process.h"

/* The System process, and making its record at start. */
struct process *process_system(void);
void process_start_system_record(void);

/* The last thread of a process ends, in the process's own space: all but the directory goes. */
void process_end(struct process *process, ntstatus last_thread_status);

/* Stack and TEB of a thread go; the process's space is current and locked. */
void thread_free_user_side(struct thread *thread);

/* One user less of its memory (process.space_users): with the last one the directory goes. */
void process_release_space(struct process *process);

#endif
