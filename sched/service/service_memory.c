/*
 * NtAllocateVirtualMemory and its family (Microsoft: ntifs.h reference, VirtualAlloc).
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/commitroom.h"
#include "mmu/pagedpool.h"
#include "mmu/reset.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "mmu/walk.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/nt.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/service.h"
#include "sched/service/service_workingset.h"
#include "sched/service/zerobits.h"

#define MEM_COMMIT   0x1000u
#define MEM_RESERVE  0x2000u
#define MEM_DECOMMIT 0x4000u
#define MEM_RELEASE  0x8000u
#define MEM_FREE     0x10000u
#define MEM_PRIVATE  0x20000u
#define MEM_MAPPED   0x40000u
#define MEM_RESET    0x80000u
#define MEM_TOP_DOWN 0x100000u
#define MEM_WATCH    0x200000u
#define MEM_PHYSICAL 0x400000u
#define MEM_IMAGE    0x1000000u
#define MEM_LARGE    0x20000000u

#define ALLOCATION_HERE      (MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN | MEM_WATCH)
#define ALLOCATION_OF_NT     (ALLOCATION_HERE | MEM_RESET | MEM_PHYSICAL | MEM_LARGE)
#define ALLOCATION_OF_FRAMES (MEM_RESERVE | MEM_PHYSICAL)

/* NT's MEMORY_INFORMATION_CLASS, as far as it is here. */
enum {
    MEMORY_BASIC_INFORMATION = 0,
    MEMORY_WORKING_SET_INFORMATION = 1,
    MEMORY_MAPPED_FILENAME_INFORMATION = 2,
    MEMORY_WORKING_SET_EX_INFORMATION = 4,
    MEMORY_INFORMATIONS = 5,
    MEMORY_WALK = 0x1000, /* this machine's own, far from NT's: the walk of the address, for the log */
};

#define TAG_COPY POOL_TAG('C', 'o', 'p', 'y')

/* A range as a caller gives it: two pointers to numbers, read once and written back at the end. */
struct range {
    struct process *process;
    uint32_t base_pointer, size_pointer;
    uint32_t base, size;
};

/* Which of the two leaves the user half, NT tells by the number of the argument: `bad_size` is that of the
 * size. */
static ntstatus capture_range(uint32_t base_pointer, uint32_t size_pointer, uint32_t process,
                              ntstatus bad_size, struct range *range)
{
    range->base_pointer = base_pointer;
    range->size_pointer = size_pointer;
    ntstatus status = user_read(&range->base, range->base_pointer, 4);
    if (status_ok(status))
        status = user_read(&range->size, range->size_pointer, 4);
    if (!status_ok(status))
        return status;
    uint32_t end = capture_user_end(process);
    if (range->base >= end)
        return STATUS_INVALID_PARAMETER_2;
    if (range->size > end - range->base)
        return bad_size;
    return capture_process(process, PROCESS_VM_OPERATION, &range->process);
}

static ntstatus return_range(const struct range *range)
{
    ntstatus status = user_write32(range->base_pointer, range->base);
    return status_ok(status) ? user_write32(range->size_pointer, range->size) : status;
}

