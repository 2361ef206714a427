#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/object/object.h"

#define TAG_HANDLES   POOL_TAG('O', 'b', 't', 'b')
#define FIRST_ENTRIES 32u
#define MOST_ENTRIES  65536u

static uint32_t in_use;

uint32_t handle_count(void)
{
    return in_use;
}

uint32_t object_access(const struct object_type *type, uint32_t access)
{
    uint32_t mapped = access & 0x01ffffffu;
    if (access & ACCESS_GENERIC_READ)
        mapped |= type->generic_read;
    if (access & ACCESS_GENERIC_WRITE)
        mapped |= type->generic_write;
    if (access & ACCESS_GENERIC_EXECUTE)
        mapped |= type->generic_execute;
    if (access & (ACCESS_GENERIC_ALL | ACCESS_MAXIMUM_ALLOWED))
        mapped |= type->all_access;
    if (mapped & type->implying)
        mapped |= type->implied;
    return mapped;
}

static bool grow(struct handle_table *table)
{
    uint32_t size = table->size ? table->size * 2 : FIRST_ENTRIES;
    struct handle_entry *entries =
        size <= MOST_ENTRIES ? pool_alloc(size * sizeof *entries, TAG_HANDLES) : NULL;
    if (!entries)
        return false;
    if (table->size)
        memcpy(entries, table->entries, table->size * sizeof *entries);
    pool_free(table->entries);
    table->entries = entries;
    table->size = size;
    return true;
}

static uint32_t free_index(const struct handle_table *table)
{
    uint32_t index = 0;
    while (index < table->size && table->entries[index].object)
        index++;
    return index;
}

static void fill(struct handle_table *table, uint32_t index, struct object *object, uint32_t access,
                 bool inherit)
{
    ASSERT(index < table->size && !table->entries[index].object);
    object_reference(object);
    object->handles++;
    table->entries[index] = (struct handle_entry){.object = object, .access = access, .inherit = inherit};
    table->used++;
    in_use++;
}

ntstatus handle_create(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                       uint32_t *handle)
{
    uint32_t index = free_index(table);
    if (index == table->size && !grow(table))
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(table, index, object, access, inherit);
    *handle = (index + 1) * 4;
    return STATUS_SUCCESS;
}

static struct handle_entry *entry_of(const struct handle_table *table, uint32_t handle)
{
    uint32_t index = handle / 4 - 1; /* NT ignores the two low bits */
    if (handle < 4 || index >= table->size || !table->entries[index].object || table->entries[index].reserved)
        return NULL;
    return &table->entries[index];
}

/* The entry that handle_reserve() gave, or NULL: the table may have been closed while somebody waited. */
static struct handle_entry *reserved_entry(const struct handle_table *table, uint32_t handle)
{
    uint32_t index = handle / 4 - 1;
    ASSERT(handle >= 4 && handle % 4 == 0);
    if (index >= table->size || !table->entries[index].object)
        return NULL;
    ASSERT(table->entries[index].reserved);
    return &table->entries[index];
}

static void empty(struct handle_table *table, struct handle_entry *entry)
{
    struct object *object = entry->object;
    ASSERT(object && object->handles > 0 && table->used > 0 && in_use >= table->used);
    entry->object = NULL;
    table->used--;
    in_use--;
    if (--object->handles == 0) {
        list_remove(&object->name_link);
        if (object->type->closed)
            object->type->closed(object);
    }
    object_dereference(object);
}

ntstatus handle_reserve(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                        uint32_t *handle)
{
    ntstatus status = handle_create(table, object, access, inherit, handle);
    if (status_ok(status))
        entry_of(table, *handle)->reserved = true;
    return status;
}

bool handle_publish(struct handle_table *table, uint32_t handle)
{
    struct handle_entry *entry = reserved_entry(table, handle);
    if (entry)
        entry->reserved = false;
    return entry != NULL;
}

void handle_unreserve(struct handle_table *table, uint32_t handle)
{
    struct handle_entry *entry = reserved_entry(table, handle);
    if (entry)
        empty(table, entry);
}

ntstatus handle_flags(const struct handle_table *table, uint32_t handle, bool *inherit, bool *kept_open)
{
    const struct handle_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    *inherit = entry->inherit;
    *kept_open = entry->kept_open;
    return STATUS_SUCCESS;
}

ntstatus handle_set_flags(struct handle_table *table, uint32_t handle, bool inherit, bool kept_open)
{
    struct handle_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    entry->inherit = inherit;
    entry->kept_open = kept_open;
    return STATUS_SUCCESS;
}

ntstatus handle_close(struct handle_table *table, uint32_t handle)
{
    struct handle_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    if (entry->kept_open)
        return STATUS_HANDLE_NOT_CLOSABLE;
    empty(table, entry);
    return STATUS_SUCCESS;
}

ntstatus handle_lookup(const struct handle_table *table, uint32_t handle, const struct object_type *type,
                       uint32_t access, struct object **object, uint32_t *granted)
{
    const struct handle_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    if (type && entry->object->type != type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (access & ~entry->access)
        return STATUS_ACCESS_DENIED;
    object_reference(entry->object);
    *object = entry->object;
    if (granted)
        *granted = entry->access;
    return STATUS_SUCCESS;
}

ntstatus handle_inherit(struct handle_table *to, const struct handle_table *from)
{
    ASSERT(to->used == 0);
    while (to->size < from->size)
        if (!grow(to))
            return STATUS_INSUFFICIENT_RESOURCES;
    for (uint32_t i = 0; i < from->size; i++)
        if (from->entries[i].object && from->entries[i].inherit && !from->entries[i].reserved) {
            fill(to, i, from->entries[i].object, from->entries[i].access, true);
            to->entries[i].kept_open = from->entries[i].kept_open;
        }
    return STATUS_SUCCESS;
}

void handle_close_all(struct handle_table *table)
{
    for (uint32_t i = 0; i < table->size; i++)
        if (table->entries[i].object)
            empty(table, &table->entries[i]);
    ASSERT(table->used == 0);
    pool_free(table->entries);
    *table = (struct handle_table){0};
}
