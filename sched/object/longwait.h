/*
 * Waiting for what may take for ever, in a service whose code can leave memory (mmu/pagecode.h): the code is
 * not held while the thread sleeps. Thread context.
 */
#ifndef SCHED_LONGWAIT_H
#define SCHED_LONGWAIT_H

#include "sched/dispatch/waitable.h"
#include "firmware/status.h"

/* As wait_one() for a program's wait, which ends with STATUS_USER_APC when the thread is to end. Between the
 * end of the wait and the return other threads may run: to bring the code back may wait. */
ntstatus long_wait(struct waitable *object, uint64_t due);

#endif
