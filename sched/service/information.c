#include "sched/service/information.h"

#include "firmware/panic.h"
#include "mmu/usercopy.h"
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