/* Pages that [base, base + size) touches. */
static void page_range(const struct range *range, uint32_t *start, uint32_t *end)
{
    ASSERT(range->base < layout.user_end && range->size <= layout.user_end - range->base);
    *start = range->base & ~(PAGE_SIZE - 1);
    *end = (range->base + range->size + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

/* ---- allocate ---- */

static ntstatus reserve(struct range *range, uint32_t zero_bits, uint32_t type, enum protection protection)
{
    uint32_t start = range->base & ~(LAYOUT_GRANULARITY - 1), page, end;
    if (range->base != 0 && start == 0)
        return STATUS_INVALID_PARAMETER_2;
    page_range(range, &page, &end);
    range->size = end - start;
    ASSERT(start <= page && page <= end);
    range->base = start;
    struct vad *unused;
    if (range->base == 0) {
        ntstatus status = zero_bits_place(&range->process->space, zero_bits, range->size,
                                          (type & MEM_TOP_DOWN) != 0, &range->base);
        if (!status_ok(status))
            return status;
    }
    bool committed = (type & MEM_COMMIT) != 0, top_down = (type & MEM_TOP_DOWN) != 0;
    if (type & MEM_PHYSICAL)
        return virtual_reserve_awe(&range->process->space, &range->base, range->size, top_down);
    if (type & MEM_WATCH)
        return virtual_reserve_watched(&range->process->space, &range->base, range->size, protection,
                                       committed, top_down);
    return virtual_reserve(&range->process->space, &range->base, range->size, protection, committed, top_down,
                           &unused);
}

static ntstatus commit(struct range *range, enum protection protection)
{
    uint32_t start, end;
    page_range(range, &start, &end);
    ntstatus status = virtual_commit(&range->process->space, start, end, protection);
    range->base = start;
    range->size = end - start;
    return status;
}

/* Only whole pages are meant: those at the ends may hold something else, too. The whole range must lie in a
 * region that may be reset, whether there is a whole page in it or not. */
static ntstatus reset(struct range *range)
{
    uint32_t start, end, first, behind;
    page_range(range, &start, &end);
    ntstatus status = reset_check(&range->process->space, start, end);
    if (!status_ok(status))
        return status;
    first = (range->base + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
    behind = (range->base + range->size) & ~(PAGE_SIZE - 1);
    range->base = first;
    range->size = behind > first ? behind - first : 0;
    if (range->size > 0)
        reset_range(&range->process->space, first, behind);
    return STATUS_SUCCESS;
}

/* The process is entered. */
static ntstatus allocate(struct range *range, uint32_t zero_bits, uint32_t type, enum protection protection)
{
    if (type == MEM_RESET)
        return reset(range);
    if ((type & MEM_RESERVE) || range->base == 0)
        return reserve(range, zero_bits, type, protection);
    return commit(range, protection);
}

static ntstatus check_allocation(uint32_t zero_bits, uint32_t type, enum protection protection)
{
    if (!zero_bits_allowed(zero_bits))
        return STATUS_INVALID_PARAMETER_3;
    if ((type & ~ALLOCATION_OF_NT) || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET)))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_RESET) && type != MEM_RESET)
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_WATCH) && !(type & MEM_RESERVE))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_PHYSICAL) && (type & ~MEM_TOP_DOWN) != ALLOCATION_OF_FRAMES)
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_PHYSICAL) && protection != PROT_READWRITE)
        return STATUS_INVALID_PARAMETER_6;
    if (type & ~(ALLOCATION_HERE | MEM_RESET | MEM_PHYSICAL))
        return service_unsupported("NtAllocateVirtualMemory:type");
    if (protection == PROT_NONE || protection_copies(protection))
        return STATUS_INVALID_PAGE_PROTECTION;
    return STATUS_SUCCESS;
}

static ntstatus allocate_memory(const struct nt_allocate_virtual_memory *a)
{
    enum protection protection = protection_from_page(a->protect);
    struct range range;
    ntstatus status = check_allocation(a->zero_bits, a->type, protection);
    if (!status_ok(status))
        return status;
    status = capture_range(a->base, a->size, a->process, STATUS_INVALID_PARAMETER_4, &range);
    if (!status_ok(status))
        return status;
    if (range.size == 0) {
        object_dereference(&range.process->object);
        return STATUS_INVALID_PARAMETER_4;
    }
    status = process_enter(range.process);
    if (status_ok(status)) {
        status = allocate(&range, a->zero_bits, a->type, protection);
        process_leave(range.process);
    }
    object_dereference(&range.process->object);
    return status_ok(status) ? return_range(&range) : status;
}

ntstatus nt_allocate_virtual_memory(const struct nt_allocate_virtual_memory *a)
{
    ntstatus status;
    do
        status = allocate_memory(a);
    while (commit_room_made(status));
    return status;
}

/* ---- free ---- */

static ntstatus decommit(struct range *range)
{
    struct space *space = &range->process->space;
    struct vad *vad = vad_find(&space->vads, range->base);
    uint32_t start, end;
    if (!vad)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if (range->size == 0) {
        if (vad->start.address != (range->base & ~(PAGE_SIZE - 1)))
            return STATUS_FREE_VM_NOT_AT_BASE;
        range->base = vad->start.address;
        range->size = vad->end.address - vad->start.address;
    }
    page_range(range, &start, &end);
    if (end > vad->end.address)
        return STATUS_UNABLE_TO_FREE_VM;
    range->base = start;
    range->size = end - start;
    return virtual_decommit(space, start, end);
}

