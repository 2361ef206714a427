/*
 * NtCreateUserProcess and what is asked of processes.
 */
#include "sched/service/services.h"

#include <string.h>
#include "sched/process/processstart.h"
#include "firmware/clock.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/service/capture.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/nt.h"
#include "sched/service/service.h"

#define TAG_START POOL_TAG('P', 's', 'S', 't')

#define PROCESS_FLAG_INHERIT  0x4u
#define THREAD_FLAG_SUSPENDED 0x1u
#define MOST_ATTRIBUTES       8u
#define MOST_PARAMETERS       0x20000u /* bytes of parameters and environment together */

/* Everything the caller passed, in kernel memory. */
struct creation {
    char image_name[CAPTURE_NAME_BYTES];
    uint32_t client_id_out, teb_out;
    struct nt_process_parameters *parameters; /* pool; strings behind it, then the environment */
    uint32_t parameters_bytes;
};

static ntstatus take_attribute(const struct nt_attribute *attribute, struct creation *creation)
{
    switch (attribute->kind) {
    case NT_ATTRIBUTE_IMAGE_NAME:
        return capture_units(attribute->value, attribute->size / 2, creation->image_name, CAPTURE_NAME_BYTES);
    case NT_ATTRIBUTE_CLIENT_ID:
        creation->client_id_out = attribute->value;
        return STATUS_SUCCESS;
    case NT_ATTRIBUTE_TEB_ADDRESS:
        creation->teb_out = attribute->value;
        return STATUS_SUCCESS;
    default:
        return service_unimplemented("NtCreateUserProcess:attribute");
    }
}

static ntstatus capture_attribute_list(uint32_t address, struct creation *creation)
{
    uint32_t length;
    struct nt_attribute attribute;
    ntstatus status = user_read(&length, address, 4);
    if (!status_ok(status))
        return status;
    if (length < 4 || (length - 4) % sizeof attribute || (length - 4) / sizeof attribute > MOST_ATTRIBUTES)
        return STATUS_INVALID_PARAMETER;
    for (uint32_t at = 4; status_ok(status) && at < length; at += sizeof attribute) {
        status = user_read(&attribute, address + at, sizeof attribute);
        if (status_ok(status))
            status = take_attribute(&attribute, creation);
    }
    if (status_ok(status) && creation->image_name[0] == 0)
        status = STATUS_INVALID_PARAMETER;
    return status;
}

/* A pointer into the caller's block becomes one into the new process's. */
static ntstatus move_string(struct nt_unicode_string *string, uint32_t from, uint32_t bytes)
{
    uint32_t offset = string->buffer - from;
    if (string->buffer == 0) {
        string->length = string->maximum = 0;
        return STATUS_SUCCESS;
    }
    if (offset > bytes || string->length > bytes - offset)
        return STATUS_INVALID_PARAMETER;
    string->buffer = LAYOUT_PARAMETERS + offset;
    return STATUS_SUCCESS;
}

static ntstatus move_strings(struct nt_process_parameters *parameters, uint32_t from, uint32_t bytes)
{
    struct nt_unicode_string *const strings[] = {
        &parameters->current_directory,
        &parameters->dll_path,
        &parameters->image_path,
        &parameters->command_line,
        &parameters->title,
        &parameters->desktop,
        &parameters->shell,
        &parameters->runtime,
    };
    for (uint32_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        ntstatus status = move_string(strings[i], from, bytes);
        if (!status_ok(status))
            return status;
    }
    return STATUS_SUCCESS;
}

static ntstatus capture_parameters(uint32_t address, struct creation *creation)
{
    struct nt_process_parameters head;
    ntstatus status = user_read(&head, address, sizeof head);
    if (!status_ok(status))
        return status;
    if (!(head.flags & NT_PARAMETERS_NORMALIZED) || head.length < sizeof head ||
        head.length > MOST_PARAMETERS || head.environment_size > MOST_PARAMETERS - head.length)
        return STATUS_INVALID_PARAMETER;
    uint32_t block = (head.length + 15) & ~15u;
    uint32_t environment = head.environment ? head.environment_size : 0;
    creation->parameters_bytes = block + environment;
    creation->parameters = pool_alloc(creation->parameters_bytes, TAG_START);
    if (!creation->parameters)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = user_read(creation->parameters, address, head.length);
    if (status_ok(status))
        status = user_read((char *)creation->parameters + block, head.environment, environment);
    if (!status_ok(status))
        return status;
    struct nt_process_parameters *copy = creation->parameters;
    copy->length = copy->maximum_length = head.length; /* what was checked, not what may have changed since */
    copy->flags = head.flags;
    copy->environment = environment ? LAYOUT_PARAMETERS + block : 0;
    copy->environment_size = environment;
    return move_strings(copy, address, head.length);
}

