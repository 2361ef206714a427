/*
 * The name space of objects: directories, symbolic links, and what keeps a name without a handle (Microsoft:
 * NtQueryDirectoryObject, NtOpenSymbolicLinkObject and their like; ZwMakeTemporaryObject).
 */
#include "sched/service/services.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/object/directory.h"
#include "sched/process/token.h"
#include "sched/service/capture.h"
#include "sched/service/names.h"
#include "storage/unicode.h"

#define TAG_LIST     POOL_TAG('O', 'b', 'D', 'i')
#define RIGHT_DELETE 0x10000u

/* ---- directories ---- */

static ntstatus make_directory(struct object *object, const void *how)
{
    (void)how;
    directory_begin((struct object_directory *)object);
    return STATUS_SUCCESS;
}

ntstatus nt_create_directory_object(const struct nt_create_directory_object *a)
{
    return a->attributes ? named_create(&directory_type, sizeof(struct object_directory), make_directory,
                                        NULL, a->access, a->attributes, a->out)
                         : STATUS_INVALID_PARAMETER;
}

ntstatus nt_open_directory_object(const struct nt_open_directory_object *a)
{
    return named_open(&directory_type, a->access, a->attributes, a->out);
}

/* OBJECT_DIRECTORY_INFORMATION: one for each entry, one of zeros behind the last, and behind that all the
 * texts. */
struct listed {
    struct nt_unicode_string name, type;
};

/* What goes to a program at once: it is all put together first, because whoever writes to a program may wait,
 * and then entries come and go. */
struct listing {
    uint32_t first, count; /* entries of the directory */
    uint32_t bytes;        /* all of it */
    bool more;             /* there are behind the last */
};

/* In UTF-16, with a NUL. */
static uint32_t text_bytes(const char *text)
{
    uint32_t units = 1, left = (uint32_t)strlen(text), code;
    for (uint32_t bytes; left > 0; text += bytes, left -= bytes) {
        bytes = unicode_get(text, left, &code);
        ASSERT(bytes > 0); /* as it was captured */
        units += code < 0x10000 ? 1 : 2;
    }
    return units * (uint32_t)sizeof(uint16_t);
}

static uint32_t bytes_of(const struct object *entry)
{
    return (uint32_t)sizeof(struct listed) + text_bytes(object_text(entry)) + text_bytes(entry->type->name);
}

/* As many as there is room for, or the first, whether there is room or not. */
static void choose(const struct object_directory *directory, uint32_t room, bool single,
                   struct listing *listing)
{
    uint32_t place = 0;
    listing->bytes = sizeof(struct listed);
    list_each (link, &directory->entries) {
        uint32_t bytes = bytes_of(list_member(link, struct object_name, in_directory)->object);
        if (place++ < listing->first)
            continue;
        listing->more = single ? listing->count > 0 : listing->bytes + bytes > room;
        if (listing->more)
            return;
        listing->count++;
        listing->bytes += bytes;
    }
}

/* The string at `address` of the program, with its NUL. */
static struct nt_unicode_string put_text(uint8_t *block, uint32_t *at, uint32_t address, const char *text)
{
    uint32_t bytes = text_bytes(text);
    unicode_to_utf16_cut(text, (uint16_t *)(void *)(block + *at), bytes / 2 - 1);
    struct nt_unicode_string string = {(uint16_t)(bytes - 2), (uint16_t)bytes, address + *at};
    *at += bytes;
    return string;
}

static void fill(const struct object_directory *directory, const struct listing *listing, uint8_t *block,
                 uint32_t address)
{
    struct listed *listed = (struct listed *)(void *)block;
    uint32_t place = 0, at = (listing->count + 1) * (uint32_t)sizeof *listed;
    list_each (link, &directory->entries) {
        const struct object *entry = list_member(link, struct object_name, in_directory)->object;
        if (place >= listing->first + listing->count)
            break;
        if (place++ < listing->first)
            continue;
        listed->name = put_text(block, &at, address, object_text(entry));
        listed->type = put_text(block, &at, address, entry->type->name);
        listed++;
    }
    ASSERT(at == listing->bytes);
}

static ntstatus tell_length(uint32_t address, uint32_t bytes)
{
    return address ? user_write32(address, bytes) : STATUS_SUCCESS;
}

static ntstatus give_listing(const struct object_directory *directory, const struct listing *listing,
                             const struct nt_query_directory_object *a)
{
    uint8_t *block = pool_alloc(listing->bytes, TAG_LIST);
    if (!block)
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(directory, listing, block, a->out);
    ntstatus status = user_write(a->out, block, listing->bytes);
    pool_free(block);
    if (status_ok(status))
        status = user_write32(a->place, listing->first + listing->count);
    if (status_ok(status))
        status = tell_length(a->returned, listing->bytes);
    if (!status_ok(status))
        return status;
    return listing->more && !a->single ? STATUS_MORE_ENTRIES : STATUS_SUCCESS;
}

