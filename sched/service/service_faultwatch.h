/*
 * ProcessWorkingSetWatch and ProcessWorkingSetWatchEx: which pages came into a working set (Microsoft:
 * InitializeProcessForWsWatch, GetWsChanges, GetWsChangesEx).
 */
#ifndef SCHED_SERVICE_FAULTWATCH_H
#define SCHED_SERVICE_FAULTWATCH_H

#include "sched/process/process.h"
#include "sched/service/services.h"

/* faultwatch_begin() for a process. */
ntstatus watch_working_set(struct process *process, const void *unused);

/* The list since it was told last, and an entry of zeros behind it, whose address tells how many there was no
 * room for. STATUS_UNSUCCESSFUL: nobody has begun it; STATUS_BUFFER_TOO_SMALL, and it is kept;
 * STATUS_NO_MORE_ENTRIES: it is just being told to somebody else. */
ntstatus query_working_set_watch(const struct nt_query_information_process *a, bool extended);

#endif