static ntstatus release(struct range *range)
{
    struct space *space = &range->process->space;
    uint32_t start = range->base & ~(PAGE_SIZE - 1), end = 0;
    if (range->size != 0)
        page_range(range, &start, &end);
    ntstatus status = virtual_release(space, &start, &end);
    range->base = start;
    range->size = end - start;
    return status;
}

ntstatus nt_free_virtual_memory(const struct nt_free_virtual_memory *a)
{
    struct range range;
    if (a->type != MEM_DECOMMIT && a->type != MEM_RELEASE)
        return STATUS_INVALID_PARAMETER_4;
    ntstatus status = capture_range(a->base, a->size, a->process, STATUS_INVALID_PARAMETER_3, &range);
    if (!status_ok(status))
        return status;
    status = process_enter(range.process);
    if (status_ok(status)) {
        status = a->type == MEM_DECOMMIT ? decommit(&range) : release(&range);
        process_leave(range.process);
    }
    object_dereference(&range.process->object);
    return status_ok(status) ? return_range(&range) : status;
}

/* ---- protect ---- */

static ntstatus protect_memory(const struct nt_protect_virtual_memory *a)
{
    enum protection protection = protection_from_page(a->protect), old = PROT_NONE;
    uint32_t start, end;
    struct range range;
    if (protection == PROT_NONE)
        return STATUS_INVALID_PAGE_PROTECTION;
    ntstatus status = capture_range(a->base, a->size, a->process, STATUS_INVALID_PARAMETER_3, &range);
    if (!status_ok(status))
        return status;
    status = process_enter(range.process);
    if (status_ok(status)) {
        page_range(&range, &start, &end);
        status = range.size == 0 ? STATUS_INVALID_PARAMETER_3
                                 : virtual_protect(&range.process->space, start, end, protection, &old);
        process_leave(range.process);
    }
    object_dereference(&range.process->object);
    if (!status_ok(status))
        return status;
    range.base = start;
    range.size = end - start;
    ntstatus told = user_write32(a->old, protection_to_page(old));
    if (status_ok(told))
        told = return_range(&range);
    return status_ok(told) ? status : told; /* STATUS_WAS_UNLOCKED is told, too */
}

ntstatus nt_protect_virtual_memory(const struct nt_protect_virtual_memory *a)
{
    ntstatus status;
    do
        status = protect_memory(a);
    while (commit_room_made(status));
    return status;
}

/* ---- query ---- */

struct memory_basic_information {
    uint32_t base, allocation_base, allocation_protect, size, state, protect, type;
};

static struct memory_basic_information basic_information(const struct virtual_information *from)
{
    struct memory_basic_information to = {
        .base = from->base,
        .allocation_base = from->allocation_base,
        .allocation_protect = from->free ? 0 : protection_to_page(from->allocation_protection),
        .size = from->bytes,
        .state = from->free        ? MEM_FREE
                 : from->committed ? MEM_COMMIT
                                   : MEM_RESERVE,
        .protect = from->free        ? 1
                   : from->committed ? protection_to_page(from->protection)
                                     : 0,
        .type = from->free                ? 0
                : from->kind == VAD_IMAGE ? MEM_IMAGE
                : from->kind == VAD_VIEW  ? MEM_MAPPED
                                          : MEM_PRIVATE,
    };
    return to;
}

/* Enters the process that is asked of one of its addresses; `status` tells what is wrong with the question
 * already. */
static ntstatus enter_asked(const struct nt_query_virtual_memory *a, ntstatus status,
                            struct process **process)
{
    if (status_ok(status) && a->base >= capture_user_end(a->process))
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = capture_entered(a->process, PROCESS_QUERY_INFORMATION, process);
    if (!status_ok(status) || a->base < (*process)->space.user_end)
        return status;
    leave_captured(*process);
    return STATUS_INVALID_PARAMETER;
}

/* What it tells stands in the log: there is no room to be given for it. */
static ntstatus query_walk(const struct nt_query_virtual_memory *a)
{
    struct process *process;
    ntstatus status = enter_asked(a, a->bytes == 0 ? STATUS_SUCCESS : STATUS_INFO_LENGTH_MISMATCH, &process);
    if (!status_ok(status))
        return status;
    walk_log(a->base);
    leave_captured(process);
    return status;
}

