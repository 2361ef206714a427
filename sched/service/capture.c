#include "sched/service/capture.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/nt.h"
#include "sched/dispatch/wait.h"
#include "storage/unicode.h"

#define CAPTURE_CHUNK 64u /* UTF-16 units read at a time */

/* One character at a time; a lone surrogate is no character. */
struct utf8_writer {
    char *text;
    uint32_t used, room;
    uint32_t high; /* the first half of a pair, or 0 */
    bool bad;
};

static void put_character(struct utf8_writer *writer, uint32_t c)
{
    char bytes[UNICODE_UTF8_BYTES];
    uint32_t count = (uint32_t)(unicode_put(bytes, c) - bytes);
    for (uint32_t i = 0; i < count; i++, writer->used++)
        if (writer->used + 1 < writer->room)
            writer->text[writer->used] = bytes[i];
}

static void put_unit(struct utf8_writer *writer, uint16_t unit)
{
    if (unit < 0x80 && unit != 0 && writer->high == 0 &&
        writer->used + 1 < writer->room) { /* nearly all are */
        writer->text[writer->used++] = (char)unit;
        return;
    }
    bool is_low = unicode_is_low_surrogate(unit);
    if (is_low != (writer->high != 0) || unit == 0)
        writer->bad = true;
    if (unicode_is_high_surrogate(unit)) {
        writer->high = unit;
        return;
    }
    put_character(writer, is_low ? unicode_of_pair(writer->high, unit) : unit);
    writer->high = 0;
}

ntstatus capture_units(uint32_t address, uint32_t units, char *text, uint32_t bytes)
{
    ASSERT(text && bytes > 0);
    struct utf8_writer writer = {.text = text, .room = bytes};
    uint16_t chunk[CAPTURE_CHUNK];
    while (units > 0) {
        uint32_t count = units < CAPTURE_CHUNK ? units : CAPTURE_CHUNK;
        ntstatus status = user_read(chunk, address, count * 2);
        if (!status_ok(status))
            return status;
        for (uint32_t i = 0; i < count; i++)
            put_unit(&writer, chunk[i]);
        address += count * 2;
        units -= count;
    }
    if (writer.bad || writer.high)
        return STATUS_OBJECT_NAME_INVALID;
    if (writer.used >= bytes)
        return STATUS_NAME_TOO_LONG;
    text[writer.used] = 0;
    return STATUS_SUCCESS;
}

ntstatus capture_string(uint32_t address, char *text, uint32_t bytes)
{
    struct nt_unicode_string string;
    ASSERT(text && bytes > 0);
    ntstatus status = user_read(&string, address, sizeof string);
    if (!status_ok(status))
        return status;
    if (string.length & 1)
        return STATUS_OBJECT_NAME_INVALID;
    if (string.length && (string.buffer & 1))
        return STATUS_DATATYPE_MISALIGNMENT;
    return capture_units(string.buffer, string.length / 2, text, bytes);
}

ntstatus capture_attributes(uint32_t address, struct captured_name *name)
{
    struct nt_object_attributes attributes;
    name->text[0] = 0;
    name->attributes = name->root = 0;
    if (address == 0)
        return STATUS_SUCCESS;
    ntstatus status = user_read(&attributes, address, sizeof attributes);
    if (!status_ok(status))
        return status;
    if (attributes.length != sizeof attributes || (attributes.attributes & ~NT_OBJ_VALID))
        return STATUS_INVALID_PARAMETER;
    name->attributes = attributes.attributes;
    name->root = attributes.root;
    if (attributes.name == 0)
        return STATUS_SUCCESS;
    return capture_string(attributes.name, name->text, sizeof name->text);
}

ntstatus capture_client(uint32_t attributes, uint32_t address, struct captured_name *name,
                        struct nt_client_id *id)
{
    ntstatus status = capture_attributes(attributes, name);
    return status_ok(status) ? user_read(id, address, sizeof *id) : status;
}

/* What a pseudo handle stands for, or NULL. */
static struct object *pseudo_object(uint32_t handle)
{
    if (handle == CURRENT_PROCESS_HANDLE)
        return &process_current()->object;
    return handle == CURRENT_THREAD_HANDLE ? &thread_object_of(thread_current())->object : NULL;
}

ntstatus capture_object(uint32_t handle, const struct object_type *type, uint32_t access,
                        struct object **object, uint32_t *granted)
{
    struct object *pseudo = pseudo_object(handle);
    if (!pseudo)
        return handle_lookup(current_handles(), handle, type, access, object, granted);
    ASSERT(pseudo->references > 0);
    if (type && pseudo->type != type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    object_reference(pseudo);
    *object = pseudo;
    if (granted)
        *granted = pseudo->type->all_access;
    return STATUS_SUCCESS;
}

ntstatus capture_process(uint32_t handle, uint32_t access, struct process **process)
{
    struct object *object;
    ntstatus status = capture_object(handle, &process_type, access, &object, NULL);
    if (status_ok(status))
        *process = (struct process *)object;
    ASSERT(!status_ok(status) || (*process)->object.type == &process_type);
    return status;
}

uint32_t capture_user_end(uint32_t process)
{
    return process == CURRENT_PROCESS_HANDLE ? space_current()->user_end : layout.user_end;
}

ntstatus capture_entered(uint32_t handle, uint32_t access, struct process **process)
{
    ntstatus status = capture_process(handle, access, process);
    if (!status_ok(status))
        return status;
    status = process_enter(*process);
    if (!status_ok(status))
        object_dereference(&(*process)->object);
    return status;
}

void leave_captured(struct process *process)
{
    process_leave(process);
    object_dereference(&process->object);
}

ntstatus capture_thread(uint32_t handle, uint32_t access, struct thread_object **thread)
{
    struct object *object;
    ntstatus status = capture_object(handle, &thread_type, access, &object, NULL);
    if (status_ok(status))
        *thread = (struct thread_object *)object;
    ASSERT(!status_ok(status) || (*thread)->object.type == &thread_type);
    return status;
}

ntstatus capture_timeout(uint32_t address, uint64_t *due)
{
    int64_t timeout;
    *due = WAIT_FOREVER;
    if (address == 0)
        return STATUS_SUCCESS;
    ntstatus status = user_read(&timeout, address, sizeof timeout);
    if (!status_ok(status))
        return status;
    *due = wait_due(timeout);
    return STATUS_SUCCESS;
}

ntstatus return_handle(struct object *object, uint32_t access, uint32_t attributes, uint32_t address)
{
    ASSERT(object->references > 0);
    struct handle_table *table = current_handles();
    uint32_t handle;
    ntstatus status = handle_reserve(table, object, object_access(object->type, access),
                                     (attributes & NT_OBJ_INHERIT) != 0, &handle);
    object_dereference(object);
    if (!status_ok(status))
        return status;
    status = user_write32(address, handle);
    if (status_ok(status))
        handle_publish(table, handle);
    else
        handle_unreserve(table, handle);
    return status;
}
