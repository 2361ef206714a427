#include <stddef.h>
#include <string.h>
#include "mmu/pool.h"
#include "storage/fat_space.h"
#include "storage/file_search.h"

#define SEARCH_TAG POOL_TAG('F', 'i', 'l', 'S')

static ntstatus may_delete(struct file_node *node)
{
    bool empty = true;
    ntstatus status = STATUS_SUCCESS;
    if (file_node_is_root(node) || (node->record.attributes & FAT_READ_ONLY))
        return STATUS_CANNOT_DELETE;
    if (node->file.directory)
        status = fat_directory_is_empty(file_volume(), node->chain.first, &empty);
    return status_ok(status) && !empty ? STATUS_DIRECTORY_NOT_EMPTY : status;
}

ntstatus file_set_delete(struct file *file, bool delete_it)
{
    ntstatus status = delete_it ? may_delete(file_node(file)) : STATUS_SUCCESS;
    if (status_ok(status))
        file->delete_pending = delete_it;
    return status;
}

/* May what stands at the new path give way. */
static ntstatus target_check(const struct file_search *search, bool replace)
{
    if (!replace)
        return STATUS_OBJECT_NAME_COLLISION;
    if (file_node_find(search->entry.place) != NULL ||
        (search->entry.attributes & (FAT_DIRECTORY | FAT_READ_ONLY)))
        return STATUS_ACCESS_DENIED;
    uint32_t clusters;
    ntstatus status = fat_entry_check(file_volume(), &search->entry);
    if (!status_ok(status) || search->entry.cluster == 0)
        return status;
    return file_chain_check(search->entry.cluster, &clusters); /* its clusters will be freed */
}

/* Does the new path lie within the directory that is renamed. */
static bool goes_into_itself(const struct file_node *node, const struct file_search *search)
{
    size_t length = strlen(node->path);
    return node->file.directory && strncmp(search->path, node->path, length) == 0 &&
           search->path[length] == '\\';
}

static ntstatus rename_check(const struct file_node *node, const struct file_search *search, bool replace)
{
    const struct file_node *parent = file_node_find(search->parent_place);
    if (node->record.place == FILE_NO_PLACE)
        return STATUS_FILE_CORRUPT_ERROR;
    if (node->file.delete_pending || (parent != NULL && parent->file.delete_pending))
        return STATUS_DELETE_PENDING;
    if (search->must_be_directory && !node->file.directory)
        return STATUS_OBJECT_NAME_INVALID;
    if (goes_into_itself(node, search))
        return STATUS_INVALID_PARAMETER;
    if (node->file.directory && file_node_has_open_below(node))
        return STATUS_ACCESS_DENIED;
    if (search->found && search->entry.place != node->record.place)
        return target_check(search, replace);
    return STATUS_SUCCESS;
}

/* Adds the entry under its new name. */
static ntstatus record_add(struct fat_record *record, const struct file_search *search)
{
    ntstatus status = fat_record_add(file_volume(), record, search->name, search->name_length);
    if (status_ok(status))
        file_node_displace(record);
    return status;
}

static const char *last_name(const char *path)
{
    return strrchr(path, '\\') + 1;
}

/* Only the case changes, or the long name for the same 8.3 one: the old entry must go first, because the new
 * one may need its 8.3 name. If the new one cannot be made, the old one fits where it was. */
static ntstatus rename_in_place(struct file_node *node, const struct file_search *search,
                                struct fat_record *record)
{
    struct fat_volume *volume = file_volume();
    const char *old = last_name(node->path);
    ntstatus status = fat_record_remove(volume, &node->record);
    if (!status_ok(status))
        return status;
    status = record_add(record, search);
    if (!status_ok(status)) {
        node->record.place = FILE_NO_PLACE;
        fat_record_add(volume, &node->record, old, (uint32_t)strlen(old));
    }
    return status;
}

/* For a moment there are two entries, never none. */
static ntstatus rename_across(struct file_node *node, struct fat_record *record,
                              const struct file_search *search)
{
    struct fat_volume *volume = file_volume();
    ntstatus status = record_add(record, search);
    if (status_ok(status) && node->file.directory && record->directory != node->record.directory)
        status = fat_directory_reparent(volume, record->cluster, record->directory);
    bool has_old = node->record.place != FILE_NO_PLACE; /* else the new entry is where the old one was lost */
    return status_ok(status) && has_old ? fat_record_remove(volume, &node->record) : status;
}

/* The replaced file's entry makes place for the new one; its clusters follow when that is there. */
static ntstatus rename_over(struct file_node *node, struct fat_record *record,
                            const struct file_search *search)
{
    struct fat_record target = fat_record_of(&search->entry);
    ntstatus status = fat_record_remove(file_volume(), &target);
    if (status_ok(status))
        status = rename_across(node, record, search);
    return status_ok(status) ? fat_space_release(file_volume(), target.cluster) : status;
}

static ntstatus rename_perform(struct file_node *node, const struct file_search *search)
{
    struct fat_record record = node->record;
    ntstatus status;
    record.directory = search->parent_cluster;
    record.size = node->file.size;
    record.cluster = node->chain.first;
    if (!search->found)
        status = rename_across(node, &record, search);
    else if (search->entry.place == node->record.place)
        status = rename_in_place(node, search, &record);
    else
        status = rename_over(node, &record, search);
    if (status_ok(status))
        node->record = record;
    return status;
}

/* The path as the volume has it now: the directory as found, the last name as given. */
static void path_finish(struct file_search *search)
{
    char *name = strrchr(search->path, '\\') + 1;
    if (search->name_length < FILE_PATH_BYTES - (size_t)(name - search->path)) {
        memcpy(name, search->name, search->name_length);
        name[search->name_length] = 0;
    }
}

static ntstatus search_and_rename(struct file_search *search, struct file_node *node, const char *new_path,
                                  bool replace)
{
    ntstatus status = file_search(search, new_path);
    if (status_ok(status) && strcmp(search->path, "\\") == 0)
        status = STATUS_ACCESS_DENIED;
    if (status_ok(status))
        status = rename_check(node, search, replace);
    if (!status_ok(status))
        return status;
    path_finish(search);
    char *path = file_path_copy(search->path);
    if (path == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = rename_perform(node, search);
    if (!status_ok(status)) {
        pool_free(path);
        return status;
    }
    pool_free(node->path);
    node->path = path;
    return STATUS_SUCCESS;
}

ntstatus file_rename(struct file *file, const char *new_path, bool replace)
{
    struct file_node *node = file_node(file);
    if (file_node_is_root(node))
        return STATUS_ACCESS_DENIED;
    struct file_search *search = pool_alloc(sizeof *search, SEARCH_TAG);
    if (search == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = search_and_rename(search, node, new_path, replace);
    pool_free(search);
    return status;
}
