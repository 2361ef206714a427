#include "sched/service/information.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/service/service.h"

#define WORD 4u

ntstatus information_aligned(uint32_t address, uint32_t bytes)
{
    return bytes % WORD == 0 && address % WORD != 0 ? STATUS_DATATYPE_MISALIGNMENT : STATUS_SUCCESS;
}

static ntstatus tell_length(const struct answer *answer, uint32_t bytes, ntstatus status)
{
    ntstatus told = answer->returned ? user_write32(answer->returned, bytes) : STATUS_SUCCESS;
    return status_ok(told) ? status : told;
}

ntstatus answer_exactly(const struct answer *answer, uint32_t bytes)
{
    ASSERT(bytes > 0);
    if (answer->room != bytes)
        return tell_length(answer, bytes, STATUS_INFO_LENGTH_MISMATCH);
    return information_aligned(answer->out, bytes);
}

ntstatus answer_at_least(const struct answer *answer, uint32_t bytes)
{
    ASSERT(bytes > 0);
    if (answer->room < bytes)
        return tell_length(answer, bytes, STATUS_INFO_LENGTH_MISMATCH);
    return information_aligned(answer->out, bytes);
}

ntstatus answer_give(const struct answer *answer, const void *data, uint32_t bytes)
{
    ASSERT(answer->room >= bytes);
    ntstatus status = user_write(answer->out, data, bytes);
    return status_ok(status) ? tell_length(answer, bytes, STATUS_SUCCESS) : status;
}

const struct object_query *object_query_find(const struct object_query *queries, uint32_t count,
                                             uint32_t class)
{
    for (uint32_t i = 0; i < count; i++)
        if (queries[i].class == class)
            return &queries[i];
    return NULL;
}

ntstatus answer_query(const struct answer *answer, const struct object_query *query, uint32_t handle,
                      const struct object_type *type, uint32_t right)
{
    uint64_t out[QUERY_MOST_BYTES / 8];
    struct object *object;
    uint32_t bytes = query->longer && answer->room == query->longer ? query->longer : query->bytes;
    ASSERT(query->bytes <= sizeof out && query->longer <= sizeof out);
    ntstatus status = answer_exactly(answer, bytes);
    if (status_ok(status))
        status = capture_object(handle, type, right, &object, NULL);
    if (!status_ok(status))
        return status;
    query->ask(object, out);
    object_dereference(object);
    return answer_give(answer, out, bytes);
}

ntstatus information_take(void *to, uint32_t from, uint32_t given, uint32_t bytes)
{
    if (given != bytes)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = information_aligned(from, bytes);
    return status_ok(status) ? user_read(to, from, bytes) : status;
}

ntstatus information_missing(uint32_t number, uint32_t count, const char *what)
{
    return number < count ? service_unimplemented(what) : STATUS_INVALID_INFO_CLASS;
}
