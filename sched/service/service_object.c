/*
 * Handles: NtClose, NtDuplicateObject, NtQueryObject.
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/object/directory.h"
#include "sched/object/fileobject.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/process/nt.h"
#include "sched/service/objectname.h"
#include "sched/service/service.h"
#include "storage/unicode.h"

#define DUPLICATE_CLOSE_SOURCE    0x1u
#define DUPLICATE_SAME_ACCESS     0x2u
#define DUPLICATE_SAME_ATTRIBUTES 0x4u

/* NT's OBJECT_INFORMATION_CLASS. */
enum {
    OBJECT_BASIC_INFORMATION,
    OBJECT_NAME_INFORMATION,
    OBJECT_TYPE_INFORMATION,
    OBJECT_TYPES_INFORMATION,
    OBJECT_HANDLE_FLAGS,
    OBJECT_INFORMATIONS,
};

/* A pseudo handle need not be closed, and closing it does nothing (Microsoft: GetCurrentProcess). */
ntstatus nt_close(const struct nt_close *a)
{
    bool pseudo = a->object == CURRENT_PROCESS_HANDLE || a->object == CURRENT_THREAD_HANDLE;
    return pseudo ? STATUS_SUCCESS : handle_close(current_handles(), a->object);
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

/* What a duplicate is going to be, decided before it is made. */
struct duplicate {
    struct object *object;
    uint32_t access;
    bool inherit, kept_open;
};

static ntstatus put_handle(const struct nt_duplicate_object *a, const struct duplicate *duplicate)
{
    struct process *target;
    uint32_t handle;
    ASSERT(duplicate->object->references > 0);
    ntstatus status = capture_process(a->target_process, PROCESS_DUP_HANDLE, &target);
    if (!status_ok(status))
        return status;
    status = target->terminating ? STATUS_PROCESS_IS_TERMINATING
                                 : handle_reserve(&target->handles, duplicate->object, duplicate->access,
                                                  duplicate->inherit, &handle);
    if (status_ok(status)) {
        status = a->target ? user_write32(a->target, handle) : STATUS_SUCCESS;
        if (!status_ok(status))
            handle_unreserve(&target->handles, handle);
        else if (!handle_publish(&target->handles, handle))
            status = STATUS_PROCESS_IS_TERMINATING;
    }
    if (status_ok(status))
        status = handle_set_flags(&target->handles, handle, duplicate->inherit, duplicate->kept_open);
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

/* On entry `access` is what the source grants. */
static ntstatus decide_access(const struct nt_duplicate_object *a, struct duplicate *duplicate)
{
    const struct object_type *type = duplicate->object->type;
    if (a->options & DUPLICATE_SAME_ACCESS)
        return STATUS_SUCCESS;
    uint32_t wanted = object_access(type, a->access);
    if (type->keeps_rights && (a->access & ACCESS_MAXIMUM_ALLOWED))
        return STATUS_SUCCESS;
    if (type->keeps_rights && (wanted & ~duplicate->access))
        return STATUS_ACCESS_DENIED;
    duplicate->access = wanted;
    return STATUS_SUCCESS;
}

static void decide_flags(const struct nt_duplicate_object *a, const struct process *source,
                         struct duplicate *duplicate)
{
    if (a->options & DUPLICATE_SAME_ATTRIBUTES) { /* a pseudo handle has none */
        handle_flags(&source->handles, a->source, &duplicate->inherit, &duplicate->kept_open);
        return;
    }
    duplicate->inherit = (a->attributes & NT_OBJ_INHERIT) != 0;
    duplicate->kept_open = (a->attributes & NT_OBJ_PROTECT_CLOSE) != 0;
}

ntstatus nt_duplicate_object(const struct nt_duplicate_object *a)
{
    struct process *source;
    struct duplicate duplicate = {0};
    ntstatus status = capture_process(a->source_process, PROCESS_DUP_HANDLE, &source);
    if (!status_ok(status))
        return status;
    status = source_object(source, a->source, &duplicate.object, &duplicate.access);
    if (status_ok(status)) {
        decide_flags(a, source, &duplicate);
        status = decide_access(a, &duplicate);
        if (status_ok(status) && a->target_process != 0)
            status = put_handle(a, &duplicate);
        if (a->options & DUPLICATE_CLOSE_SOURCE)
            close_source(source, a->source, duplicate.object);
        object_dereference(duplicate.object);
    }
    object_dereference(&source->object);
    return status;
}

/* OBJECT_TYPE_INFORMATION; of counts those that are now, no highest ones, and no use of pool. Its name's text
 * is behind it. */
struct type_information {
    struct nt_unicode_string name;
    uint32_t objects, handles, uses[4], most[6];
    uint32_t invalid_attributes;
    uint32_t read, write, execute, all;
    uint32_t valid_access;
    uint8_t security_required, keeps_handles;
    uint32_t pool_type, paged, nonpaged;
};
_Static_assert(sizeof(struct type_information) == 96, "NT's layout");

#define MOST_TYPE_NAME 16u

static uint32_t type_name_bytes(const struct object_type *type)
{
    return ((uint32_t)strlen(type->name) + 1) * (uint32_t)sizeof(uint16_t);
}

/* OBJECT_BASIC_INFORMATION; sizes of a security descriptor and of pool are not told. */
struct basic_information {
    uint32_t attributes, granted, handles, references;
    uint32_t pool[2], reserved[3];
    uint32_t name_bytes, type_bytes, security_bytes;
    uint32_t created[2]; /* of a symbolic link */
};

static ntstatus describe(const struct object *object, struct basic_information *basic)
{
    struct device_name name;
    ntstatus status = object_name_make(object, &name);
    basic->handles = object->handles;
    ASSERT(object->references > object->handles); /* ours, too */
    basic->references = object->references - 1;
    basic->name_bytes = object_name_bytes(&name);
    basic->type_bytes = (uint32_t)sizeof(struct type_information) + type_name_bytes(object->type);
    if (object->type == &symbolic_link_type)
        memcpy(basic->created, &((const struct symbolic_link *)object)->created, sizeof basic->created);
    device_name_free(&name);
    return status;
}

static ntstatus query_basic(uint32_t handle, void *out)
{
    struct basic_information *basic = out;
    struct object *object;
    bool inherit = false, kept_open = false;
    *basic = (struct basic_information){0};
    ntstatus status = capture_object(handle, NULL, 0, &object, &basic->granted);
    if (!status_ok(status))
        return status;
    handle_flags(current_handles(), handle, &inherit, &kept_open); /* a pseudo handle has none */
    basic->attributes = (inherit ? NT_OBJ_INHERIT : 0) | (kept_open ? NT_OBJ_PROTECT_CLOSE : 0) |
                        (object->permanent ? NT_OBJ_PERMANENT : 0);
    status = describe(object, basic);
    object_dereference(object);
    return status;
}

struct handle_flag_information {
    bool inherit, kept_open;
};

static ntstatus query_flags(uint32_t handle, void *out)
{
    struct handle_flag_information *flags = out;
    return handle_flags(current_handles(), handle, &flags->inherit, &flags->kept_open);
}

static const struct query {
    uint32_t class, bytes;
    ntstatus (*query)(uint32_t handle, void *out);
} queries[] = {
    {OBJECT_BASIC_INFORMATION, sizeof(struct basic_information), query_basic},
    {OBJECT_HANDLE_FLAGS, sizeof(struct handle_flag_information), query_flags},
};

static const struct query *query_of(uint32_t class)
{
    for (uint32_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        if (queries[i].class == class)
            return &queries[i];
    return NULL;
}

/* ---- answers as long as what they tell ---- */

static ntstatus query_name(const struct nt_query_object *a)
{
    struct object *object;
    struct device_name name;
    ntstatus status = information_aligned(a->out, sizeof(struct nt_unicode_string));
    if (status_ok(status))
        status = capture_object(a->object, NULL, 0, &object, NULL);
    if (!status_ok(status))
        return status;
    bool cut = object->type == &file_type && a->bytes >= sizeof(struct nt_unicode_string);
    status = object_name_make(object, &name);
    object_dereference(object);
    if (status_ok(status))
        status = device_name_give(&name, a->out, a->bytes, a->returned,
                                  cut ? STATUS_BUFFER_OVERFLOW : STATUS_INFO_LENGTH_MISMATCH);
    device_name_free(&name);
    return status;
}

struct type_count {
    const struct object_type *type;
    uint32_t objects, handles;
};

static void count_object(const struct object *object, void *with)
{
    struct type_count *count = with;
    if (object->type != count->type)
        return;
    count->objects++;
    count->handles += object->handles;
}

static uint32_t describe_type(const struct object_type *type, uint32_t address, struct type_information *out)
{
    struct type_count count = {.type = type};
    uint16_t *text = (uint16_t *)(out + 1);
    uint32_t bytes = type_name_bytes(type);
    object_each(count_object, &count);
    *out = (struct type_information){
        .name = {(uint16_t)(bytes - 2), (uint16_t)bytes, address + (uint32_t)sizeof *out},
        .objects = count.objects,
        .handles = count.handles,
        .read = type->generic_read,
        .write = type->generic_write,
        .execute = type->generic_execute,
        .all = type->all_access,
        .valid_access = type->all_access,
    };
    unicode_to_utf16_cut(type->name, text, MOST_TYPE_NAME - 1);
    return (uint32_t)sizeof *out + bytes;
}

static ntstatus query_type(const struct nt_query_object *a)
{
    struct {
        struct type_information information;
        uint16_t text[MOST_TYPE_NAME];
    } out = {0};
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct object *object;
    ntstatus status = capture_object(a->object, NULL, 0, &object, NULL);
    if (!status_ok(status))
        return status;
    uint32_t bytes = describe_type(object->type, a->out, &out.information);
    object_dereference(object);
    status = answer_at_least(&answer, bytes);
    return status_ok(status) ? answer_give(&answer, &out, bytes) : status;
}

static ntstatus query_fixed(const struct nt_query_object *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    const struct query *query = query_of(a->information_class);
    uint32_t out[sizeof(struct basic_information) / sizeof(uint32_t)];
    if (!query)
        return information_missing(a->information_class, OBJECT_INFORMATIONS, "NtQueryObject:class");
    ntstatus status = answer_exactly(&answer, query->bytes);
    if (status_ok(status))
        status = query->query(a->object, out);
    return status_ok(status) ? answer_give(&answer, out, query->bytes) : status;
}

ntstatus nt_query_object(const struct nt_query_object *a)
{
    if (a->information_class == OBJECT_NAME_INFORMATION)
        return query_name(a);
    return a->information_class == OBJECT_TYPE_INFORMATION ? query_type(a) : query_fixed(a);
}

ntstatus nt_set_information_object(const struct nt_set_information_object *a)
{
    uint8_t flags[sizeof(struct handle_flag_information)];
    if (a->information_class != OBJECT_HANDLE_FLAGS)
        return information_missing(a->information_class, OBJECT_INFORMATIONS, "NtSetInformationObject:class");
    ntstatus status = information_take(flags, a->in, a->bytes, sizeof flags);
    return status_ok(status) ? handle_set_flags(current_handles(), a->object, flags[0] != 0, flags[1] != 0)
                             : status;
}
