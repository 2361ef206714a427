#include "mmu/stack.h"

#include <stddef.h>
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"

#define TEB_STACK_LIMIT 8u /* NT_TIB.StackLimit */

static ntstatus commit_top(struct space *space, uint32_t limit, uint32_t base)
{
    ntstatus status = virtual_commit(space, limit, base, PROT_READWRITE);
    if (!status_ok(status))
        return status;
    return virtual_commit(space, limit - PAGE_SIZE, limit, PROT_READWRITE | PROT_GUARD);
}

/* Below the guard page there is always one more page, which is never committed: a runaway stack meets it
 * last. */
ntstatus stack_create(struct space *space, uint32_t at, uint32_t reserve, uint32_t commit, uint32_t *low,
                      uint32_t *limit, uint32_t *base)
{
    struct vad *vad;
    if (reserve > LAYOUT_USER_END / 2 || commit > LAYOUT_USER_END / 2) /* and nothing below can wrap */
        return STATUS_NO_MEMORY;
    reserve = pages_of(reserve) * PAGE_SIZE;
    commit = pages_of(commit) * PAGE_SIZE;
    if (commit < PAGE_SIZE)
        commit = PAGE_SIZE;
    if (reserve < commit + 2 * PAGE_SIZE)
        reserve = commit + 2 * PAGE_SIZE;
    reserve = (reserve + LAYOUT_GRANULARITY - 1) & ~(LAYOUT_GRANULARITY - 1);
    *low = at;
    ntstatus status = virtual_reserve(space, low, reserve, PROT_READWRITE, false, false, &vad);
    if (!status_ok(status))
        return status;
    *base = *low + reserve;
    *limit = *base - commit;
    status = commit_top(space, *limit, *base);
    if (!status_ok(status))
        space_delete_region(space, vad);
    return status;
}

static bool in_own_stack(const struct thread *thread, page_t page)
{
    return page.address - thread->user_stack_low < thread->user_stack_bytes;
}

ntstatus stack_guard_touched(struct space *space, page_t page)
{
    struct thread *thread = thread_current();
    if (!in_own_stack(thread, page) || space != thread->space)
        return STATUS_GUARD_PAGE_VIOLATION;
    uint32_t guard = page.address - PAGE_SIZE;
    bool room = guard > thread->user_stack_low;
    if (room)
        room = status_ok(virtual_commit(space, guard, page.address, PROT_READWRITE | PROT_GUARD));
    user_write32(thread->teb + TEB_STACK_LIMIT, page.address);
    return room ? STATUS_SUCCESS : STATUS_STACK_OVERFLOW;
}
