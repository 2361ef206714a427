#include "storage/file_search.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "storage/fat_index.h"

static ntstatus append_name(struct file_search *search, const char *name, uint32_t length)
{
    ASSERT(search->path_length < FILE_PATH_BYTES && length != 0);
    if (length + 2 > FILE_PATH_BYTES - search->path_length)
        return STATUS_NAME_TOO_LONG;
    char *end = search->path + search->path_length;
    *end = '\\';
    memcpy(end + 1, name, length);
    end[length + 1] = 0;
    search->path_length += length + 1;
    return STATUS_SUCCESS;
}

/* A directory that shares clusters with something else must not be changed by what is found in it. */
static ntstatus directory_check(const struct fat_entry *entry)
{
    uint32_t clusters;
    ntstatus status = fat_entry_check(file_volume(), entry);
    if (!status_ok(status) || entry->place == 0)
        return status;
    return file_chain_check(entry->cluster, &clusters);
}

/* Looks the next name up in the directory that search->entry stands for. */
static ntstatus search_step(struct file_search *search)
{
    struct fat_volume *volume = file_volume();
    if (!(search->entry.attributes & FAT_DIRECTORY))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    ntstatus status = directory_check(&search->entry);
    if (!status_ok(status))
        return status;
    search->parent_place = search->entry.place;
    search->parent_cluster = search->entry.cluster;
    status =
        fat_index_find(volume, search->parent_cluster, search->name, search->name_length, &search->entry);
    search->found = status_ok(status);
    if (search->found)
        return append_name(search, search->entry.name, (uint32_t)strlen(search->entry.name));
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        return append_name(search, search->name, search->name_length);
    return status;
}

static ntstatus search_root(struct file_search *search)
{
    search->found = true;
    search->must_be_directory = true;
    strcpy(search->path, "\\");
    return STATUS_SUCCESS;
}

ntstatus file_search(struct file_search *search, const char *path)
{
    fat_root_entry(&search->entry);
    search->path_length = 0;
    search->path[0] = 0;
    search->must_be_directory = false;
    if (strcmp(path, "\\") == 0)
        return search_root(search);
    for (search->found = true; *path != 0 && !search->must_be_directory;) {
        if (!fat_path_next(&path, &search->name, &search->name_length))
            return STATUS_OBJECT_NAME_INVALID;
        if (!search->found)
            return STATUS_OBJECT_PATH_NOT_FOUND;
        search->must_be_directory = strcmp(path, "\\") == 0;
        ntstatus status = search_step(search);
        if (!status_ok(status))
            return status;
    }
    return search->path_length != 0 ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}
