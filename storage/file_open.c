#include "storage/file.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/fat_space.h"
#include "storage/file_search.h"
#include "storage/volumelock.h"

#define SEARCH_TAG          POOL_TAG('F', 'i', 'l', 'S')
#define SETTABLE_ATTRIBUTES (FAT_READ_ONLY | FAT_HIDDEN | FAT_SYSTEM | FAT_ARCHIVE)

/* What file_open() was asked for. */
struct request {
    enum file_disposition disposition;
    uint32_t attributes;
    bool directory, must_be_file;
};

static bool disposition_overwrites(enum file_disposition disposition)
{
    return disposition == FILE_DISPOSITION_SUPERSEDE || disposition == FILE_DISPOSITION_OVERWRITE ||
           disposition == FILE_DISPOSITION_OVERWRITE_IF;
}

static bool disposition_creates(enum file_disposition disposition)
{
    return disposition != FILE_DISPOSITION_OPEN && disposition != FILE_DISPOSITION_OVERWRITE;
}

/* An overwritten file gets the attributes it was asked for; it cannot stop being hidden, or the system's, in
 * passing (Microsoft: CreateFile, CREATE_ALWAYS). */
static bool overwrite_reveals(const struct request *request, const struct fat_entry *entry)
{
    return (entry->attributes & ~request->attributes & (FAT_HIDDEN | FAT_SYSTEM)) != 0;
}

/* May this entry be opened as it was asked for. */
static ntstatus existing_check(const struct request *request, const struct fat_entry *entry)
{
    bool directory = entry->attributes & FAT_DIRECTORY;
    if (request->disposition == FILE_DISPOSITION_CREATE)
        return STATUS_OBJECT_NAME_COLLISION;
    if (directory && request->must_be_file)
        return STATUS_FILE_IS_A_DIRECTORY;
    if (!directory && request->directory)
        return STATUS_NOT_A_DIRECTORY;
    if (!disposition_overwrites(request->disposition))
        return STATUS_SUCCESS;
    if (directory)
        return STATUS_OBJECT_NAME_COLLISION;
    if ((entry->attributes & FAT_READ_ONLY) || overwrite_reveals(request, entry))
        return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

/* The node of an entry that is on the volume: the one that is open, or a new one. */
static ntstatus existing_node(const struct file_search *search, struct file_node **out)
{
    struct fat_record record = fat_record_of(&search->entry);
    struct file_node *node = file_node_find(record.place);
    *out = node;
    if (node != NULL)
        return node->file.delete_pending ? STATUS_DELETE_PENDING : STATUS_SUCCESS;
    ntstatus status = fat_entry_check(file_volume(), &search->entry);
    if (!status_ok(status))
        return status;
    *out = node = file_node_make(search->path);
    if (node == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = file_node_load(node, &record);
    if (!status_ok(status)) {
        file_node_free(node);
        return status;
    }
    file_node_enter(node);
    return STATUS_SUCCESS;
}

/* A mapped file keeps its bytes: its pages come from them. */
static ntstatus overwrite(struct file_node *node, const struct request *request, enum file_action *action)
{
    bool supersede = request->disposition == FILE_DISPOSITION_SUPERSEDE;
    if (node->file.image_section != NULL)
        return STATUS_SHARING_VIOLATION;
    if (node->file.data_section != NULL)
        return STATUS_USER_MAPPED_FILE;
    struct file_state before = file_node_state(node);
    *action = supersede ? FILE_ACTION_SUPERSEDED : FILE_ACTION_OVERWRITTEN;
    node->record.attributes = (request->attributes & SETTABLE_ATTRIBUTES) | FAT_ARCHIVE;
    if (supersede)
        node->record.times = file_now();
    ntstatus status = file_node_empty(node);
    if (!status_ok(status))
        file_node_restore(node, &before);
    return status;
}

static ntstatus open_existing(const struct file_search *search, const struct request *request,
                              struct file_node **out, enum file_action *action)
{
    ntstatus status = existing_check(request, &search->entry);
    if (!status_ok(status))
        return status;
    status = existing_node(search, out);
    if (!status_ok(status))
        return status;
    *action = FILE_ACTION_OPENED;
    if (disposition_overwrites(request->disposition))
        status = overwrite(*out, request, action);
    if (!status_ok(status) && (*out)->file.references == 0)
        file_node_free(*out);
    return status;
}

/* Makes what the record describes on the volume; a directory gets its cluster here. */
static ntstatus create_entry(const struct file_search *search, struct fat_record *record)
{
    struct fat_volume *volume = file_volume();
    ntstatus status = STATUS_SUCCESS;
    if (record->attributes & FAT_DIRECTORY)
        status = fat_directory_make(volume, record->directory, &record->times, &record->cluster);
    if (!status_ok(status))
        return status;
    status = fat_record_add(volume, record, search->name, search->name_length);
    if (!status_ok(status))
        fat_space_release(volume, record->cluster);
    return status;
}

static ntstatus create_check(const struct file_search *search, const struct request *request)
{
    const struct file_node *parent = file_node_find(search->parent_place);
    if (!disposition_creates(request->disposition))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (search->must_be_directory && !request->directory)
        return STATUS_OBJECT_NAME_INVALID;
    if (request->directory && (request->must_be_file || disposition_overwrites(request->disposition)))
        return STATUS_INVALID_PARAMETER;
    return parent != NULL && parent->file.delete_pending ? STATUS_DELETE_PENDING : STATUS_SUCCESS;
}

static ntstatus create_new(const struct file_search *search, const struct request *request,
                           struct file_node **out, enum file_action *action)
{
    struct fat_record record = {.directory = search->parent_cluster, .times = file_now()};
    ntstatus status = create_check(search, request);
    if (!status_ok(status))
        return status;
    struct file_node *node = file_node_make(search->path);
    if (node == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    record.attributes =
        (request->attributes & SETTABLE_ATTRIBUTES) | (request->directory ? FAT_DIRECTORY : FAT_ARCHIVE);
    status = create_entry(search, &record);
    if (!status_ok(status)) {
        file_node_free(node);
        return status;
    }
    file_node_displace(&record);
    file_node_fresh(node, &record);
    file_node_enter(node);
    *action = FILE_ACTION_CREATED;
    *out = node;
    return STATUS_SUCCESS;
}

static ntstatus search_and_open(struct file_search *search, const char *path, const struct request *request,
                                struct file_node **out, enum file_action *action)
{
    ntstatus status = file_search(search, path);
    if (!status_ok(status))
        return status;
    if (!search->found)
        return create_new(search, request, out, action);
    if (search->must_be_directory && !(search->entry.attributes & FAT_DIRECTORY))
        return STATUS_OBJECT_NAME_INVALID;
    return open_existing(search, request, out, action);
}

ntstatus file_open(const char *path, enum file_disposition disposition, uint32_t attributes, bool directory,
                   bool must_be_file, struct file **out, enum file_action *action)
{
    struct request request = {disposition, attributes, directory, must_be_file};
    struct file_node *node;
    enum file_action done;
    ASSERT(path != NULL);
    if ((uint32_t)disposition > FILE_DISPOSITION_OVERWRITE_IF)
        return STATUS_INVALID_PARAMETER;
    struct file_search *search = pool_alloc_raw(sizeof *search, SEARCH_TAG);
    if (search == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    volume_lock();
    ntstatus status = search_and_open(search, path, &request, &node, &done);
    pool_free(search);
    if (status_ok(status)) {
        node->file.references++;
        *out = &node->file;
        *action = done;
    }
    volume_unlock();
    return status;
}
