#include "sched/service/service_workingset.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/residence.h"
#include "mmu/section.h"
#include "mmu/usercopy.h"
#include "mmu/virtual.h"
#include "sched/service/capture.h"
#include "sched/service/devicename.h"
#include "sched/service/information.h"

#define TAG_LIST     POOL_TAG('W', 's', 'L', 's')
#define MOST_SHARES  7u /* what three bits can say */
#define EX_AT_A_TIME 32u

static uint32_t shares(const struct residence *residence)
{
    return residence->shares < MOST_SHARES ? residence->shares : MOST_SHARES;
}

/* ---- the whole list ---- */

struct list {
    uint32_t pages; /* in the working set */
    uint32_t *words;
    uint32_t room, count;
};

/* NT's MEMORY_WORKING_SET_BLOCK: protection, share count, shared, page. */
static uint32_t block_of(page_t page, const struct residence *residence)
{
    return page.address | (uint32_t)residence->shared << 8 | shares(residence) << 5 | residence->protection;
}

/* The process is entered, so its working set is one that there was at a moment. */
static void fill(const struct space *space, struct list *list)
{
    struct residence residence;
    list->pages = space->working_set;
    if (list->room < list->pages)
        return;
    for (page_t page = residence_next((page_t){0}); page.address < layout.user_end;
         page = residence_next(page_next(page))) {
        bool there = residence_of(space, page, &residence);
        ASSERT(there && list->count < list->room);
        list->words[list->count++] = block_of(page, &residence);
    }
}

static ntstatus give_list(const struct nt_query_virtual_memory *a, const struct list *list)
{
    bool whole = list->room >= list->pages;
    ntstatus status = user_write32(a->out, list->pages);
    if (status_ok(status) && whole)
        status = user_write(a->out + 4, list->words, list->count * 4);
    if (status_ok(status) && a->returned)
        status = user_write32(a->returned, 4 + list->pages * 4);
    return status_ok(status) && !whole ? STATUS_INFO_LENGTH_MISMATCH : status;
}

/* Kernel memory for the list is taken by what the program has room for, and no more than there can be. */
static uint32_t room_of(const struct nt_query_virtual_memory *a)
{
    uint32_t room = (a->bytes - 4) / 4, most = POOL_MOST_BYTES / sizeof(uint32_t);
    return room < most ? room : most;
}

ntstatus query_working_set(const struct nt_query_virtual_memory *a)
{
    struct process *process;
    struct list list = {.words = NULL};
    if (a->bytes < 8)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = information_aligned(a->out, 4);
    if (status_ok(status))
        status = capture_entered(a->process, PROCESS_QUERY_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    list.room = room_of(a) < process->space.working_set ? room_of(a) : process->space.working_set;
    list.words = pool_alloc_raw((list.room + 1) * 4, TAG_LIST);
    if (list.words)
        fill(&process->space, &list);
    leave_captured(process);
    status = list.words ? give_list(a, &list) : STATUS_INSUFFICIENT_RESOURCES;
    pool_free(list.words);
    return status;
}

/* ---- pages that are asked for ---- */

struct asked { /* MEMORY_WORKING_SET_EX_INFORMATION */
    uint32_t address, attributes;
};

/* NT's MEMORY_WORKING_SET_EX_BLOCK: valid, share count, protection, shared, locked. */
static uint32_t attributes_of(const struct space *space, uint32_t address)
{
    struct residence residence;
    if (!residence_of(space, page_of(address), &residence))
        return 0;
    return 1 | shares(&residence) << 1 | protection_to_page(residence.protection) << 4 |
           (uint32_t)residence.shared << 15 | (uint32_t)residence.locked << 22;
}

static ntstatus answer_some(uint32_t handle, uint32_t out, uint32_t count)
{
    struct asked asked[EX_AT_A_TIME];
    struct process *process;
    ASSERT(count <= EX_AT_A_TIME);
    ntstatus status = user_read(asked, out, count * sizeof asked[0]);
    if (status_ok(status))
        status = capture_entered(handle, PROCESS_QUERY_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    for (uint32_t i = 0; i < count; i++)
        asked[i].attributes = attributes_of(&process->space, asked[i].address);
    leave_captured(process);
    return user_write(out, asked, count * sizeof asked[0]);
}

ntstatus query_working_set_ex(const struct nt_query_virtual_memory *a)
{
    uint32_t count = a->bytes / sizeof(struct asked);
    if (count == 0 || a->bytes % sizeof(struct asked) != 0)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = information_aligned(a->out, 4);
    for (uint32_t done = 0; status_ok(status) && done < count; done += EX_AT_A_TIME)
        status = answer_some(a->process, a->out + done * sizeof(struct asked),
                             count - done < EX_AT_A_TIME ? count - done : EX_AT_A_TIME);
    return status_ok(status) && a->returned ? user_write32(a->returned, a->bytes) : status;
}

/* ---- names ---- */

static ntstatus name_at(struct space *space, uint32_t address, struct device_name *name)
{
    const struct vad *vad = vad_find(&space->vads, address);
    if (!vad || !vad->section)
        return STATUS_INVALID_ADDRESS;
    if (!vad->section->file)
        return STATUS_FILE_INVALID;
    return device_name_make(vad->section->file, name);
}

ntstatus query_mapped_name(const struct nt_query_virtual_memory *a)
{
    struct process *process;
    struct device_name name = {NULL, 0};
    if (a->bytes < sizeof(struct nt_unicode_string))
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = information_aligned(a->out, 4);
    if (status_ok(status))
        status = capture_entered(a->process, PROCESS_QUERY_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    status = name_at(&process->space, a->base, &name);
    leave_captured(process);
    if (status_ok(status))
        status = device_name_give(&name, a->out, a->bytes, a->returned, STATUS_BUFFER_OVERFLOW);
    device_name_free(&name);
    return status;
}
