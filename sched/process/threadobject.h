/* The steps of making a thread that kernel and user threads share; process.h has what everybody may use. */
#ifndef SCHED_THREADOBJECT_H
#define SCHED_THREADOBJECT_H

#include "sched/process/processpart.h"

/* A thread of the process, with an id, and nothing to run on yet. One reference. NULL without memory. */
struct thread_object *thread_allocate(struct process *process);

/* The same with that id, and another id, before anybody knows the thread by the old one. */
struct thread_object *thread_allocate_as(struct process *process, uint32_t id);
void thread_number(struct thread_object *object, uint32_t id);

/* Its kernel stack, whose top holds the floating-point registers while the thread does not run (`with_fpu`).
 */
ntstatus thread_give_stack(struct thread *thread, bool with_fpu);

/* From now on it counts as one of the process's threads. */
void thread_join(struct process *process, struct thread *thread);

/* From now on it does not, and cannot be found by its id; `last` tells whether it was the last one. */
void thread_leave(struct thread *thread);

#endif
