#include "sched/service/processlist.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/process/process.h"
#include "storage/unicode.h"

#define TAG_LIST   POOL_TAG('P', 's', 'L', 's')
#define MOST_UNITS 260u /* of an image's name: the last part of a path is shorter */

/* NT 6.1's SYSTEM_PROCESS_INFORMATION and SYSTEM_THREAD_INFORMATION. What is 0 here is not counted. */
struct process_entry {
    uint32_t next, threads;
    uint64_t private_working_set;
    uint32_t hard_faults, most_threads;
    uint64_t cycles, created, user_time, kernel_time;
    uint16_t name_bytes, name_room;
    uint32_t name, priority, id, parent, handles, session, key;
    uint32_t peak_virtual, virtual, faults, peak_working_set, working_set, pools[4], page_file,
        peak_page_file, private_bytes;
    uint64_t io[6];
};

struct thread_entry {
    uint64_t kernel_time, user_time, created;
    uint32_t wait_time, start, process, id, priority, base_priority, switches, state, wait_reason, unused;
};

_Static_assert(sizeof(struct process_entry) == 0xb8 && sizeof(struct thread_entry) == 0x40, "NT's layouts");

static uint32_t name_of(const struct process *process, uint16_t units[MOST_UNITS])
{
    const char *name = process->image ? file_name_text(process->image->file) : "System";
    return unicode_to_utf16_cut(name, units, MOST_UNITS);
}

static uint32_t threads_of(const struct process *process)
{
    uint32_t count = 0;
    list_each (link, &process->threads)
        count++;
    return count;
}

/* The entry, its threads, its name with a zero; each entry begins on 8 bytes. */
static uint32_t entry_bytes(const struct process *process)
{
    uint16_t units[MOST_UNITS];
    uint32_t bytes =
        (uint32_t)(sizeof(struct process_entry) + threads_of(process) * sizeof(struct thread_entry)) +
        (name_of(process, units) + 1) * 2;
    return (bytes + 7) & ~7u;
}

/* Processes are listed by their ids, so the list can be gone on with though some have come and gone. */
static struct process *next_after(uint32_t id)
{
    list_each (link, processes()) {
        struct process *process = list_member(link, struct process, link);
        if (process->id > id)
            return process;
    }
    return NULL;
}

static void fill_process(struct process_entry *entry, const struct process *process)
{
    *entry = (struct process_entry){
        .threads = threads_of(process),
        .most_threads = threads_of(process),
        .created = process->created,
        .id = process->id,
        .parent = process->parent_id,
        .handles = process->handles.used,
        .priority = 8,
        .faults = process->faults,
        .peak_virtual = process->space.peak_reserved,
        .virtual = process->space.reserved,
        .peak_working_set = process->space.peak_working_set * PAGE_SIZE,
        .working_set = process->space.working_set * PAGE_SIZE,
        .page_file = process->space.charge * PAGE_SIZE,
        .peak_page_file = process->space.peak_charge * PAGE_SIZE,
        .private_bytes = process->space.charge * PAGE_SIZE,
    };
    list_each (link, &process->threads)
        entry->faults += list_member(link, struct thread, process_link)->faults;
}

static uint8_t *fill_threads(uint8_t *at, const struct process *process)
{
    list_each (link, &process->threads) {
        struct thread *thread = list_member(link, struct thread, process_link);
        const struct thread_entry entry = {.created = thread_object_of(thread)->created,
                                           .process = process->id,
                                           .id = thread->id,
                                           .priority = (uint32_t)thread->priority,
                                           .base_priority = (uint32_t)thread->base_priority};
        memcpy(at, &entry, sizeof entry);
        at += sizeof entry;
    }
    return at;
}

/* One process's entry in kernel memory, as it is to lie at the program's `address`. */
static void fill(uint8_t *out, const struct process *process, uint32_t address, uint32_t bytes, bool last)
{
    struct process_entry *entry = (struct process_entry *)out;
    uint16_t units[MOST_UNITS];
    uint32_t name_bytes = name_of(process, units) * 2;
    fill_process(entry, process);
    uint8_t *name = fill_threads((uint8_t *)(entry + 1), process);
    ASSERT((uint32_t)(name - out) + name_bytes + 2 <= bytes);
    memcpy(name, units, name_bytes);
    entry->next = last ? 0 : bytes;
    entry->name = address + (uint32_t)(name - out);
    entry->name_bytes = (uint16_t)name_bytes;
    entry->name_room = (uint16_t)(name_bytes + 2);
}

static ntstatus give_entry(const struct process *process, uint32_t address, uint32_t bytes)
{
    uint8_t *entry = pool_alloc(bytes, TAG_LIST);
    if (!entry)
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(entry, process, address, bytes, next_after(process->id) == NULL);
    ntstatus status = user_write(address, entry, bytes);
    pool_free(entry);
    return status;
}

static uint32_t bytes_of_all(void)
{
    uint32_t total = 0;
    list_each (link, processes())
        total += entry_bytes(list_member(link, struct process, link));
    return total;
}

ntstatus process_list_give(const struct answer *answer)
{
    struct process *process;
    uint32_t used = 0, last = 0;
    ntstatus status = answer_at_least(answer, bytes_of_all());
    if (!status_ok(status))
        return status;
    while ((process = next_after(last))) {
        uint32_t bytes = entry_bytes(process);
        if (bytes > answer->room - used)
            return STATUS_INFO_LENGTH_MISMATCH; /* more have come meanwhile */
        object_reference(&process->object);
        last = process->id;
        status = give_entry(process, answer->out + used, bytes);
        object_dereference(&process->object);
        if (!status_ok(status))
            return status;
        used += bytes;
    }
    return answer->returned ? user_write32(answer->returned, used) : STATUS_SUCCESS;
}
