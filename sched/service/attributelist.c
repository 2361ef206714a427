#include "sched/service/attributelist.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/service/service.h"

#define MOST_ATTRIBUTES 8u

static ntstatus keep_out(const struct nt_attribute *attribute, uint32_t bytes, struct nt_attribute *kept)
{
    if (attribute->size != bytes)
        return STATUS_INVALID_PARAMETER;
    *kept = *attribute;
    ntstatus status = user_probe(attribute->value, bytes);
    if (status_ok(status) && attribute->return_length)
        status = user_probe(attribute->return_length, sizeof attribute->size);
    return status;
}

static ntstatus keep(const struct nt_attribute *attribute, const char *what, struct attribute_list *list)
{
    switch (attribute->kind) {
    case NT_ATTRIBUTE_IMAGE_NAME:
        list->image_name = *attribute;
        return attribute->size & 1 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    case NT_ATTRIBUTE_CLIENT_ID:
        return keep_out(attribute, sizeof(struct nt_client_id), &list->client_id);
    case NT_ATTRIBUTE_TEB_ADDRESS:
        return keep_out(attribute, sizeof(uint32_t), &list->teb);
    case NT_ATTRIBUTE_DEBUG_PORT:
        list->debug_port = *attribute;
        return attribute->size != sizeof(uint32_t) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    default:
        return service_unimplemented(what);
    }
}

ntstatus attribute_list_capture(uint32_t address, const char *what, struct attribute_list *list)
{
    uint32_t length;
    struct nt_attribute attribute;
    memset(list, 0, sizeof *list);
    ntstatus status = address ? user_read(&length, address, sizeof length) : STATUS_SUCCESS;
    if (!address || !status_ok(status))
        return status;
    if (length < sizeof length || (length - sizeof length) % sizeof attribute ||
        (length - sizeof length) / sizeof attribute > MOST_ATTRIBUTES)
        return STATUS_INVALID_PARAMETER;
    for (uint32_t at = sizeof length; status_ok(status) && at < length; at += sizeof attribute) {
        status = user_read(&attribute, address + at, sizeof attribute);
        if (status_ok(status))
            status = keep(&attribute, what, list);
    }
    return status;
}

static ntstatus tell(const struct nt_attribute *attribute, const void *value)
{
    if (!attribute->value)
        return STATUS_SUCCESS;
    ntstatus status = user_write(attribute->value, value, attribute->size);
    return status_ok(status) && attribute->return_length
               ? user_write32(attribute->return_length, attribute->size)
               : status;
}

ntstatus attribute_list_return(const struct attribute_list *list, const struct thread *thread)
{
    ASSERT(thread->teb);
    const struct nt_client_id id = {thread->process_id, thread->id};
    ntstatus status = tell(&list->client_id, &id);
    return status_ok(status) ? tell(&list->teb, &thread->teb) : status;
}
