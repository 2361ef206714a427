#include "sched/service/service_quota.h"

#include "mmu/workingset.h"

#define UNLIMITED 0xffffffffu

#define HARD_MINIMUM_ON  0x1u
#define HARD_MINIMUM_OFF 0x2u
#define HARD_MAXIMUM_ON  0x4u
#define HARD_MAXIMUM_OFF 0x8u

void quota_query(struct object *object, void *out)
{
    const struct workingset_limits *limits = &((const struct process *)object)->space.limits;
    *(struct quota_limits *)out = (struct quota_limits){
        .paged_pool = UNLIMITED,
        .nonpaged_pool = UNLIMITED,
        .minimum = limits->minimum * PAGE_SIZE,
        .maximum = limits->maximum * PAGE_SIZE,
        .page_file = UNLIMITED,
        .time = ~0ull,
        .flags = (limits->hard_minimum ? HARD_MINIMUM_ON : HARD_MINIMUM_OFF) |
                 (limits->hard_maximum ? HARD_MAXIMUM_ON : HARD_MAXIMUM_OFF),
    };
}

/* One of two flags, or none: then `*hard` stays. */
static bool decide(uint32_t flags, uint32_t on, uint32_t off, bool *hard)
{
    if ((flags & (on | off)) == (on | off))
        return false;
    if (flags & (on | off))
        *hard = (flags & on) != 0;
    return true;
}

/* What a limit of 0 leaves as it is. */
static uint32_t pages_or(uint32_t bytes, uint32_t present)
{
    return bytes ? bytes / PAGE_SIZE : present;
}

static ntstatus take(const struct quota_limits *quota, struct workingset_limits *limits)
{
    uint32_t known = HARD_MINIMUM_ON | HARD_MINIMUM_OFF | HARD_MAXIMUM_ON | HARD_MAXIMUM_OFF;
    if ((quota->flags & ~known) || quota->working_set_limit || quota->reserved[0] || quota->reserved[1] ||
        quota->reserved[2] || quota->processor_rate)
        return STATUS_INVALID_PARAMETER;
    if (!decide(quota->flags, HARD_MINIMUM_ON, HARD_MINIMUM_OFF, &limits->hard_minimum) ||
        !decide(quota->flags, HARD_MAXIMUM_ON, HARD_MAXIMUM_OFF, &limits->hard_maximum))
        return STATUS_INVALID_PARAMETER;
    limits->minimum = pages_or(quota->minimum, limits->minimum);
    limits->maximum = pages_or(quota->maximum, limits->maximum);
    return STATUS_SUCCESS;
}

/* The process is entered. What a job has imposed stays, and nobody is told, as on NT. */
static ntstatus change(struct space *space, const struct quota_limits *quota)
{
    struct workingset_limits limits = space->limits;
    ntstatus status = take(quota, &limits);
    if (!status_ok(status))
        return status;
    if (quota->minimum == UNLIMITED && quota->maximum == UNLIMITED) {
        workingset_empty(space);
        return STATUS_SUCCESS;
    }
    return space->limits.imposed ? STATUS_SUCCESS : workingset_limit(space, &limits);
}

ntstatus quota_set(struct process *process, const void *in)
{
    ntstatus status = process_enter(process);
    if (!status_ok(status))
        return status;
    status = change(&process->space, in);
    process_leave(process);
    return status;
}
