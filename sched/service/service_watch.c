/*
 * NtGetWriteWatch and NtResetWriteWatch (Microsoft: GetWriteWatch, ResetWriteWatch).
 */
#include "sched/service/services.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/regionlog.h"
#include "mmu/usercopy.h"
#include "mmu/writewatch.h"
#include "sched/process/nt.h"
#include "sched/service/capture.h"
#include "sched/service/service.h"

#define WATCH_RESET 1u
#define MOST_PAGES  0x1fffffffu /* whose addresses the program's half could hold */
#define TAG_PAGES   POOL_TAG('W', 'P', 'a', 'g')

/* What is asked, and the answer. */
struct watch {
    struct process *process;
    const struct vad *vad;
    uint32_t start, end, most;
    bool reset;
    uint32_t *pages; /* from the pool, NULL when there are none */
    uint32_t count;
};

/* Whole pages of one watched region, or the error names the argument by its place: `base`, or the size behind
 * it. */
static ntstatus find_region(struct watch *watch, uint32_t address, uint32_t bytes, ntstatus bad_base,
                            ntstatus bad_size)
{
    watch->vad = vad_find(&watch->process->space.vads, address);
    if (!watch->vad || !watch->vad->written)
        return bad_base;
    if (bytes > watch->vad->end.address - address)
        return bad_size;
    watch->start = page_of(address).address;
    watch->end = page_of(address + bytes + PAGE_SIZE - 1).address;
    return STATUS_SUCCESS;
}

/* As many addresses as there are to be told: nothing waits between the count and the list. */
static ntstatus list_pages(struct watch *watch)
{
    uint32_t end = watch->end;
    watch->count = writewatch_list(watch->vad, watch->start, &end, NULL, watch->most);
    if (watch->count == 0)
        return STATUS_SUCCESS;
    watch->pages = pool_alloc(watch->count * sizeof *watch->pages, TAG_PAGES);
    if (!watch->pages)
        return STATUS_INSUFFICIENT_RESOURCES;
    uint32_t again = writewatch_list(watch->vad, watch->start, &watch->end, watch->pages, watch->most);
    ASSERT(again == watch->count && end == watch->end);
    return STATUS_SUCCESS;
}

static ntstatus take_pages(struct watch *watch)
{
    struct space *space = &watch->process->space;
    ntstatus status = list_pages(watch);
    if (!status_ok(status))
        return status;
    if (watch->reset)
        writewatch_reset(space, watch->vad, watch->start, watch->end);
    log_watch(space, watch->start, watch->end, watch->count, watch->reset);
    return STATUS_SUCCESS;
}

static ntstatus get_watch(const struct nt_get_write_watch *a, struct watch *watch)
{
    ntstatus status = process_enter(watch->process);
    if (!status_ok(status))
        return status;
    status = find_region(watch, a->base, a->bytes, STATUS_INVALID_PARAMETER_3, STATUS_INVALID_PARAMETER_4);
    if (status_ok(status))
        status = take_pages(watch);
    process_leave(watch->process);
    return status;
}

/* The whole array is probed, however few addresses there are to come. */
static ntstatus capture_room(const struct nt_get_write_watch *a, struct watch *watch)
{
    ntstatus status = user_read(&watch->most, a->count, sizeof watch->most);
    if (!status_ok(status))
        return status;
    if (watch->most == 0 || watch->most > MOST_PAGES)
        return STATUS_INVALID_PARAMETER_6;
    return user_probe(a->pages, watch->most * (uint32_t)sizeof *watch->pages);
}

static ntstatus tell_pages(const struct nt_get_write_watch *a, const struct watch *watch)
{
    ntstatus status = user_write(a->pages, watch->pages, watch->count * (uint32_t)sizeof *watch->pages);
    if (status_ok(status))
        status = user_write32(a->count, watch->count);
    return status_ok(status) ? user_write32(a->granularity, PAGE_SIZE) : status;
}

ntstatus nt_get_write_watch(const struct nt_get_write_watch *a)
{
    struct watch watch = {.reset = (a->flags & WATCH_RESET) != 0};
    if (a->flags & ~WATCH_RESET)
        return STATUS_INVALID_PARAMETER_2;
    if (a->bytes == 0)
        return STATUS_INVALID_PARAMETER_4;
    ntstatus status = capture_process(a->process, PROCESS_VM_OPERATION, &watch.process);
    if (!status_ok(status))
        return status;
    status = capture_room(a, &watch);
    if (status_ok(status))
        status = get_watch(a, &watch);
    object_dereference(&watch.process->object);
    if (status_ok(status))
        status = tell_pages(a, &watch);
    pool_free(watch.pages);
    return status;
}

static ntstatus reset_watch(struct watch *watch, uint32_t base, uint32_t bytes)
{
    struct space *space = &watch->process->space;
    ntstatus status = find_region(watch, base, bytes, STATUS_INVALID_PARAMETER_2, STATUS_INVALID_PARAMETER_3);
    if (!status_ok(status))
        return status;
    watch->count = writewatch_reset(space, watch->vad, watch->start, watch->end);
    log_watch(space, watch->start, watch->end, watch->count, true);
    return STATUS_SUCCESS;
}

ntstatus nt_reset_write_watch(const struct nt_reset_write_watch *a)
{
    struct watch watch = {0};
    if (a->bytes == 0)
        return STATUS_INVALID_PARAMETER_3;
    ntstatus status = capture_entered(a->process, PROCESS_VM_OPERATION, &watch.process);
    if (!status_ok(status))
        return status;
    status = reset_watch(&watch, a->base, a->bytes);
    leave_captured(watch.process);
    return status;
}
