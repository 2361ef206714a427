/*
 * Handles: NtClose, NtDuplicateObject, NtQueryObject.
 */
#include <string.h>
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/process/nt.h"
#include "sched/service/service.h"
#include "sched/service/services.h"

#define DUPLICATE_CLOSE_SOURCE 0x1u
#define DUPLICATE_SAME_ACCESS  0x2u

static ntstatus close(const uint32_t *a)
{
    return handle_close(current_handles(), a[0]);
}

/* The pseudo handles: -1 is the source process itself, -2 the calling thread. */
static ntstatus source_object(struct process *process, uint32_t handle, struct object **object,
                              uint32_t *access)
{
    struct thread_object *thread;
    *access = PROCESS_ALL_ACCESS;
    if (handle == CURRENT_PROCESS_HANDLE) {
        *object = &process->object;
        object_reference(*object);
        return STATUS_SUCCESS;
    }
    if (handle == CURRENT_THREAD_HANDLE) {
        ntstatus status = capture_thread(handle, 0, &thread);
        *object = &thread->object;
        return status;
    }
    return handle_lookup(&process->handles, handle, NULL, 0, object, access);
}

static ntstatus put_handle(const uint32_t *a, struct object *object, uint32_t access)
{
    struct process *target;
    uint32_t handle;
    ntstatus status = capture_process(a[2], PROCESS_DUP_HANDLE, &target);
    if (!status_ok(status))
        return status;
    status = target->terminating
                 ? STATUS_PROCESS_IS_TERMINATING
                 : handle_reserve(&target->handles, object, access, (a[5] & NT_OBJ_INHERIT) != 0, &handle);
    if (status_ok(status)) {
        status = a[3] ? user_write32(a[3], handle) : STATUS_SUCCESS;
        if (!status_ok(status))
            handle_unreserve(&target->handles, handle);
        else if (!handle_publish(&target->handles, handle))
            status = STATUS_PROCESS_IS_TERMINATING;
    }
    object_dereference(&target->object);
    return status;
}

/* The handle that was duplicated, unless its number has become another's while the new one was told. */
static void close_source(struct process *source, uint32_t handle, const struct object *duplicated)
{
    struct object *object;
    if (!status_ok(handle_lookup(&source->handles, handle, NULL, 0, &object, NULL)))
        return;
    bool same = object == duplicated;
    object_dereference(object);
    if (same)
        handle_close(&source->handles, handle);
}

static ntstatus duplicate(const uint32_t *a)
{
    struct process *source;
    struct object *object;
    uint32_t access;
    ntstatus status = capture_process(a[0], PROCESS_DUP_HANDLE, &source);
    if (!status_ok(status))
        return status;
    status = source_object(source, a[1], &object, &access);
    if (status_ok(status)) {
        if (!(a[6] & DUPLICATE_SAME_ACCESS))
            access = object_access(object->type, a[4]);
        if (a[2] != 0)
            status = put_handle(a, object, access);
        if (a[6] & DUPLICATE_CLOSE_SOURCE)
            close_source(source, a[1], object);
        object_dereference(object);
    }
    object_dereference(&source->object);
    return status;
}

/* OBJECT_BASIC_INFORMATION, as far as there is something to say. */
static ntstatus query_basic(uint32_t handle, void *out)
{
    struct object *object;
    uint32_t granted;
    ntstatus status = handle_lookup(current_handles(), handle, NULL, 0, &object, &granted);
    if (!status_ok(status))
        return status;
    const uint32_t basic[14] = {0, granted, object->handles, object->references - 1};
    object_dereference(object);
    memcpy(out, basic, sizeof basic);
    return STATUS_SUCCESS;
}

/* OBJECT_HANDLE_FLAG_INFORMATION */
static ntstatus query_flags(uint32_t handle, void *out)
{
    bool *flags = out;
    return handle_flags(current_handles(), handle, &flags[0], &flags[1]);
}

static ntstatus query(const uint32_t *a)
{
    static const struct {
        uint32_t class, size;
        ntstatus (*query)(uint32_t handle, void *out);
    } classes[] = {{0, 56, query_basic}, {4, 2, query_flags}};
    uint32_t out[14];
    for (uint32_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (classes[i].class != a[1])
            continue;
        if (a[3] != classes[i].size)
            return STATUS_INFO_LENGTH_MISMATCH;
        ntstatus status = classes[i].query(a[0], out);
        if (status_ok(status))
            status = user_write(a[2], out, classes[i].size);
        return status_ok(status) && a[4] ? user_write32(a[4], classes[i].size) : status;
    }
    return service_unimplemented("NtQueryObject:class");
}

static ntstatus set(const uint32_t *a)
{
    uint8_t flags[2];
    if (a[1] != 4)
        return service_unimplemented("NtSetInformationObject:class");
    if (a[3] != sizeof flags)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = user_read(flags, a[2], sizeof flags);
    return status_ok(status) ? handle_set_flags(current_handles(), a[0], flags[0] != 0, flags[1] != 0)
                             : status;
}

void service_register_object(void)
{
    static const struct service_entry entries[] = {
        {SERVICE_NtClose, close},
        {SERVICE_NtDuplicateObject, duplicate},
        {SERVICE_NtQueryObject, query},
        {SERVICE_NtSetInformationObject, set},
    };
    service_register(entries, sizeof entries / sizeof entries[0]);
}