static ntstatus write_both(const struct nt_create_user_process *a, const uint32_t handles[2],
                           const struct process *process, const struct thread *thread,
                           const struct creation *creation)
{
    const struct nt_client_id id = {process->id, thread->id};
    ntstatus status = user_write32(a->process, handles[0]);
    if (status_ok(status))
        status = user_write32(a->thread, handles[1]);
    if (status_ok(status) && creation->client_id_out)
        status = user_write(creation->client_id_out, &id, sizeof id);
    if (status_ok(status) && creation->teb_out)
        status = user_write32(creation->teb_out, thread->teb);
    return status;
}

/* Both handles or none: each is public only when everything is told. */
static ntstatus return_both(const struct nt_create_user_process *a, struct process *process,
                            struct thread_object *thread, const struct creation *creation)
{
    struct handle_table *table = current_handles();
    uint32_t handles[2];
    ntstatus status = handle_reserve(table, &process->object, object_access(&process_type, a->process_access),
                                     false, &handles[0]);
    if (!status_ok(status))
        return status;
    status = handle_reserve(table, &thread->object, object_access(&thread_type, a->thread_access), false,
                            &handles[1]);
    if (!status_ok(status)) {
        handle_unreserve(table, handles[0]);
        return status;
    }
    status = write_both(a, handles, process, &thread->thread, creation);
    if (status_ok(status)) {
        handle_publish(table, handles[0]);
        handle_publish(table, handles[1]);
    } else {
        handle_unreserve(table, handles[0]);
        handle_unreserve(table, handles[1]);
    }
    return status;
}

static ntstatus create_captured(const struct nt_create_user_process *a, const struct creation *creation)
{
    const struct process_start start = {
        .parameters = creation->parameters,
        .parameters_bytes = creation->parameters_bytes,
        .inherit_handles = (a->process_flags & PROCESS_FLAG_INHERIT) != 0,
    };
    struct process *process;
    struct thread_object *thread;
    ntstatus status = process_start(creation->image_name, &start, true, &process, &thread);
    if (!status_ok(status))
        return status;
    status = return_both(a, process, thread, creation);
    if (!status_ok(status))
        process_terminate(process, status);
    if (!(a->thread_flags & THREAD_FLAG_SUSPENDED) || !status_ok(status))
        thread_resume(thread);
    object_dereference(&thread->object);
    object_dereference(&process->object);
    return status;
}

ntstatus nt_create_user_process(const struct nt_create_user_process *a)
{
    struct creation *creation = pool_alloc(sizeof *creation, TAG_START);
    if (!creation)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = capture_attribute_list(a->list, creation);
    if (status_ok(status))
        status = capture_parameters(a->parameters, creation);
    if (status_ok(status))
        status = create_captured(a, creation);
    pool_free(creation->parameters);
    pool_free(creation);
    return status;
}

/* ---- the rest ---- */

ntstatus nt_open_process(const struct nt_open_process *a)
{
    struct captured_name name;
    struct nt_client_id id;
    ntstatus status = capture_attributes(a->attributes, &name);
    if (status_ok(status))
        status = user_read(&id, a->id, sizeof id);
    if (!status_ok(status))
        return status;
    struct process *process = process_of_id(id.process);
    if (!process || process->id == PROCESS_SYSTEM_ID) {
        if (process)
            object_dereference(&process->object);
        return process ? STATUS_ACCESS_DENIED : STATUS_INVALID_PARAMETER;
    }
    return return_handle(&process->object, a->access, name.attributes, a->out);
}

ntstatus nt_terminate_process(const struct nt_terminate_process *a)
{
    struct process *process;
    if (a->process == 0) {
        process_terminate_others(a->exit_status);
        return STATUS_SUCCESS;
    }
    ntstatus status = capture_process(a->process, PROCESS_TERMINATE, &process);
    if (!status_ok(status))
        return status;
    process_terminate(process, a->exit_status);
    object_dereference(&process->object);
    if (process == process_current())
        thread_exit(a->exit_status);
    return STATUS_SUCCESS;
}

struct basic_information {
    uint32_t exit_status, peb, affinity, priority, id, parent;
};

