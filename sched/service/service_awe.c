/*
 * Frames that a program owns by their numbers: NtAllocateUserPhysicalPages and its family (Microsoft:
 * AllocateUserPhysicalPages, FreeUserPhysicalPages, MapUserPhysicalPages, MapUserPhysicalPagesScatter). A
 * number says nothing to the program; here it is the frame's. To take frames needs SeLockMemoryPrivilege.
 */
#include "sched/service/services.h"

#include "firmware/panic.h"
#include "mmu/awe.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/process/nt.h"
#include "sched/process/token.h"
#include "sched/service/capture.h"
#include "sched/service/service.h"

#define TAG_NUMBERS   POOL_TAG('A', 'N', 'u', 'm')
#define MOST_NUMBERS  0x1fffffffu /* that the program's half could hold */
#define MOST_AT_ONCE  (1u << 18)  /* a block of the pool holds so many */
#define FREED_AT_ONCE 1024u

#define WORD ((uint32_t)sizeof(uint32_t))

/* An array of the program's, of `count` words, from the pool. */
static ntstatus capture_words(uint32_t address, uint32_t count, uint32_t **out)
{
    uint32_t *words = count <= MOST_AT_ONCE ? pool_alloc(count * WORD, TAG_NUMBERS) : NULL;
    if (!words)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = user_read(words, address, count * WORD);
    if (status_ok(status))
        *out = words;
    else
        pool_free(words);
    return status;
}

/* ---- allocate ---- */

struct allocation {
    struct process *process;
    uint32_t wanted, taken;
    uint32_t *numbers;
};

/* The process is entered. */
static ntstatus take(struct allocation *allocation)
{
    struct space *space = &allocation->process->space;
    uint32_t room = awe_room(space, allocation->wanted);
    if (room > MOST_AT_ONCE)
        room = MOST_AT_ONCE; /* fewer than were asked for may be given */
    allocation->numbers = room > 0 ? pool_alloc(room * WORD, TAG_NUMBERS) : NULL;
    if (!allocation->numbers)
        return STATUS_INSUFFICIENT_RESOURCES;
    allocation->taken = awe_take(space, room, allocation->numbers);
    return allocation->taken > 0 ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static ntstatus take_entered(struct allocation *allocation)
{
    ntstatus status = process_enter(allocation->process);
    if (!status_ok(status))
        return status;
    status = take(allocation);
    process_leave(allocation->process);
    return status;
}

/* What the program cannot be told is taken back. */
static ntstatus tell(const struct nt_allocate_user_physical_pages *a, const struct allocation *allocation)
{
    uint32_t freed;
    ntstatus status = user_write(a->pages, allocation->numbers, allocation->taken * WORD);
    if (status_ok(status))
        status = user_write32(a->count, allocation->taken);
    if (status_ok(status) || !status_ok(process_enter(allocation->process)))
        return status;
    awe_free(&allocation->process->space, allocation->numbers, allocation->taken, &freed);
    process_leave(allocation->process);
    return status;
}

static ntstatus allocate(const struct nt_allocate_user_physical_pages *a, struct allocation *allocation)
{
    ntstatus status = user_read(&allocation->wanted, a->count, WORD);
    if (!status_ok(status) || allocation->wanted == 0)
        return status;
    if (allocation->wanted > MOST_NUMBERS)
        return STATUS_INVALID_PARAMETER_2;
    status = user_probe(a->pages, allocation->wanted * WORD);
    if (status_ok(status))
        status = token_must_hold(PRIVILEGE_LOCK_MEMORY);
    if (status_ok(status))
        status = take_entered(allocation);
    if (status_ok(status))
        status = tell(a, allocation);
    pool_free(allocation->numbers);
    return status;
}

ntstatus nt_allocate_user_physical_pages(const struct nt_allocate_user_physical_pages *a)
{
    struct allocation allocation = {0};
    ntstatus status = capture_process(a->process, PROCESS_VM_OPERATION, &allocation.process);
    if (!status_ok(status))
        return status;
    status = allocate(a, &allocation);
    object_dereference(&allocation.process->object);
    return status;
}

/* ---- free ---- */

static ntstatus free_some(struct process *process, const uint32_t *numbers, uint32_t count, uint32_t *freed)
{
    ntstatus status = process_enter(process);
    if (!status_ok(status))
        return status;
    status = awe_free(&process->space, numbers, count, freed);
    process_leave(process);
    return status;
}

/* Piece by piece: what is freed before an error stays so, and *done tells how many. */
static ntstatus free_all(struct process *process, uint32_t address, uint32_t count, uint32_t *done)
{
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && *done < count) {
        uint32_t *numbers, freed = 0;
        uint32_t some = count - *done < FREED_AT_ONCE ? count - *done : FREED_AT_ONCE;
        status = capture_words(address + *done * WORD, some, &numbers);
        if (!status_ok(status))
            break;
        status = free_some(process, numbers, some, &freed);
        *done += freed;
        pool_free(numbers);
    }
    return status;
}

ntstatus nt_free_user_physical_pages(const struct nt_free_user_physical_pages *a)
{
    struct process *process;
    uint32_t count, done = 0;
    ntstatus status = user_read(&count, a->count, WORD);
    if (status_ok(status) && count > MOST_NUMBERS)
        status = STATUS_INVALID_PARAMETER_2;
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_VM_OPERATION, &process);
    if (!status_ok(status))
        return status;
    status = free_all(process, a->pages, count, &done);
    object_dereference(&process->object);
    ntstatus written = user_write32(a->count, done);
    return status_ok(status) ? written : status;
}

/* ---- map ---- */

static ntstatus show_entered(const struct awe_view *view)
{
    struct process *process = process_current();
    ntstatus status = process_enter(process);
    if (!status_ok(status))
        return status;
    status = awe_show(&process->space, view);
    process_leave(process);
    return status;
}

static ntstatus show(struct awe_view *view, uint32_t numbers)
{
    uint32_t *captured = NULL;
    ntstatus status = numbers ? capture_words(numbers, view->count, &captured) : STATUS_SUCCESS;
    view->numbers = captured;
    if (status_ok(status))
        status = show_entered(view);
    pool_free(captured);
    return status;
}

ntstatus nt_map_user_physical_pages(const struct nt_map_user_physical_pages *a)
{
    struct awe_view view = {.start = a->base, .count = a->count};
    if (a->base >= space_current()->user_end)
        return STATUS_INVALID_PARAMETER_1;
    if (a->count > (space_current()->user_end - a->base) / PAGE_SIZE)
        return STATUS_INVALID_PARAMETER_2;
    return a->count > 0 ? show(&view, a->pages) : STATUS_SUCCESS;
}

ntstatus nt_map_user_physical_pages_scatter(const struct nt_map_user_physical_pages_scatter *a)
{
    struct awe_view view = {.count = a->count};
    uint32_t *places;
    if (a->count > MOST_NUMBERS)
        return STATUS_INVALID_PARAMETER_2;
    if (a->count == 0)
        return STATUS_SUCCESS;
    ntstatus status = capture_words(a->bases, a->count, &places);
    if (!status_ok(status))
        return status;
    view.pages = places;
    status = show(&view, a->pages);
    pool_free(places);
    return status;
}
