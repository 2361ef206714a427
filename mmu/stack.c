#include "mmu/stack.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/pagetable.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"

/* NT_TIB.StackBase and StackLimit; TEB.DeallocationStack and GuaranteedStackBytes */
#define TEB_STACK_BASE         0x004u
#define TEB_STACK_LIMIT        0x008u
#define TEB_DEALLOCATION_STACK 0xe0cu
#define TEB_GUARANTEED_BYTES   0xf78u

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

/* A page more than what is guaranteed; no more than there are addresses. */
static uint32_t guard_bytes(uint32_t guaranteed)
{
    uint32_t most = 0u - 2 * PAGE_SIZE;
    return guaranteed < most ? (pages_of(guaranteed) + 1) * PAGE_SIZE : most;
}

static bool read_teb(const struct thread *thread, uint32_t offset, void *out, uint32_t bytes)
{
    return status_ok(user_read(out, thread->teb + offset, bytes));
}

/* The TEB is the program's memory: what it says may be nonsense, which then is no stack. A TEB that is the
 * guard page itself would be asked for ever. */
bool stack_of_thread(const struct space *space, page_t page, struct stack *stack)
{
    const struct thread *thread = thread_current();
    uint32_t ends[2], guaranteed; /* StackLimit lies behind StackBase */
    if (thread->teb == 0 || space != thread->space || page_of(thread->teb).address == page.address)
        return false;
    if (!read_teb(thread, TEB_STACK_BASE, ends, sizeof ends) ||
        !read_teb(thread, TEB_DEALLOCATION_STACK, &stack->low, sizeof stack->low) ||
        !read_teb(thread, TEB_GUARANTEED_BYTES, &guaranteed, sizeof guaranteed))
        return false;
    stack->base = ends[0];
    stack->limit = ends[1];
    stack->guard = guard_bytes(guaranteed);
    return page.address >= stack->low && page.address < stack->base;
}

/* The lowest page is never committed, so that a runaway stack meets it last; the one above it never becomes a
 * guard: it is committed at the overflow, for those who handle it (as NT does). */
bool stack_has_room(const struct stack *stack, page_t page)
{
    ASSERT(page.address >= stack->low && stack->guard >= PAGE_SIZE);
    return page.address - stack->low > PAGE_SIZE && page.address - stack->low - PAGE_SIZE > stack->guard;
}

/* Whoever touched a guard page below the first one has passed over those above it: they are the stack's now.
 */
static uint32_t passed_end(const struct stack *stack, page_t page)
{
    uint32_t limit = page_of(stack->limit).address;
    bool passed = limit > page.address && limit - page.address <= stack->guard && limit <= stack->base;
    return passed ? limit : page.address + PAGE_SIZE;
}

/* Where the next guard begins; without room for one, the lowest page that can be opened. */
static uint32_t guard_start(const struct stack *stack, page_t page)
{
    if (stack_has_room(stack, page))
        return page.address - stack->guard;
    return page.address - stack->low > PAGE_SIZE ? page_of(stack->low).address + PAGE_SIZE : page.address;
}

/* Pages of one region, which is charged for their tables. What lies in several is not changed, and what lies
 * in none has nobody who would ever free a table. */
static bool lacks_table(struct space *space, uint32_t start, uint32_t end, page_t *lacking)
{
    const struct vad *vad = start < end ? vad_find(&space->vads, start) : NULL;
    if (!vad || vad->end.address < end)
        return false;
    for (*lacking = (page_t){start}; lacking->address < end;
         lacking->address = (lacking->address | (PAGETABLE_SPAN - 1)) + 1)
        if (!pagetable_exists(*lacking))
            return true;
    return false;
}

bool stack_lacks_table(struct space *space, const struct stack *stack, page_t page, page_t *lacking)
{
    uint32_t start = guard_start(stack, page), end = passed_end(stack, page);
    return lacks_table(space, start, page.address, lacking) ||
           lacks_table(space, start + PAGE_SIZE, page.address, lacking) ||
           lacks_table(space, page.address + PAGE_SIZE, end, lacking);
}

/* False: no commit. */
static bool open_pages(struct space *space, uint32_t start, uint32_t end)
{
    return start >= end || status_ok(virtual_commit(space, start, end, PROT_READWRITE));
}

/* At an overflow, from `start` up to the page that was touched: where what could be opened begins. What was
 * guarded is committed already; for the first page there may be no commit. */
static uint32_t open_from(struct space *space, uint32_t start, page_t page)
{
    if (open_pages(space, start, page.address))
        return start;
    return open_pages(space, start + PAGE_SIZE, page.address) ? start + PAGE_SIZE : page.address;
}

ntstatus stack_grow(struct space *space, const struct stack *stack, page_t page, uint32_t *limit)
{
    uint32_t start = guard_start(stack, page);
    bool room = stack_has_room(stack, page);
    *limit = page.address;
    open_pages(space, page.address + PAGE_SIZE, passed_end(stack, page));
    if (room && status_ok(virtual_commit(space, start, page.address, PROT_READWRITE | PROT_GUARD)))
        return STATUS_SUCCESS;
    *limit = open_from(space, room ? start + PAGE_SIZE : start, page);
    return STATUS_STACK_OVERFLOW;
}

void stack_tell_limit(uint32_t limit)
{
    user_write32(thread_current()->teb + TEB_STACK_LIMIT, limit);
}

uint32_t stack_to_free(void)
{
    uint32_t low;
    return read_teb(thread_current(), TEB_DEALLOCATION_STACK, &low, sizeof low) ? low : 0;
}
