#include "mmu/stack.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"

/* NT_TIB.StackBase and StackLimit; TEB.DeallocationStack */
#define TEB_STACK_BASE         0x004u
#define TEB_STACK_LIMIT        0x008u
#define TEB_DEALLOCATION_STACK 0xe0cu

#define STACK_STEP 0x100000u /* by which a reservation grows that the commitment does not fit in */

static ntstatus commit_top(struct space *space, uint32_t low, uint32_t limit, uint32_t base)
{
    ntstatus status = virtual_commit(space, limit, base, PROT_READWRITE);
    if (!status_ok(status) || limit == low)
        return status;
    return virtual_commit(space, limit - PAGE_SIZE, limit, PROT_READWRITE | PROT_GUARD);
}

/* Below the guard page there is one more page, which is never committed: a runaway stack meets it last. A
 * stack that is committed as a whole has neither. */
ntstatus stack_create(struct space *space, uint32_t at, uint32_t reserve, uint32_t commit, uint32_t *low,
                      uint32_t *limit, uint32_t *base)
{
    struct vad *vad;
    if (reserve > space->user_end / 2 || commit > space->user_end / 2) /* and nothing below can wrap */
        return STATUS_NO_MEMORY;
    reserve = pages_of(reserve) * PAGE_SIZE;
    commit = pages_of(commit) * PAGE_SIZE;
    if (commit < PAGE_SIZE)
        commit = PAGE_SIZE;
    if (commit >= reserve)
        reserve = (commit + STACK_STEP - 1) & ~(STACK_STEP - 1);
    reserve = (reserve + LAYOUT_GRANULARITY - 1) & ~(LAYOUT_GRANULARITY - 1);
    *low = at;
    ntstatus status = virtual_reserve(space, low, reserve, PROT_READWRITE, false, false, &vad);
    if (!status_ok(status))
        return status;
    *base = *low + reserve;
    *limit = *base - commit;
    status = commit_top(space, *low, *limit, *base);
    if (!status_ok(status))
        space_delete_region(space, vad);
    return status;
}

/* The TEB is the program's memory: what it says may be nonsense, which then is no stack. A TEB that is the
 * guard page itself would be asked for ever. */
bool stack_of_thread(const struct space *space, page_t page, struct stack *stack)
{
    const struct thread *thread = thread_current();
    if (thread->teb == 0 || space != thread->space || page_of(thread->teb).address == page.address)
        return false;
    if (!status_ok(user_read(&stack->base, thread->teb + TEB_STACK_BASE, sizeof stack->base)) ||
        !status_ok(user_read(&stack->low, thread->teb + TEB_DEALLOCATION_STACK, sizeof stack->low)))
        return false;
    return page.address >= stack->low && page.address < stack->base;
}

page_t stack_next_guard(page_t page)
{
    return (page_t){page.address - PAGE_SIZE};
}

/* The lowest page is never committed: a runaway stack meets it last. */
bool stack_has_room(const struct stack *stack, page_t page)
{
    ASSERT(page.address >= stack->low);
    return page.address - stack->low > PAGE_SIZE;
}

/* The page above the lowest is no guard: it is what the handlers of the overflow stand on. */
static enum protection protection_of(const struct stack *stack, page_t next)
{
    ASSERT(next.address > stack->low);
    return next.address - stack->low > PAGE_SIZE ? PROT_READWRITE | PROT_GUARD : PROT_READWRITE;
}

ntstatus stack_grow(struct space *space, const struct stack *stack, page_t page, page_t *limit)
{
    *limit = page;
    if (!stack_has_room(stack, page))
        return STATUS_STACK_OVERFLOW;
    page_t next = stack_next_guard(page);
    enum protection protection = protection_of(stack, next);
    if (!status_ok(virtual_commit(space, next.address, page.address, protection)))
        return STATUS_STACK_OVERFLOW;
    if (protection & PROT_GUARD)
        return STATUS_SUCCESS;
    *limit = next;
    return STATUS_STACK_OVERFLOW;
}

void stack_tell_limit(page_t page)
{
    user_write32(thread_current()->teb + TEB_STACK_LIMIT, page.address);
}
