#include "sched/service/capture.h"

#include <string.h>
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/process/nt.h"
#include "sched/dispatch/wait.h"

#define CAPTURE_CHUNK 64u /* UTF-16 units read at a time */

struct handle_table *current_handles(void)
{
    return &process_current()->handles;
}

/* One character at a time; a lone surrogate is no character. */
struct utf8_writer {
    char *text;
    uint32_t used, room;
    uint32_t high; /* the first half of a pair, or 0 */
    bool bad;
};

static void put(struct utf8_writer *writer, uint32_t byte)
{
    if (writer->used + 1 < writer->room)
        writer->text[writer->used] = (char)byte;
    writer->used++;
}

static void put_character(struct utf8_writer *writer, uint32_t c)
{
    if (c < 0x80) {
        put(writer, c);
    } else if (c < 0x800) {
        put(writer, 0xc0 | c >> 6);
        put(writer, 0x80 | (c & 63));
    } else if (c < 0x10000) {
        put(writer, 0xe0 | c >> 12);
        put(writer, 0x80 | (c >> 6 & 63));
        put(writer, 0x80 | (c & 63));
    } else {
        put(writer, 0xf0 | c >> 18);
        put(writer, 0x80 | (c >> 12 & 63));
        put(writer, 0x80 | (c >> 6 & 63));
        put(writer, 0x80 | (c & 63));
    }
}

static void put_unit(struct utf8_writer *writer, uint16_t unit)
{
    bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (is_low != (writer->high != 0) || unit == 0)
        writer->bad = true;
    if (unit >= 0xd800 && unit < 0xdc00) {
        writer->high = unit;
        return;
    }
    put_character(writer, is_low ? 0x10000 + ((writer->high - 0xd800) << 10) + (unit - 0xdc00u) : unit);
    writer->high = 0;
}

ntstatus capture_units(uint32_t address, uint32_t units, char *text, uint32_t bytes)
{
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
    ntstatus status = user_read(&string, address, sizeof string);
    if (!status_ok(status))
        return status;
    if (string.length & 1)
        return STATUS_OBJECT_NAME_INVALID;
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
    if (attributes.length != sizeof attributes)
        return STATUS_INVALID_PARAMETER;
    name->attributes = attributes.attributes;
    name->root = attributes.root;
    if (attributes.name == 0)
        return STATUS_SUCCESS;
    return capture_string(attributes.name, name->text, sizeof name->text);
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
    return status;
}

ntstatus capture_thread(uint32_t handle, uint32_t access, struct thread_object **thread)
{
    struct object *object;
    ntstatus status = capture_object(handle, &thread_type, access, &object, NULL);
    if (status_ok(status))
        *thread = (struct thread_object *)object;
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

/* The bytes behind the first one of a character, or -1 for a byte that begins none. */
static int following(uint8_t byte)
{
    if (byte < 0x80)
        return 0;
    if (byte >= 0xc2 && byte < 0xe0)
        return 1;
    if (byte >= 0xe0 && byte < 0xf0)
        return 2;
    return byte >= 0xf0 && byte < 0xf5 ? 3 : -1;
}

static uint32_t next_character(const char **text)
{
    uint8_t byte = (uint8_t) * (*text)++;
    int more = following(byte);
    if (more <= 0)
        return more == 0 ? byte : 0xfffd;
    uint32_t c = byte & (0x3fu >> more);
    for (; more > 0; more--) {
        if (((uint8_t) * *text & 0xc0) != 0x80)
            return 0xfffd;
        c = c << 6 | ((uint8_t) * (*text)++ & 0x3f);
    }
    return c;
}

uint32_t utf16_from_utf8(const char *text, uint16_t *units, uint32_t room)
{
    uint32_t used = 0;
    while (*text) {
        uint32_t c = next_character(&text);
        if (c >= 0x10000 && used + 1 < room) {
            units[used++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        if (used < room)
            units[used++] = (uint16_t)c;
    }
    return used;
}

const char *path_on_volume(const char *nt_path)
{
    static const char prefix[] = "\\??\\C:";
    for (uint32_t i = 0; i < sizeof prefix - 1; i++) {
        char c = nt_path[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c != prefix[i])
            return NULL;
    }
    const char *path = nt_path + sizeof prefix - 1;
    return *path == 0 || *path == '\\' ? path : NULL;
}
