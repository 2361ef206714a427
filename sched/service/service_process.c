/*
 * NtCreateUserProcess and what is asked of processes.
 */
#include "sched/service/services.h"

#include <stddef.h>
#include <string.h>
#include "firmware/clock.h"
#include "firmware/panic.h"
#include "mmu/commitroom.h"
#include "mmu/pagedpool.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/driver/driverfile.h"
#include "sched/object/directory.h"
#include "sched/process/debug.h"
#include "sched/process/job.h"
#include "sched/process/nt.h"
#include "sched/process/processstart.h"
#include "sched/service/attributelist.h"
#include "sched/service/capture.h"
#include "sched/service/devicename.h"
#include "sched/service/information.h"
#include "sched/service/service.h"
#include "sched/service/service_faultwatch.h"
#include "sched/service/service_quota.h"

#define TAG_START POOL_TAG('P', 's', 'S', 't')

#define PROCESS_FLAG_BREAKAWAY 0x1u
#define PROCESS_FLAG_NO_DEBUG  0x2u /* its children inherit no debug port */
#define PROCESS_FLAG_INHERIT   0x4u
#define THREAD_FLAG_SUSPENDED  0x1u
#define MOST_PARAMETERS        0x20000u /* bytes of parameters and environment together */
#define PROCESS_INFORMATIONS   51u      /* NT 6.1's MaxProcessInfoClass */

/* NT's PROCESSINFOCLASS, as far as it is here. */
enum {
    PROCESS_BASIC_INFORMATION = 0,
    PROCESS_QUOTA_LIMITS = 1,
    PROCESS_VM_COUNTERS = 3,
    PROCESS_TIMES = 4,
    PROCESS_DEBUG_PORT = 7,
    PROCESS_DEFAULT_HARD_ERROR_MODE = 12,
    PROCESS_WORKING_SET_WATCH = 15,
    PROCESS_PRIORITY_CLASS = 18,
    PROCESS_HANDLE_COUNT = 20,
    PROCESS_DEVICE_MAP = 23,
    PROCESS_IMAGE_FILE_NAME = 27,
    PROCESS_DEBUG_OBJECT_HANDLE = 30,
    PROCESS_DEBUG_FLAGS = 31,
    PROCESS_WORKING_SET_WATCH_EX = 42,
};
enum { PRIORITY_CLASS_IDLE = 1, PRIORITY_CLASS_ABOVE_NORMAL = 6 };
#define DEBUG_FLAG_INHERIT 0x1u

/* Everything the caller passed, in kernel memory. */
struct creation {
    char image_name[CAPTURE_NAME_BYTES];
    struct attribute_list list;
    uint32_t process_bits, thread_bits;       /* OBJ_ */
    struct debug_object *debugger;            /* NULL, or with a reference */
    struct nt_process_parameters *parameters; /* pool; strings behind it, then the environment */
    uint32_t parameters_bytes;
};

static ntstatus capture_debugger(const struct attribute_list *list, struct creation *creation)
{
    struct object *object = NULL;
    ntstatus status = STATUS_SUCCESS;
    if (list->debug_port.value)
        status = capture_object(list->debug_port.value, &debug_type, DEBUG_RIGHT_ASSIGN, &object, NULL);
    creation->debugger = (struct debug_object *)object;
    return status;
}

static ntstatus capture_list(uint32_t address, struct creation *creation)
{
    struct attribute_list *list = &creation->list;
    ntstatus status = attribute_list_capture(address, "NtCreateUserProcess:attribute", list);
    if (status_ok(status))
        status = capture_units(list->image_name.value, list->image_name.size / 2, creation->image_name,
                               CAPTURE_NAME_BYTES);
    return status_ok(status) && creation->image_name[0] == 0 ? STATUS_INVALID_PARAMETER : status;
}

/* Of the objects' own attributes only the OBJ_ bits count: processes and threads have no names. */
static ntstatus capture_bits(uint32_t address, uint32_t *bits)
{
    struct captured_name *name = pool_alloc_raw(sizeof *name, TAG_START);
    ntstatus status = name ? capture_attributes(address, name) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status))
        *bits = name->attributes;
    pool_free(name);
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
    string->buffer = layout.parameters + offset;
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
    ASSERT(block >= head.length && creation->parameters_bytes <= MOST_PARAMETERS + 16);
    creation->parameters = paged_alloc(creation->parameters_bytes, TAG_START);
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
    copy->environment = environment ? layout.parameters + block : 0;
    copy->environment_size = environment;
    return move_strings(copy, address, head.length);
}

static ntstatus write_both(const struct nt_create_user_process *a, const uint32_t handles[2],
                           const struct thread *thread, const struct creation *creation)
{
    ntstatus status = user_write32(a->process, handles[0]);
    if (status_ok(status))
        status = user_write32(a->thread, handles[1]);
    return status_ok(status) ? attribute_list_return(&creation->list, thread) : status;
}

