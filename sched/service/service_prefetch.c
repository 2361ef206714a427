/*
 * NtSetInformationVirtualMemory: NT 6.2's call behind PrefetchVirtualMemory, and only that.
 */
#include "sched/service/services.h"

#include "mmu/prefetch.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/service/service.h"

/* NT's VIRTUAL_MEMORY_INFORMATION_CLASS, as far as it is here. */
enum { VM_PREFETCH_INFORMATION = 0, VM_INFORMATIONS = 2 };

struct range_entry { /* MEMORY_RANGE_ENTRY */
    uint32_t address, bytes;
};

static ntstatus prefetch_range(struct process *process, const struct range_entry *range, uint32_t *room)
{
    if (!user_range(range->address, range->bytes))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = process_enter(process);
    if (!status_ok(status))
        return status;
    uint32_t start = range->address & ~(PAGE_SIZE - 1);
    prefetch(&process->space, start, start + pages_of(range->address + range->bytes - start) * PAGE_SIZE,
             room);
    process_leave(process);
    return STATUS_SUCCESS;
}

static ntstatus prefetch_ranges(struct process *process, uint32_t ranges, uint32_t count)
{
    ntstatus status = STATUS_SUCCESS;
    uint32_t room = prefetch_room();
    for (uint32_t i = 0; status_ok(status) && i < count; i++) {
        struct range_entry range;
        status = user_read(&range, ranges + i * (uint32_t)sizeof range, sizeof range);
        if (status_ok(status))
            status = prefetch_range(process, &range, &room);
    }
    return status;
}

/* The only flags there are say nothing. */
static ntstatus check(const struct nt_set_information_virtual_memory *a)
{
    uint32_t flags;
    if (a->information_class != VM_PREFETCH_INFORMATION)
        return a->information_class < VM_INFORMATIONS
                   ? service_unimplemented("NtSetInformationVirtualMemory:class")
                   : STATUS_INVALID_PARAMETER_2;
    if (a->count == 0)
        return STATUS_INVALID_PARAMETER_3;
    if (a->bytes != sizeof flags)
        return STATUS_INVALID_PARAMETER_6;
    ntstatus status = user_read(&flags, a->in, sizeof flags);
    return status_ok(status) && flags != 0 ? STATUS_INVALID_PARAMETER_5 : status;
}

ntstatus nt_set_information_virtual_memory(const struct nt_set_information_virtual_memory *a)
{
    struct process *process;
    ntstatus status = check(a);
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_VM_OPERATION, &process);
    if (!status_ok(status))
        return status;
    status = prefetch_ranges(process, a->ranges, a->count);
    object_dereference(&process->object);
    return status;
}