static ntstatus query_basic(const struct nt_query_virtual_memory *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct virtual_information information;
    struct process *process;
    ntstatus status =
        enter_asked(a, answer_at_least(&answer, sizeof(struct memory_basic_information)), &process);
    if (!status_ok(status))
        return status;
    virtual_query(&process->space, a->base, &information);
    leave_captured(process);
    const struct memory_basic_information basic = basic_information(&information);
    return answer_give(&answer, &basic, sizeof basic);
}

ntstatus nt_query_virtual_memory(const struct nt_query_virtual_memory *a)
{
    if (a->information_class == MEMORY_BASIC_INFORMATION)
        return query_basic(a);
    if (a->information_class == MEMORY_WORKING_SET_INFORMATION)
        return query_working_set(a);
    if (a->information_class == MEMORY_MAPPED_FILENAME_INFORMATION)
        return query_mapped_name(a);
    if (a->information_class == MEMORY_WORKING_SET_EX_INFORMATION)
        return query_working_set_ex(a);
    if (a->information_class == MEMORY_WALK)
        return query_walk(a);
    return information_missing(a->information_class, MEMORY_INFORMATIONS, "NtQueryVirtualMemory:class");
}

/* ---- read and write another process ---- */

/* What the two services have in common: NtReadVirtualMemory and NtWriteVirtualMemory name the same things. */
struct copying {
    uint32_t process, right;
    uint32_t there, here, bytes;
    uint32_t done; /* where the number of bytes goes, or 0 */
};

typedef ntstatus (*page_copy)(struct process *process, uint32_t there, uint32_t here, void *page,
                              uint32_t bytes);

static ntstatus attached_read(struct process *process, void *to, uint32_t from, uint32_t bytes)
{
    ntstatus status = process_attach(process);
    if (!status_ok(status))
        return status;
    status = user_read(to, from, bytes);
    process_detach(process);
    return status;
}

static ntstatus attached_write(struct process *process, uint32_t to, const void *from, uint32_t bytes)
{
    ntstatus status = process_attach(process);
    if (!status_ok(status))
        return status;
    status = user_write(to, from, bytes);
    process_detach(process);
    return status;
}

/* NT tells a hole in the other process from one in the caller's own buffer. */
static ntstatus read_page(struct process *process, uint32_t there, uint32_t here, void *page, uint32_t bytes)
{
    ntstatus status = attached_read(process, page, there, bytes);
    if (!status_ok(status))
        return STATUS_PARTIAL_COPY;
    return user_write(here, page, bytes);
}

static ntstatus write_page(struct process *process, uint32_t there, uint32_t here, void *page, uint32_t bytes)
{
    ntstatus status = user_read(page, here, bytes);
    if (!status_ok(status))
        return status;
    return status_ok(attached_write(process, there, page, bytes)) ? STATUS_SUCCESS : STATUS_PARTIAL_COPY;
}

/* Page by page through kernel memory, because only one of the two address spaces is there at a time. */
static ntstatus copy_memory(const struct copying *copying, page_copy copy_page)
{
    uint32_t there = copying->there, here = copying->here, left = copying->bytes, done = 0;
    if (left > 0 && (!user_range(there, left) || !user_range(here, left)))
        return STATUS_ACCESS_VIOLATION;
    struct process *process;
    ntstatus status = capture_process(copying->process, copying->right, &process);
    if (!status_ok(status))
        return status;
    void *page = paged_alloc_raw(PAGE_SIZE, TAG_COPY);
    if (!page)
        status = STATUS_INSUFFICIENT_RESOURCES;
    while (status_ok(status) && left > 0) {
        uint32_t bytes = bytes_in_page(there, left);
        ASSERT(bytes > 0 && bytes <= PAGE_SIZE);
        status = copy_page(process, there, here, page, bytes);
        if (!status_ok(status))
            break;
        there += bytes, here += bytes, done += bytes, left -= bytes;
    }
    paged_free(page);
    object_dereference(&process->object);
    if (copying->done && !status_ok(user_write32(copying->done, done)))
        return STATUS_ACCESS_VIOLATION;
    return status;
}

ntstatus nt_read_virtual_memory(const struct nt_read_virtual_memory *a)
{
    const struct copying copying = {a->process, PROCESS_VM_READ, a->there, a->here, a->bytes, a->done};
    return copy_memory(&copying, read_page);
}

ntstatus nt_write_virtual_memory(const struct nt_write_virtual_memory *a)
{
    const struct copying copying = {a->process, PROCESS_VM_WRITE, a->there, a->here, a->bytes, a->done};
    return copy_memory(&copying, write_page);
}