/* Both handles or none: each is public only when everything is told. */
static ntstatus return_both(const struct nt_create_user_process *a, struct process *process,
                            struct thread_object *thread, const struct creation *creation)
{
    struct handle_table *table = current_handles();
    uint32_t handles[2];
    ntstatus status = handle_reserve(table, &process->object, object_access(&process_type, a->process_access),
                                     (creation->process_bits & NT_OBJ_INHERIT) != 0, &handles[0]);
    if (!status_ok(status))
        return status;
    status = handle_reserve(table, &thread->object, object_access(&thread_type, a->thread_access),
                            (creation->thread_bits & NT_OBJ_INHERIT) != 0, &handles[1]);
    if (!status_ok(status)) {
        handle_unreserve(table, handles[0]);
        return status;
    }
    status = write_both(a, handles, &thread->thread, creation);
    if (status_ok(status)) {
        handle_publish(table, handles[0]);
        handle_publish(table, handles[1]);
    } else {
        handle_unreserve(table, handles[0]);
        handle_unreserve(table, handles[1]);
    }
    return status;
}

/* What lies behind a device of a driver's is no image: there are no sections of it. */
static ntstatus start_image(struct creation *creation, const struct process_start *start,
                            struct process **process, struct thread_object **thread)
{
    const char *rest;
    const struct device *device = device_of_name(creation->image_name, &rest);
    struct driver_device *driver = device ? driver_device_of(device) : NULL;
    if (driver && driver_device_takes_names(driver))
        return service_unsupported("NtCreateUserProcess:file-of-driver");
    return process_start(creation->image_name, start, true, process, thread);
}

