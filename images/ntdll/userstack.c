#include "images/ntdll/userstack.h"
#include "images/ntdll/ldr_api.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/teb.h"

#define STACK_STEP  0x100000u /* by which a reservation grows that the commitment does not fit in */
#define GRANULARITY 0x10000u
#define MOST        0x40000000u /* half of what a program has: sums of these cannot wrap */

static SIZE_T round_up(SIZE_T bytes, SIZE_T unit)
{
    return (bytes + unit - 1) & ~(unit - 1);
}

static void default_sizes(SIZE_T *commit, SIZE_T *reserve)
{
    const IMAGE_NT_HEADERS *headers = RtlImageNtHeader(peb()->ImageBaseAddress);
    if (!*commit)
        *commit = headers->OptionalHeader.SizeOfStackCommit;
    if (!*reserve)
        *reserve = headers->OptionalHeader.SizeOfStackReserve;
}

static NTSTATUS commit_pages(uint8_t *start, SIZE_T bytes, ULONG protection)
{
    void *base = start;
    return NtAllocateVirtualMemory(CURRENT_PROCESS, &base, 0, &bytes, MEM_COMMIT, protection);
}

/* A stack that is committed as a whole has no guard page. */
static NTSTATUS commit_top(const INITIAL_TEB *stack)
{
    uint8_t *limit = stack->StackLimit;
    NTSTATUS status = commit_pages(limit, (SIZE_T)((uint8_t *)stack->StackBase - limit), PAGE_READWRITE);
    if (!NT_SUCCESS(status) || limit == stack->StackAllocationBase)
        return status;
    return commit_pages(limit - PAGE_BYTES, PAGE_BYTES, PAGE_READWRITE | PAGE_GUARD);
}

NTSTATUS NTAPI RtlCreateUserStack(SIZE_T commit, SIZE_T reserve, ULONG_PTR zero_bits, SIZE_T page,
                                  ULONG_PTR alignment, INITIAL_TEB *out)
{
    default_sizes(&commit, &reserve);
    if (commit > MOST || reserve > MOST)
        return STATUS_NO_MEMORY;
    commit = round_up(commit ? commit : 1, PAGE_BYTES);
    reserve = round_up(reserve, PAGE_BYTES);
    if (commit >= reserve)
        reserve = round_up(commit, STACK_STEP);
    reserve = round_up(reserve, GRANULARITY);
    void *base = NULL;
    NTSTATUS status =
        NtAllocateVirtualMemory(CURRENT_PROCESS, &base, zero_bits, &reserve, MEM_RESERVE, PAGE_READWRITE);
    if (!NT_SUCCESS(status))
        return status;
    uint8_t *end = (uint8_t *)base + reserve;
    *out = (INITIAL_TEB){.StackBase = end, .StackLimit = end - commit, .StackAllocationBase = base};
    status = commit_top(out);
    if (!NT_SUCCESS(status))
        RtlFreeUserStack(base);
    return status;
}

void NTAPI RtlFreeUserStack(void *allocation_base)
{
    SIZE_T bytes = 0;
    NtFreeVirtualMemory(CURRENT_PROCESS, &allocation_base, &bytes, MEM_RELEASE);
}