static ntstatus list(const struct object_directory *directory, const struct nt_query_directory_object *a)
{
    struct listing listing = {0};
    ntstatus status = a->restart ? STATUS_SUCCESS : user_read(&listing.first, a->place, sizeof listing.first);
    if (!status_ok(status))
        return status;
    choose(directory, a->bytes, a->single, &listing);
    if (listing.count == 0 && !listing.more)
        return STATUS_NO_MORE_ENTRIES;
    if (listing.bytes > a->bytes) {
        status = tell_length(a->returned, listing.bytes);
        return status_ok(status) ? STATUS_BUFFER_TOO_SMALL : status;
    }
    return give_listing(directory, &listing, a);
}

ntstatus nt_query_directory_object(const struct nt_query_directory_object *a)
{
    struct object *object;
    if (a->out & 3)
        return STATUS_DATATYPE_MISALIGNMENT;
    ntstatus status = capture_object(a->directory, &directory_type, DIRECTORY_RIGHT_QUERY, &object, NULL);
    if (!status_ok(status))
        return status;
    status = list((const struct object_directory *)object, a);
    object_dereference(object);
    return status;
}

/* ---- symbolic links ---- */

static ntstatus make_link(struct object *object, const void *how)
{
    return symbolic_link_begin((struct symbolic_link *)object, how);
}

static ntstatus capture_target(uint32_t address, char text[CAPTURE_NAME_BYTES])
{
    struct nt_unicode_string string;
    ntstatus status = user_read(&string, address, sizeof string);
    if (!status_ok(status))
        return status;
    if (string.maximum == 0 || (string.maximum & 1) || string.length > string.maximum)
        return STATUS_INVALID_PARAMETER;
    return capture_string(address, text, CAPTURE_NAME_BYTES);
}

ntstatus nt_create_symbolic_link_object(const struct nt_create_symbolic_link_object *a)
{
    char *target;
    if (!a->attributes)
        return STATUS_INVALID_PARAMETER;
    target = pool_alloc_raw(CAPTURE_NAME_BYTES, TAG_LIST);
    if (!target)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = capture_target(a->target, target);
    if (status_ok(status))
        status = named_create(&symbolic_link_type, sizeof(struct symbolic_link), make_link, target, a->access,
                              a->attributes, a->out);
    pool_free(target);
    return status;
}

ntstatus nt_open_symbolic_link_object(const struct nt_open_symbolic_link_object *a)
{
    return named_open(&symbolic_link_type, a->access, a->attributes, a->out);
}

/* With `returned` its NUL, too, must have room. */
static ntstatus give_target(const char *target, const struct nt_query_symbolic_link_object *a)
{
    struct nt_unicode_string string;
    uint32_t bytes = text_bytes(target), given = a->returned ? bytes : bytes - 2;
    ntstatus status = user_read(&string, a->target, sizeof string);
    if (status_ok(status))
        status = tell_length(a->returned, bytes);
    if (!status_ok(status))
        return status;
    if (string.maximum < given)
        return STATUS_BUFFER_TOO_SMALL;
    uint16_t *units = pool_alloc(bytes, TAG_LIST);
    if (!units)
        return STATUS_INSUFFICIENT_RESOURCES;
    unicode_to_utf16_cut(target, units, bytes / 2 - 1);
    status = user_write(string.buffer, units, given);
    pool_free(units);
    string.length = (uint16_t)(bytes - 2);
    return status_ok(status) ? user_write(a->target, &string, sizeof string) : status;
}

ntstatus nt_query_symbolic_link_object(const struct nt_query_symbolic_link_object *a)
{
    struct object *object;
    ntstatus status = capture_object(a->link, &symbolic_link_type, SYMBOLIC_LINK_RIGHT_QUERY, &object, NULL);
    if (!status_ok(status))
        return status;
    status = give_target(((const struct symbolic_link *)object)->target, a);
    object_dereference(object);
    return status;
}

/* ---- names without a handle ---- */

ntstatus nt_make_permanent_object(const struct nt_make_permanent_object *a)
{
    struct object *object;
    ntstatus status = token_must_hold(PRIVILEGE_CREATE_PERMANENT);
    if (status_ok(status))
        status = capture_object(a->object, NULL, 0, &object, NULL);
    if (!status_ok(status))
        return status;
    if (object_place(object))
        object_make_permanent(object);
    object_dereference(object);
    return STATUS_SUCCESS;
}

/* The kernel's own is permanent for good. */
ntstatus nt_make_temporary_object(const struct nt_make_temporary_object *a)
{
    struct object *object;
    ntstatus status = capture_object(a->object, NULL, RIGHT_DELETE, &object, NULL);
    if (!status_ok(status))
        return status;
    if (object->fixed)
        status = STATUS_ACCESS_DENIED;
    else
        object_make_temporary(object);
    object_dereference(object);
    return status;
}
