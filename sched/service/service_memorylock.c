/*
 * NtLockVirtualMemory and NtUnlockVirtualMemory (Microsoft: VirtualLock; ntifs.h reference). MAP_SYSTEM needs
 * SeLockMemoryPrivilege.
 */
#include "sched/service/services.h"

#include "mmu/pagelock.h"
#include "mmu/usercopy.h"
#include "sched/process/token.h"
#include "sched/service/capture.h"

typedef ntstatus (*lock_call)(struct space *space, uint32_t start, uint32_t end, unsigned kinds);

/* NT tells these two apart by no number: a range that leaves the user half, or is empty, is one parameter. */
static ntstatus capture_pages(uint32_t process, uint32_t base_pointer, uint32_t size_pointer, uint32_t *start,
                              uint32_t *end)
{
    uint32_t base, size, most = capture_user_end(process);
    ntstatus status = user_read(&base, base_pointer, sizeof base);
    if (status_ok(status))
        status = user_read(&size, size_pointer, sizeof size);
    if (!status_ok(status))
        return status;
    if (base >= most || size > most - base)
        return STATUS_INVALID_PARAMETER;
    *start = base & ~(PAGE_SIZE - 1);
    *end = *start + (size ? pages_of(base + size - *start) * PAGE_SIZE : 0);
    return STATUS_SUCCESS;
}

static ntstatus return_pages(uint32_t base_pointer, uint32_t size_pointer, uint32_t start, uint32_t end)
{
    ntstatus status = user_write32(base_pointer, start);
    return status_ok(status) ? user_write32(size_pointer, end - start) : status;
}

static ntstatus in_process(uint32_t handle, uint32_t start, uint32_t end, unsigned kinds, lock_call call)
{
    struct process *process;
    ntstatus status = capture_process(handle, PROCESS_VM_OPERATION, &process);
    if (!status_ok(status))
        return status;
    status = start < end ? process_enter(process) : STATUS_INVALID_PARAMETER;
    if (status_ok(status)) {
        status = call(&process->space, start, end, kinds);
        process_leave(process);
    }
    object_dereference(&process->object);
    return status;
}

static ntstatus lock_range(uint32_t handle, uint32_t base, uint32_t size, unsigned kinds, lock_call call)
{
    uint32_t start, end;
    if (kinds == 0 || (kinds & ~(unsigned)(PAGELOCK_PROCESS | PAGELOCK_SYSTEM)))
        return STATUS_INVALID_PARAMETER;
    ntstatus status = kinds & PAGELOCK_SYSTEM ? token_must_hold(PRIVILEGE_LOCK_MEMORY) : STATUS_SUCCESS;
    if (status_ok(status))
        status = capture_pages(handle, base, size, &start, &end);
    if (!status_ok(status))
        return status;
    status = in_process(handle, start, end, kinds, call);
    if (!status_ok(status))
        return status;
    ntstatus returned = return_pages(base, size, start, end);
    return status_ok(returned) ? status : returned; /* STATUS_WAS_LOCKED is told, too */
}

ntstatus nt_lock_virtual_memory(const struct nt_lock_virtual_memory *a)
{
    return lock_range(a->process, a->base, a->size, a->kind, pagelock_lock);
}

ntstatus nt_unlock_virtual_memory(const struct nt_unlock_virtual_memory *a)
{
    return lock_range(a->process, a->base, a->size, a->kind, pagelock_unlock);
}
