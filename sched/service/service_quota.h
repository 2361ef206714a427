/*
 * ProcessQuotaLimits: how large a working set may be, as programs ask for it (Microsoft:
 * SetProcessWorkingSetSizeEx). There are no other quotas here; they read as unlimited.
 */
#ifndef SCHED_SERVICE_QUOTA_H
#define SCHED_SERVICE_QUOTA_H

#include "sched/process/process.h"

/* NT's QUOTA_LIMITS and, from `working_set_limit` on, QUOTA_LIMITS_EX. */
struct quota_limits {
    uint32_t paged_pool, nonpaged_pool, minimum, maximum, page_file, unused;
    uint64_t time;
    uint32_t working_set_limit, reserved[3], flags, processor_rate;
};
#define QUOTA_LIMITS_BYTES    32u
#define QUOTA_LIMITS_EX_BYTES 56u

_Static_assert(sizeof(struct quota_limits) == QUOTA_LIMITS_EX_BYTES, "NT's layout");

void quota_query(struct object *process, void *out);

/* STATUS_INVALID_PARAMETER for what means nothing, workingset_limit()'s (mmu/workingset.h); minimum and
 * maximum both -1 empty the working set. A structure of the short form has zeros behind it. May wait. */
ntstatus quota_set(struct process *process, const void *in);

#endif