static ntstatus query_basic(struct process *process, void *out)
{
    *(struct basic_information *)out = (struct basic_information){
        .exit_status = (uint32_t)process->exit_status,
        .peb = LAYOUT_PEB,
        .affinity = 1,
        .priority = PRIORITY_NORMAL,
        .id = process->id,
        .parent = process->parent_id,
    };
    if (process->thread_count > 0)
        ((struct basic_information *)out)->exit_status = (uint32_t)STATUS_PENDING;
    return STATUS_SUCCESS;
}

struct vm_counters {
    uint32_t peak_virtual, virtual, faults, peak_working_set, working_set;
    uint32_t pools[4];
    uint32_t page_file, peak_page_file;
};

static ntstatus query_vm(struct process *process, void *out)
{
    struct vm_counters *counters = out;
    uint32_t faults = process->faults;
    list_each (link, &process->threads)
        faults += list_member(link, struct thread, process_link)->faults;
    *counters = (struct vm_counters){
        .faults = faults,
        .peak_working_set = process->space.peak_working_set * PAGE_SIZE,
        .working_set = process->space.working_set * PAGE_SIZE,
        .page_file = process->space.charge * PAGE_SIZE,
        .peak_page_file = process->space.charge * PAGE_SIZE,
    };
    for (struct vad *vad = vad_first_behind(&process->space.vads, 0); vad;
         vad = vad_first_behind(&process->space.vads, vad->end.address))
        counters->virtual += vad->end.address - vad->start.address;
    counters->peak_virtual = counters->virtual;
    return STATUS_SUCCESS;
}

static ntstatus query_times(struct process *process, void *out)
{
    const uint64_t times[4] = {process->created, process->ended_at, 0, 0};
    memcpy(out, times, sizeof times);
    return STATUS_SUCCESS;
}

static ntstatus query_hard_error_mode(struct process *process, void *out)
{
    *(uint32_t *)out = process->hard_error_mode;
    return STATUS_SUCCESS;
}

static ntstatus query_priority_class(struct process *process, void *out)
{
    ((uint8_t *)out)[0] = 0;
    ((uint8_t *)out)[1] = (uint8_t)process->priority_class;
    return STATUS_SUCCESS;
}

static ntstatus query_handles(struct process *process, void *out)
{
    *(uint32_t *)out = process->handles.used;
    return STATUS_SUCCESS;
}

ntstatus nt_query_information_process(const struct nt_query_information_process *a)
{
    static const struct {
        uint32_t class, size;
        ntstatus (*query)(struct process *process, void *out);
    } classes[] = {
        {0, sizeof(struct basic_information), query_basic},
        {3, sizeof(struct vm_counters), query_vm},
        {4, 32, query_times},
        {12, 4, query_hard_error_mode},
        {18, 2, query_priority_class},
        {20, 4, query_handles},
    };
    uint64_t out[8];
    struct process *process;
    for (uint32_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (classes[i].class != a->information_class)
            continue;
        if (a->bytes != classes[i].size)
            return STATUS_INFO_LENGTH_MISMATCH;
        ntstatus status = capture_process(a->process, PROCESS_QUERY_LIMITED, &process);
        if (!status_ok(status))
            return status;
        status = classes[i].query(process, out);
        object_dereference(&process->object);
        if (status_ok(status))
            status = user_write(a->out, out, classes[i].size);
        return status_ok(status) && a->returned ? user_write32(a->returned, classes[i].size) : status;
    }
    return service_unimplemented("NtQueryInformationProcess:class");
}

ntstatus nt_set_information_process(const struct nt_set_information_process *a)
{
    uint8_t class[2];
    uint32_t mode;
    struct process *process;
    ntstatus status = capture_process(a->process, PROCESS_SET_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    if (a->information_class == 12) {
        status = a->bytes == 4 ? user_read(&mode, a->in, 4) : STATUS_INFO_LENGTH_MISMATCH;
        if (status_ok(status))
            process->hard_error_mode = mode;
    } else if (a->information_class == 18) {
        status = a->bytes == 2 ? user_read(class, a->in, 2) : STATUS_INFO_LENGTH_MISMATCH;
        if (status_ok(status) && (class[1] < 1 || class[1] > 6))
            status = STATUS_INVALID_PARAMETER;
        if (status_ok(status))
            process->priority_class = class[1];
    } else {
        status = service_unimplemented("NtSetInformationProcess:class");
    }
    object_dereference(&process->object);
    return status;
}
