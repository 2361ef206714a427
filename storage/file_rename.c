#include "storage/file.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/fat_space.h"
#include "storage/file_search.h"
#include "storage/volumelock.h"

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
    volume_lock();
    ASSERT(file->references != 0);
    ntstatus status = delete_it ? may_delete(file_node(file)) : STATUS_SUCCESS;
    if (status_ok(status))
        file->delete_pending = delete_it;
    volume_unlock();
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

/* Under a name that no other file has: a new one, or the file's own in other letters. */
static ntstatus rename_to(const struct fat_record *from, struct fat_record *to,
                          const struct file_search *search)
{
    ntstatus status = fat_record_move(file_volume(), from, to, search->name, search->name_length);
    if (status_ok(status))
        file_node_displace(to);
    return status;
}

static bool name_stands(const struct file_search *search)
{
    return strlen(search->entry.name) == search->name_length &&
           memcmp(search->entry.name, search->name, search->name_length) == 0;
}

/* Where a rename has led to. */
struct renamed {
    struct fat_record record;
    bool old_name; /* the entry is called as the file that gave way was */
};

/* The file takes the place of the one that gives way, so that no room is needed and no moment is without
 * either. Then the clusters of the old one go back, and the name gets the letters that were asked for.
 * Neither has a part in the success: it is the new file that stands there now. */
static ntstatus rename_over(struct file_node *node, const struct file_search *search, struct renamed *renamed)
{
    struct fat_record target = fat_record_of(&search->entry), record = renamed->record;
    record.place = target.place;
    record.position = target.position;
    record.first_position = target.first_position;
    ntstatus status = fat_record_replace(file_volume(), &node->record, &record);
    if (!status_ok(status))
        return status;
    fat_space_release(file_volume(), target.cluster);
    renamed->record = record;
    renamed->old_name = !name_stands(search) && !status_ok(rename_to(&record, &renamed->record, search));
    if (renamed->old_name)
        renamed->record = record;
    return status;
}

static ntstatus rename_perform(struct file_node *node, const struct file_search *search,
                               struct renamed *renamed)
{
    renamed->old_name = false;
    renamed->record = node->record;
    renamed->record.directory = search->parent_cluster;
    renamed->record.size = node->file.size;
    renamed->record.cluster = node->chain.first;
    if (search->found && search->entry.place != node->record.place)
        return rename_over(node, search, renamed);
    return rename_to(&node->record, &renamed->record, search);
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

/* The node gets *path, and the caller the node's old one to free. */
static void path_change(struct file_node *node, char **path)
{
    char *before = node->path;
    file_node_set_path(node, *path);
    *path = before;
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
    char *old = file_path_copy(search->path);
    path_finish(search);
    char *new = file_path_copy(search->path);
    struct renamed renamed = {.old_name = false};
    status =
        old != NULL && new != NULL ? rename_perform(node, search, &renamed) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status)) {
        node->record = renamed.record;
        path_change(node, renamed.old_name ? &old : &new);
    }
    pool_free(old);
    pool_free(new);
    return status;
}

ntstatus file_rename(struct file *file, const char *new_path, bool replace)
{
    struct file_node *node = file_node(file);
    ASSERT(file->references != 0 && new_path != NULL);
    if (file_node_is_root(node))
        return STATUS_ACCESS_DENIED;
    struct file_search *search = pool_alloc_raw(sizeof *search, SEARCH_TAG);
    if (search == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    volume_lock();
    ntstatus status = search_and_rename(search, node, new_path, replace);
    volume_unlock();
    pool_free(search);
    return status;
}