static ntstatus create_captured(const struct nt_create_user_process *a, struct creation *creation)
{
    const struct process_start start = {
        .parameters = creation->parameters,
        .parameters_bytes = creation->parameters_bytes,
        .inherit_handles = (a->process_flags & PROCESS_FLAG_INHERIT) != 0,
        .breaks_away = (a->process_flags & PROCESS_FLAG_BREAKAWAY) != 0,
        .debugger = creation->debugger,
        .keeps_debugger = (a->process_flags & PROCESS_FLAG_NO_DEBUG) != 0,
    };
    struct process *process;
    struct thread_object *thread;
    ntstatus status = start_image(creation, &start, &process, &thread);
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

static ntstatus capture_creation(const struct nt_create_user_process *a, struct creation *creation)
{
    ntstatus status = capture_bits(a->process_attributes, &creation->process_bits);
    if (status_ok(status))
        status = capture_bits(a->thread_attributes, &creation->thread_bits);
    if (status_ok(status))
        status = capture_list(a->list, creation);
    if (status_ok(status))
        status = capture_debugger(&creation->list, creation);
    return status_ok(status) ? capture_parameters(a->parameters, creation) : status;
}

static ntstatus create_user_process(const struct nt_create_user_process *a)
{
    if ((a->process_flags & ~(PROCESS_FLAG_INHERIT | PROCESS_FLAG_BREAKAWAY | PROCESS_FLAG_NO_DEBUG)) ||
        (a->thread_flags & ~THREAD_FLAG_SUSPENDED))
        return service_unimplemented("NtCreateUserProcess:flags");
    struct creation *creation = pool_alloc_raw(sizeof *creation, TAG_START);
    if (!creation)
        return STATUS_INSUFFICIENT_RESOURCES;
    creation->image_name[0] = 0; /* the rest of the name need not be zeros */
    memset(&creation->list, 0, sizeof *creation - offsetof(struct creation, list));
    ntstatus status = capture_creation(a, creation);
    if (status_ok(status))
        status = create_captured(a, creation);
    if (creation->debugger)
        object_dereference(&creation->debugger->object);
    paged_free(creation->parameters);
    pool_free(creation);
    return status;
}

ntstatus nt_create_user_process(const struct nt_create_user_process *a)
{
    ntstatus status;
    do
        status = create_user_process(a);
    while (commit_room_made(status));
    return status;
}

/* ---- the rest ---- */

/* A thread's id, if there is one, must be of a thread in that process. */
static bool fits(const struct nt_client_id *id)
{
    if (id->thread == 0)
        return true;
    struct thread_object *thread = thread_of_id(id->thread);
    if (!thread)
        return false;
    bool inside = thread->thread.process_id == id->process;
    object_dereference(&thread->object);
    return inside;
}

ntstatus nt_open_process(const struct nt_open_process *a)
{
    struct captured_name name;
    struct nt_client_id id;
    ntstatus status = capture_client(a->attributes, a->id, &name, &id);
    if (!status_ok(status))
        return status;
    if (!fits(&id))
        return STATUS_INVALID_CID;
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

static void query_basic(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    *(struct basic_information *)out = (struct basic_information){
        .exit_status = (uint32_t)process->exit_status,
        .peb = layout.peb,
        .affinity = 1,
        .priority = PRIORITY_NORMAL,
        .id = process->id,
        .parent = process->parent_id,
    };
    if (process->thread_count > 0)
        ((struct basic_information *)out)->exit_status = (uint32_t)STATUS_PENDING;
}

struct vm_counters {
    uint32_t peak_virtual, virtual, faults, peak_working_set, working_set;
    uint32_t pools[4];
    uint32_t page_file, peak_page_file;
    uint32_t private_usage; /* of VM_COUNTERS_EX */
};
#define VM_COUNTERS_BYTES 44u

static void query_vm(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    struct vm_counters *counters = out;
    uint32_t faults = process->faults;
    list_each (link, &process->threads)
        faults += list_member(link, struct thread, process_link)->faults;
    const struct space *space = &process->space;
    *counters = (struct vm_counters){
        .peak_virtual = space->peak_reserved,
        .virtual = space->reserved,
        .faults = faults,
        .peak_working_set = space->peak_working_set * PAGE_SIZE,
        .working_set = space->working_set * PAGE_SIZE,
        .page_file = space->charge * PAGE_SIZE,
        .peak_page_file = space->peak_charge * PAGE_SIZE,
        .private_usage = space->charge * PAGE_SIZE,
    };
}

static void query_times(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    const uint64_t times[4] = {process->created, process->ended_at, 0, 0};
    memcpy(out, times, sizeof times);
}

static void query_hard_error_mode(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    *(uint32_t *)out = process->hard_error_mode;
}

struct priority_class {
    uint8_t foreground, class;
};

static void query_priority_class(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    *(struct priority_class *)out = (struct priority_class){.class = (uint8_t)process->priority_class};
}

static void query_handles(struct object *object, void *out)
{
    struct process *process = (struct process *)object;
    *(uint32_t *)out = process->handles.used;
}

struct device_map { /* PROCESS_DEVICEMAP_INFORMATION */
    uint32_t drives;
    uint8_t kinds[32];
};

/* All processes have the same. */
static void query_device_map(struct object *object, void *out)
{
    enum { KIND_IS_ASKED_OF_THE_DEVICE = 1 }; /* DOSDEVICE_DRIVE_CALCULATE */
    struct device_map *map = out;
    (void)object;
    *map = (struct device_map){.drives = directory_drives()};
    for (uint32_t i = 0; i < sizeof map->kinds; i++)
        map->kinds[i] = map->drives >> i & 1 ? KIND_IS_ASKED_OF_THE_DEVICE : 0;
}

/* NT's answer: -1, or 0. */
static void query_debug_port(struct object *object, void *out)
{
    *(uint32_t *)out = ((struct process *)object)->debugger ? 0xffffffffu : 0;
}

static void query_debug_flags(struct object *object, void *out)
{
    *(uint32_t *)out = ((struct process *)object)->keeps_debugger ? 0 : DEBUG_FLAG_INHERIT;
}

_Static_assert(sizeof(struct vm_counters) == VM_COUNTERS_BYTES + 4, "NT's layout");

static const struct object_query queries[] = {
    {PROCESS_BASIC_INFORMATION, sizeof(struct basic_information), query_basic},
    {PROCESS_QUOTA_LIMITS, QUOTA_LIMITS_BYTES, quota_query, QUOTA_LIMITS_EX_BYTES},
    {PROCESS_VM_COUNTERS, VM_COUNTERS_BYTES, query_vm, sizeof(struct vm_counters)},
    {PROCESS_TIMES, 32, query_times},
    {PROCESS_DEBUG_PORT, 4, query_debug_port},
    {PROCESS_DEBUG_FLAGS, 4, query_debug_flags},
    {PROCESS_DEFAULT_HARD_ERROR_MODE, 4, query_hard_error_mode},
    {PROCESS_PRIORITY_CLASS, sizeof(struct priority_class), query_priority_class},
    {PROCESS_HANDLE_COUNT, 4, query_handles},
    {PROCESS_DEVICE_MAP, sizeof(struct device_map), query_device_map},
};

/* Of which no length is fixed. */
static ntstatus query_image_name(const struct answer *answer, uint32_t handle)
{
    struct process *process;
    struct device_name name = {NULL, 0};
    ntstatus status = information_aligned(answer->out, 4);
    if (status_ok(status))
        status = capture_process(handle, PROCESS_QUERY_LIMITED, &process);
    if (!status_ok(status))
        return status;
    status = process->gone ? STATUS_PROCESS_IS_TERMINATING : device_name_make(process->image->file, &name);
    object_dereference(&process->object);
    if (status_ok(status))
        status =
            device_name_give(&name, answer->out, answer->room, answer->returned, STATUS_INFO_LENGTH_MISMATCH);
    device_name_free(&name);
    return status;
}

/* A new handle with all rights. */
static ntstatus query_debug_object(const struct nt_query_information_process *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct process *process;
    ntstatus status = answer_exactly(&answer, sizeof(uint32_t));
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_QUERY_INFORMATION, &process);
    if (!status_ok(status))
        return status;
    struct debug_object *debugger = process->debugger;
    if (debugger)
        object_reference(&debugger->object);
    object_dereference(&process->object);
    const uint32_t none = 0;
    status = answer_give(&answer, &none, sizeof none);
    if (!debugger)
        return status_ok(status) ? STATUS_PORT_NOT_SET : status;
    return return_handle(&debugger->object, debug_type.all_access, 0, a->out);
}

ntstatus nt_query_information_process(const struct nt_query_information_process *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    const struct object_query *query =
        object_query_find(queries, sizeof queries / sizeof queries[0], a->information_class);
    if (a->information_class == PROCESS_DEBUG_OBJECT_HANDLE)
        return query_debug_object(a);
    if (a->information_class == PROCESS_IMAGE_FILE_NAME)
        return query_image_name(&answer, a->process);
    if (a->information_class == PROCESS_WORKING_SET_WATCH ||
        a->information_class == PROCESS_WORKING_SET_WATCH_EX)
        return query_working_set_watch(a, a->information_class == PROCESS_WORKING_SET_WATCH_EX);
    if (!query)
        return information_missing(a->information_class, PROCESS_INFORMATIONS,
                                   "NtQueryInformationProcess:class");
    return answer_query(&answer, query, a->process, &process_type, PROCESS_QUERY_LIMITED);
}

static ntstatus set_hard_error_mode(struct process *process, const void *in)
{
    process->hard_error_mode = *(const uint32_t *)in;
    return STATUS_SUCCESS;
}

static ntstatus set_debug_flags(struct process *process, const void *in)
{
    uint32_t flags = *(const uint32_t *)in;
    if (flags & ~DEBUG_FLAG_INHERIT)
        return STATUS_INVALID_PARAMETER;
    process->keeps_debugger = !(flags & DEBUG_FLAG_INHERIT);
    return STATUS_SUCCESS;
}

static ntstatus set_priority_class(struct process *process, const void *in)
{
    const struct priority_class *priority = in;
    const struct job *job = process->job; /* whose class, if it has one, is every member's */
    if (priority->class < PRIORITY_CLASS_IDLE || priority->class > PRIORITY_CLASS_ABOVE_NORMAL)
        return STATUS_INVALID_PARAMETER;
    process->priority_class =
        job && (job->limits & JOB_LIMIT_PRIORITY_CLASS) ? job->priority_class : priority->class;
    return STATUS_SUCCESS;
}

static const struct change {
    uint32_t class, bytes, right;
    ntstatus (*set)(struct process *process, const void *in);
    uint32_t longer; /* 0, or another length that is taken, too */
} changes[] = {
    {PROCESS_QUOTA_LIMITS, QUOTA_LIMITS_BYTES, PROCESS_SET_QUOTA, quota_set, QUOTA_LIMITS_EX_BYTES},
    {PROCESS_DEFAULT_HARD_ERROR_MODE, 4, PROCESS_SET_INFORMATION, set_hard_error_mode},
    {PROCESS_DEBUG_FLAGS, 4, PROCESS_SET_INFORMATION, set_debug_flags},
    {PROCESS_PRIORITY_CLASS, sizeof(struct priority_class), PROCESS_SET_INFORMATION, set_priority_class},
    {PROCESS_WORKING_SET_WATCH, 0, PROCESS_QUERY_INFORMATION, watch_working_set},
    {PROCESS_WORKING_SET_WATCH_EX, 0, PROCESS_QUERY_INFORMATION, watch_working_set},
};

static const struct change *change_of(uint32_t class)
{
    for (uint32_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].class == class)
            return &changes[i];
    return NULL;
}

ntstatus nt_set_information_process(const struct nt_set_information_process *a)
{
    const struct change *change = change_of(a->information_class);
    struct process *process;
    uint64_t in[QUERY_MOST_BYTES / 8] = {0};
    if (!change)
        return information_missing(a->information_class, PROCESS_INFORMATIONS,
                                   "NtSetInformationProcess:class");
    uint32_t bytes = change->longer && a->bytes == change->longer ? change->longer : change->bytes;
    ASSERT(bytes <= sizeof in);
    ntstatus status = information_take(in, a->in, a->bytes, bytes);
    if (status_ok(status))
        status = capture_process(a->process, change->right, &process);
    if (!status_ok(status))
        return status;
    status = change->set(process, in);
    object_dereference(&process->object);
    return status;
}
