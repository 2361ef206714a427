#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/object/object.h"

#define TAG_HANDLES   POOL_TAG('O', 'b', 't', 'b')
#define FIRST_ENTRIES 32u
#define MOST_ENTRIES  FREEMAP_MOST

static uint32_t in_use;

uint32_t handle_count(void)
{
    return in_use;
}

uint32_t object_access(const struct object_type *type, uint32_t access)
{
    uint32_t mapped = access & ACCESS_SPECIFIC;
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
    ASSERT(mapped <= ACCESS_SPECIFIC);
    return mapped;
}

/* The map of what is free lies behind the entries, in the same block. */
static struct handle_entry *entries_for(uint32_t size)
{
    return pool_alloc(size * sizeof(struct handle_entry) + freemap_words(size) * sizeof(uint32_t),
                      TAG_HANDLES);
}

static void note_free(struct handle_table *table)
{
    freemap_start(&table->free, (uint32_t *)(table->entries + table->size), table->size);
    for (uint32_t i = 0; i < table->size; i++)
        if (!table->entries[i].object)
            freemap_give(&table->free, i);
}

static bool grow(struct handle_table *table)
{
    uint32_t size = table->size ? table->size * 2 : FIRST_ENTRIES;
    struct handle_entry *entries = size <= MOST_ENTRIES ? entries_for(size) : NULL;
    if (!entries)
        return false;
    if (table->size)
        memcpy(entries, table->entries, table->size * sizeof *entries);
    pool_free(table->entries);
    table->entries = entries;
    table->size = size;
    note_free(table);
    return true;
}

/* The number that names an entry. */
static uint32_t handle_of(const struct handle_table *table, const struct handle_entry *entry)
{
    return handle_of_index((uint32_t)(entry - table->entries));
}

static void log_handle_of(const struct handle_table *table, const struct handle_entry *entry)
{
    ASSERT(table->owner && entry->object->serial);
    log_number(NULL, table->owner);
    log_handle(handle_of(table, entry));
    log_object(entry->object->type->name, entry->object->serial);
}

/* What holds from now on: `handle+` or `handle=`. */
static void log_entry(const char *event, const struct handle_table *table, const struct handle_entry *entry)
{
    if (!log_detail(LOG_HANDLE, event))
        return;
    log_handle_of(table, entry);
    log_address("access", entry->access);
    if (entry->inherit)
        log_word("inherit");
    if (entry->kept_open)
        log_word("protected");
    if (entry->reserved)
        log_word("reserved");
    log_end();
}

static void log_gone(const struct handle_table *table, const struct handle_entry *entry)
{
    if (!log_detail(LOG_HANDLE, "handle-"))
        return;
    log_handle_of(table, entry);
    log_end();
}

static void fill(struct handle_table *table, uint32_t index, const struct handle_entry *entry)
{
    ASSERT(index < table->size && !table->entries[index].object);
    object_reference(entry->object);
    if (entry->object->handles++ == 0)
        object_opened(entry->object);
    freemap_take(&table->free, index);
    table->entries[index] = *entry;
    table->used++;
    in_use++;
    log_entry("handle+", table, &table->entries[index]);
}

static ntstatus put(struct handle_table *table, const struct handle_entry *entry, uint32_t *handle)
{
    uint32_t index = freemap_lowest(&table->free);
    if (index == table->size && !grow(table))
        return STATUS_INSUFFICIENT_RESOURCES;
    fill(table, index, entry);
    *handle = handle_of(table, &table->entries[index]);
    return STATUS_SUCCESS;
}

ntstatus handle_create(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                       uint32_t *handle)
{
    return put(table, &(struct handle_entry){.object = object, .access = access, .inherit = inherit}, handle);
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
    log_gone(table, entry);
    entry->object = NULL;
    freemap_give(&table->free, (uint32_t)(entry - table->entries));
    table->used--;
    in_use--;
    if (object->type->left)
        object->type->left(object, table);
    if (--object->handles == 0) {
        object_closed(object);
        if (object->type->closed)
            object->type->closed(object);
    }
    object_dereference(object);
}

ntstatus handle_reserve(struct handle_table *table, struct object *object, uint32_t access, bool inherit,
                        uint32_t *handle)
{
    const struct handle_entry entry = {
        .object = object, .access = access, .inherit = inherit, .reserved = true};
    return put(table, &entry, handle);
}

bool handle_publish(struct handle_table *table, uint32_t handle)
{
    struct handle_entry *entry = reserved_entry(table, handle);
    if (!entry)
        return false;
    entry->reserved = false;
    log_entry("handle=", table, entry);
    return true;
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
    bool same = entry->inherit == inherit && entry->kept_open == kept_open;
    entry->inherit = inherit;
    entry->kept_open = kept_open;
    if (!same)
        log_entry("handle=", table, entry);
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
        if (from->entries[i].object && from->entries[i].inherit && !from->entries[i].reserved)
            fill(to, i, &from->entries[i]);
    return STATUS_SUCCESS;
}

void handle_close_all(struct handle_table *table)
{
    for (uint32_t i = 0; i < table->size; i++)
        if (table->entries[i].object)
            empty(table, &table->entries[i]);
    ASSERT(table->used == 0);
    pool_free(table->entries);
    *table = (struct handle_table){.owner = table->owner};
}

bool handle_names(const struct handle_table *table, const struct object *object)
{
    for (uint32_t i = 0; i < table->size; i++)
        if (table->entries[i].object == object)
            return true;
    return false;
}
