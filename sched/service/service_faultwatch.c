#include "sched/service/service_faultwatch.h"

#include "mmu/faultwatch.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"

#define TAG_LIST POOL_TAG('F', 'W', 'L', 's')

#define WORD ((uint32_t)sizeof(uint32_t))

/* NT's PROCESS_WS_WATCH_INFORMATION: instruction, address; the longer one has thread and flags, too. */
enum { SHORT_WORDS = 2, LONG_WORDS = 4 };

ntstatus watch_working_set(struct process *process, const void *unused)
{
    (void)unused;
    return process->gone ? STATUS_PROCESS_IS_TERMINATING : faultwatch_begin(&process->space);
}

static void fill(uint32_t *out, const struct faultwatch *watch, uint32_t words)
{
    for (uint32_t i = 0; i < watch->count; i++, out += words) {
        const struct faultwatch_note *note = &watch->notes[i];
        out[0] = note->pc;
        out[1] = note->address;
        if (words == LONG_WORDS)
            out[2] = note->thread;
    }
    out[1] = watch->lost;
}

/* Where the program is told may have to be brought in, and the process that is told of may end meanwhile. */
static ntstatus give(const struct nt_query_information_process *a, const struct process *process,
                     const uint32_t *list, uint32_t bytes)
{
    ntstatus status = user_write(a->out, list, bytes);
    if (status_ok(status) && a->returned)
        status = user_write32(a->returned, bytes);
    if (process->space.faultwatch)
        process->space.faultwatch->telling = false;
    return status;
}

static ntstatus tell(const struct nt_query_information_process *a, struct process *process, uint32_t words)
{
    struct faultwatch *watch = process->space.faultwatch;
    if (!watch)
        return STATUS_UNSUCCESSFUL;
    if (watch->telling)
        return STATUS_NO_MORE_ENTRIES;
    uint32_t bytes = (watch->count + 1) * words * WORD;
    if (a->bytes < bytes) {
        ntstatus told = a->returned ? user_write32(a->returned, bytes) : STATUS_SUCCESS;
        return status_ok(told) ? STATUS_BUFFER_TOO_SMALL : told;
    }
    uint32_t *list = pool_alloc(bytes, TAG_LIST);
    if (!list)
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(list, watch, words);
    watch->count = watch->lost = 0;
    watch->telling = true;
    ntstatus status = give(a, process, list, bytes);
    pool_free(list);
    return status;
}

ntstatus query_working_set_watch(const struct nt_query_information_process *a, bool extended)
{
    struct process *process;
    ntstatus status = information_aligned(a->out, WORD);
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_QUERY_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    status = tell(a, process, extended ? LONG_WORDS : SHORT_WORDS);
    object_dereference(&process->object);
    return status;
}
