#include "sched/service/names.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/process/nt.h"
#include "storage/unicode.h"

#define TAG_OBJECT POOL_TAG('O', 'b', 'j', ' ')

static const char directory[] = "\\BaseNamedObjects\\";

/* A name can be relative to a directory of objects only, and a program has no handle to one. */
static ntstatus root_check(uint32_t root)
{
    struct object *object;
    if (root == 0)
        return STATUS_SUCCESS;
    ntstatus status = handle_lookup(current_handles(), root, NULL, 0, &object, NULL);
    if (!status_ok(status))
        return status;
    object_dereference(object);
    return STATUS_OBJECT_TYPE_MISMATCH;
}

/* Does the name begin with the text, by the rule for case that the caller chose? */
static bool begins_with(const struct captured_name *name, const char *text, uint32_t length)
{
    if (!(name->attributes & NT_OBJ_CASE_INSENSITIVE))
        return strncmp(name->text, text, length) == 0;
    return strlen(name->text) >= length && unicode_equal(name->text, length, text, length);
}

static struct object *find(const struct captured_name *name, const char *local)
{
    return name->attributes & NT_OBJ_CASE_INSENSITIVE ? object_find_any_case(local) : object_find(local);
}

/* A name with a backslash would lie in a directory, of which there is none: it ends at what has the first
 * part of the name, or at nothing. */
static ntstatus below(const struct captured_name *name, char *local, char *backslash)
{
    if (backslash == local)
        return STATUS_OBJECT_NAME_INVALID;
    *backslash = 0;
    struct object *object = find(name, local);
    if (!object)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    object_dereference(object);
    return STATUS_OBJECT_TYPE_MISMATCH;
}

/* The name within the directory; only that one exists, and it is no object of any type here. */
static ntstatus local_name(struct captured_name *name, const char **local)
{
    uint32_t length = sizeof directory - 1;
    *local = NULL;
    if (name->text[0] == 0)
        return STATUS_SUCCESS;
    ntstatus status = root_check(name->root);
    if (!status_ok(status))
        return status;
    if (name->text[0] != '\\')
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (strlen(name->text) == length - 1 && begins_with(name, directory, length - 1))
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (!begins_with(name, directory, length))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if (name->text[length] == 0)
        return STATUS_OBJECT_NAME_INVALID;
    char *backslash = strchr(name->text + length, '\\');
    if (backslash)
        return below(name, name->text + length, backslash);
    *local = name->text + length;
    return STATUS_SUCCESS;
}

static ntstatus existing(const struct object_type *type, struct object *object, uint32_t access,
                         const struct captured_name *name, uint32_t out)
{
    ntstatus status = STATUS_SUCCESS;
    ASSERT(object->name.name && object->references > 1);
    if (!(name->attributes & NT_OBJ_OPENIF))
        status = STATUS_OBJECT_NAME_COLLISION;
    else if (object->type != type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    if (!status_ok(status)) {
        object_dereference(object);
        return status;
    }
    status = return_handle(object, access, name->attributes, out);
    return status_ok(status) ? STATUS_OBJECT_NAME_EXISTS : status;
}

static ntstatus make(const struct object_type *type, uint32_t bytes, object_maker maker, const void *how,
                     const char *local, struct object **out)
{
    ASSERT(bytes >= sizeof(struct object) && type->deleted);
    struct object *object = pool_alloc(bytes, TAG_OBJECT);
    if (!object)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = maker(object, how);
    if (!status_ok(status)) {
        pool_free(object);
        return status;
    }
    if (local)
        status = object_start_named(object, type, local);
    else
        object_start(object, type);
    if (!status_ok(status)) {
        type->deleted(object);
        return status;
    }
    *out = object;
    return STATUS_SUCCESS;
}

ntstatus named_create(const struct object_type *type, uint32_t bytes, object_maker maker, const void *how,
                      uint32_t access, uint32_t attributes, uint32_t out)
{
    struct captured_name name;
    const char *local;
    struct object *object;
    ntstatus status = capture_attributes(attributes, &name);
    if (status_ok(status))
        status = local_name(&name, &local);
    if (!status_ok(status))
        return status;
    object = local ? find(&name, local) : NULL;
    if (object)
        return existing(type, object, access, &name, out);
    status = make(type, bytes, maker, how, local, &object);
    return status_ok(status) ? return_handle(object, access, name.attributes, out) : status;
}

ntstatus named_open(const struct object_type *type, uint32_t access, uint32_t attributes, uint32_t out)
{
    struct captured_name name;
    const char *local;
    ntstatus status = attributes ? capture_attributes(attributes, &name) : STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = local_name(&name, &local);
    if (!status_ok(status))
        return status;
    if (!local)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    struct object *object = find(&name, local);
    if (!object)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (object->type != type) {
        object_dereference(object);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return return_handle(object, access, name.attributes, out);
}
