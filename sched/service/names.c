#include "sched/service/names.h"

#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/object/directory.h"
#include "sched/process/nt.h"
#include "sched/process/token.h"

#define TAG_OBJECT POOL_TAG('O', 'b', 'j', ' ')

/* The directory that a name is relative to, with a reference; NULL: to none. */
static ntstatus root_of(uint32_t handle, struct object_directory **out)
{
    struct object *object;
    *out = NULL;
    if (handle == 0)
        return STATUS_SUCCESS;
    ntstatus status = handle_lookup(current_handles(), handle, &directory_type, 0, &object, NULL);
    if (status_ok(status))
        *out = (struct object_directory *)object;
    return status;
}

/* The empty name is the directory itself. What was found has a reference, and if nothing was, its directory
 * has. */
static ntstatus find_from(struct lookup *lookup, struct object_directory *root)
{
    ntstatus status = STATUS_SUCCESS;
    lookup->from = root;
    if (root && lookup->text[0] == 0)
        lookup->object = &root->object;
    else
        status = directory_find(lookup);
    if (!status_ok(status))
        return status;
    if (lookup->object && lookup->rest && *lookup->rest)
        return STATUS_OBJECT_TYPE_MISMATCH; /* behind a device there are files only */
    object_reference(lookup->object ? lookup->object : &lookup->directory->object);
    return STATUS_SUCCESS;
}

static ntstatus find(const struct object_type *type, struct captured_name *name, struct lookup *lookup)
{
    struct object_directory *root;
    *lookup = (struct lookup){.text = name->text};
    lookup->any_case = (name->attributes & NT_OBJ_CASE_INSENSITIVE) != 0;
    lookup->link_itself = type == &symbolic_link_type || (name->attributes & NT_OBJ_OPENLINK);
    ntstatus status = root_of(name->root, &root);
    if (status_ok(status))
        status = find_from(lookup, root);
    if (root)
        object_dereference(&root->object);
    return status;
}

static ntstatus existing(const struct object_type *type, struct object *object, uint32_t access,
                         const struct captured_name *name, uint32_t out)
{
    ntstatus status = STATUS_SUCCESS;
    ASSERT(object->name && object->references > 1);
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
                     const struct lookup *place, struct object **out)
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
    if (place)
        status = object_start_named(object, type, place->directory, place->rest);
    else
        object_start(object, type);
    if (!status_ok(status)) {
        type->deleted(object);
        return status;
    }
    *out = object;
    return STATUS_SUCCESS;
}

/* It must not be permanent if its handle cannot be told. */
static ntstatus return_permanent(struct object *object, uint32_t access, uint32_t attributes, uint32_t out)
{
    object_reference(object);
    object_make_permanent(object);
    ntstatus status = return_handle(object, access, attributes, out);
    if (!status_ok(status))
        object_make_temporary(object);
    object_dereference(object);
    return status;
}

static ntstatus create_at(const struct lookup *place, const struct object_type *type, uint32_t bytes,
                          object_maker maker, const void *how, uint32_t access, uint32_t attributes,
                          uint32_t out)
{
    struct object *object;
    bool permanent = place && (attributes & NT_OBJ_PERMANENT);
    ntstatus status = make(type, bytes, maker, how, place, &object);
    if (place)
        object_dereference(&place->directory->object);
    if (!status_ok(status))
        return status;
    return permanent ? return_permanent(object, access, attributes, out)
                     : return_handle(object, access, attributes, out);
}

ntstatus named_create(const struct object_type *type, uint32_t bytes, object_maker maker, const void *how,
                      uint32_t access, uint32_t attributes, uint32_t out)
{
    struct captured_name name;
    struct lookup lookup;
    ntstatus status = capture_attributes(attributes, &name);
    if (status_ok(status) && (name.attributes & NT_OBJ_PERMANENT))
        status = token_must_hold(PRIVILEGE_CREATE_PERMANENT);
    if (!status_ok(status))
        return status;
    if (name.text[0] == 0)
        return create_at(NULL, type, bytes, maker, how, access, name.attributes, out);
    status = find(type, &name, &lookup);
    if (!status_ok(status))
        return status;
    if (lookup.object)
        return existing(type, lookup.object, access, &name, out);
    return create_at(&lookup, type, bytes, maker, how, access, name.attributes, out);
}

ntstatus named_open(const struct object_type *type, uint32_t access, uint32_t attributes, uint32_t out)
{
    struct captured_name name;
    struct lookup lookup;
    ntstatus status = attributes ? capture_attributes(attributes, &name) : STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = find(type, &name, &lookup);
    if (!status_ok(status))
        return status;
    if (!lookup.object || lookup.object->type != type) {
        object_dereference(lookup.object ? lookup.object : &lookup.directory->object);
        return lookup.object ? STATUS_OBJECT_TYPE_MISMATCH : STATUS_OBJECT_NAME_NOT_FOUND;
    }
    return return_handle(lookup.object, access, name.attributes, out);
}
