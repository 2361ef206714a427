#include "storage/file.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "storage/fat_space.h"
#include "storage/fat_write.h"
#include "storage/file_extent.h"
#include "storage/file_node.h"
#include "storage/volumelock.h"

#define ATTRIBUTE_NORMAL    0x80u /* FILE_ATTRIBUTE_NORMAL: NT's way to say "none" */
#define SETTABLE_ATTRIBUTES (FAT_READ_ONLY | FAT_HIDDEN | FAT_SYSTEM | FAT_ARCHIVE)

static const struct file_memory *memory;

void file_on_transfer(const struct file_memory *of_files)
{
    ASSERT(!memory);
    memory = of_files;
}

void file_reference(struct file *file)
{
    ASSERT(file->references != 0);
    file->references++;
}

/* The last reference is gone. An error has nobody to go to here; the volume says it again at the next chance.
 */
static void node_finish(struct file_node *node)
{
    if (node->record.place != FILE_NO_PLACE && node->file.delete_pending) {
        if (status_ok(fat_record_remove(file_volume(), &node->record)))
            fat_space_release(file_volume(), node->chain.first);
    } else if (node->stale) {
        file_node_store(node);
    }
    file_node_free(node);
}

void file_close(struct file *file)
{
    volume_lock();
    ASSERT(file->references != 0);
    if (--file->references == 0)
        node_finish(file_node(file));
    volume_unlock();
}

static ntstatus read_locked(struct file *file, uint32_t offset, void *buffer, uint32_t length, uint32_t *done)
{
    struct file_node *node = file_node(file);
    ASSERT(file->references != 0);
    *done = 0;
    if (file->directory)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (offset >= file->size)
        return STATUS_END_OF_FILE;
    if (length > file->size - offset)
        length = file->size - offset;
    ntstatus status = fat_read(file_volume(), &node->chain, offset, buffer, length);
    if (status_ok(status) && file->data_section)
        memory->was_read(file, offset, buffer, length);
    *done = status_ok(status) ? length : 0;
    return status;
}

ntstatus file_read(struct file *file, uint32_t offset, void *buffer, uint32_t length, uint32_t *done)
{
    volume_lock();
    ntstatus status = read_locked(file, offset, buffer, length, done);
    volume_unlock();
    return status;
}

static void node_touch(struct file_node *node)
{
    struct fat_times now = file_now();
    node->record.times.written_date = now.written_date;
    node->record.times.written_time = now.written_time;
    node->record.times.accessed_date = now.accessed_date;
    node->record.attributes |= FAT_ARCHIVE;
    node->stale = true;
}

/* Stores the entry; if that fails, the node is as it was in `before`, but for the chain, which is cut. */
static ntstatus node_settle(struct file_node *node, const struct file_state *before)
{
    ntstatus status = file_node_store(node);
    if (status_ok(status))
        return status;
    node->file.size = before->size;
    file_node_cut(node, before->size);
    node->record = before->record;
    node->stale = before->stale;
    return status;
}

/* Clusters that were got for a size that did not come to be go back. The first error is the one to tell. */
static ntstatus node_undo(struct file_node *node, ntstatus status)
{
    file_node_cut(node, node->file.size);
    return status;
}

/* Makes room for `size` bytes and zeros what lies between the old end and `from`. The size is the caller's to
 * set. */
static ntstatus node_extend(struct file_node *node, uint32_t size, uint32_t from)
{
    uint32_t old = node->file.size;
    ntstatus status = file_node_grow(node, size);
    if (status_ok(status) && from > old)
        status = fat_zero(file_volume(), &node->chain, old, from - old);
    if (status_ok(status) && from > old && node->file.data_section)
        memory->was_zeroed(&node->file, old, from - old);
    return status_ok(status) ? status : node_undo(node, status);
}

static ntstatus write_locked(struct file *file, uint32_t offset, const void *buffer, uint32_t length,
                             uint32_t *done)
{
    struct file_node *node = file_node(file);
    ASSERT(file->references != 0);
    *done = 0;
    if (file->directory)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (length == 0)
        return STATUS_SUCCESS;
    if (length > UINT32_MAX - offset)
        return STATUS_DISK_FULL;
    bool grows = offset + length > file->size;
    ntstatus status = grows ? node_extend(node, offset + length, offset) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    status = fat_write(file_volume(), &node->chain, offset, buffer, length);
    if (!status_ok(status))
        return node_undo(node, status);
    if (file->data_section)
        memory->was_written(file, offset, buffer, length);
    struct file_state before = file_node_state(node);
    node_touch(node);
    if (grows) {
        file->size = offset + length;
        status = node_settle(node, &before);
    }
    *done = status_ok(status) ? length : 0;
    return status;
}

ntstatus file_write(struct file *file, uint32_t offset, const void *buffer, uint32_t length, uint32_t *done)
{
    volume_lock();
    ntstatus status = write_locked(file, offset, buffer, length, done);
    volume_unlock();
    return status;
}

/* The entry first: at no moment may it promise more than the chain holds. */
static ntstatus node_shrink(struct file_node *node, uint32_t size)
{
    struct file_state before = file_node_state(node);
    node_touch(node);
    if (size == 0)
        return file_node_empty(node);
    node->file.size = size;
    ntstatus status = file_node_store(node);
    if (status_ok(status))
        file_node_cut(node, size); /* what a failing disk keeps is a chain longer than its file */
    else
        file_node_restore(node, &before);
    return status;
}

static ntstatus set_size_locked(struct file *file, uint32_t size)
{
    struct file_node *node = file_node(file);
    ASSERT(file->references != 0);
    if (file->directory)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (size < file->size)
        return node_shrink(node, size);
    struct file_state before = file_node_state(node);
    ntstatus status = node_extend(node, size, size);
    if (!status_ok(status))
        return status;
    node_touch(node);
    file->size = size;
    return node_settle(node, &before);
}

ntstatus file_set_size(struct file *file, uint32_t size)
{
    volume_lock();
    ntstatus status = set_size_locked(file, size);
    volume_unlock();
    return status;
}

static ntstatus allocate_locked(struct file *file, uint32_t bytes)
{
    struct file_node *node = file_node(file);
    ASSERT(!file->directory && bytes >= file->size);
    struct file_state before = file_node_state(node);
    ntstatus status = file_node_grow(node, bytes);
    if (!status_ok(status))
        return status;
    file->size = bytes;
    return node_settle(node, &before);
}

ntstatus file_allocate(struct file *file, uint32_t bytes)
{
    volume_lock();
    ntstatus status = allocate_locked(file, bytes);
    volume_unlock();
    return status;
}

ntstatus file_extent(struct file *file, uint32_t offset, uint32_t limit, uint32_t *sector, uint32_t *count)
{
    ASSERT(offset < file->size && offset % SECTOR_SIZE == 0);
    volume_lock();
    ntstatus status = fat_extent(file_volume(), &file_node(file)->chain, offset, limit, sector, count);
    volume_unlock();
    return status;
}

struct disk *file_disk(void)
{
    return file_volume()->disk;
}

static void information_fill(struct file_information *out, const struct fat_record *record, uint32_t size)
{
    *out = (struct file_information){
        .size = size,
        .attributes = record->attributes != 0 ? record->attributes : ATTRIBUTE_NORMAL,
        .times = file_times_from_fat(&record->times),
        .index = record->place,
    };
}

static void node_information(const struct file_node *node, struct file_information *out)
{
    information_fill(out, &node->record, node->file.size);
    out->allocated = node->clusters * fat_cluster_bytes(file_volume());
}

ntstatus file_information(struct file *file, struct file_information *out)
{
    volume_lock();
    node_information(file_node(file), out);
    volume_unlock();
    return STATUS_SUCCESS;
}

/* NT: a time of 0 or -1 is left as it is. */
static uint64_t time_or(uint64_t time, uint64_t old)
{
    return time != 0 && time != UINT64_MAX ? time : old;
}

static void times_set(struct fat_record *record, const struct file_times *times)
{
    struct file_times all = file_times_from_fat(&record->times);
    all.created = time_or(times->created, all.created);
    all.accessed = time_or(times->accessed, all.accessed);
    all.written = time_or(times->written, all.written);
    file_times_to_fat(&all, &record->times);
}

static ntstatus set_information_locked(struct file *file, uint32_t attributes, const struct file_times *times)
{
    struct file_node *node = file_node(file);
    if (file_node_is_root(node))
        return STATUS_INVALID_PARAMETER;
    struct file_state before = file_node_state(node);
    if (attributes != 0) {
        node->record.attributes =
            (attributes & SETTABLE_ATTRIBUTES) | (node->record.attributes & FAT_DIRECTORY);
    }
    if (times != NULL)
        times_set(&node->record, times);
    ntstatus status = file_node_store(node);
    if (!status_ok(status))
        file_node_restore(node, &before);
    return status;
}

ntstatus file_set_information(struct file *file, uint32_t attributes, const struct file_times *times)
{
    volume_lock();
    ntstatus status = set_information_locked(file, attributes, times);
    volume_unlock();
    return status;
}

/*
 * Listing. The cursor: 0 is ".", 1 is "..", from 2 on the position in the directory; the root has no dots.
 */
#define FIRST_POSITION 2u

static void dot_entry(struct file_node *directory, uint32_t dots, struct file_directory_entry *out)
{
    strcpy(out->name, dots == 1 ? "." : "..");
    strcpy(out->short_name, out->name);
    node_information(directory, &out->information);
}

/* A file that is open has its latest size and times in its node. */
static void listed_entry(const struct fat_entry *entry, struct file_directory_entry *out)
{
    struct fat_record record = fat_record_of(entry);
    const struct file_node *node = file_node_find(record.place);
    uint32_t cluster = fat_cluster_bytes(file_volume());
    bool directory = record.attributes & FAT_DIRECTORY;
    strcpy(out->name, entry->name);
    strcpy(out->short_name, entry->short_name);
    if (node != NULL) {
        node_information(node, &out->information);
        return;
    }
    information_fill(&out->information, &record, directory ? 0 : record.size);
    out->information.allocated = (record.size / cluster + (record.size % cluster != 0)) * cluster;
}

static ntstatus next_listed(struct file_node *node, uint32_t *cursor, struct fat_entry *entry)
{
    struct fat_directory directory = {node->chain};
    ntstatus status;
    do {
        uint32_t position = *cursor - FIRST_POSITION;
        status = fat_directory_next(file_volume(), &directory, &position, entry);
        *cursor = position + FIRST_POSITION;
    } while (status_ok(status) && (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0));
    node->chain = directory.chain; /* the next one goes on from here */
    return status;
}

static ntstatus next_locked(struct file *directory, uint32_t *cursor, struct file_directory_entry *out)
{
    struct file_node *node = file_node(directory);
    struct fat_entry entry;
    if (!directory->directory)
        return STATUS_NOT_A_DIRECTORY;
    if (*cursor < FIRST_POSITION && !file_node_is_root(node)) {
        dot_entry(node, ++*cursor, out);
        return STATUS_SUCCESS;
    }
    *cursor = *cursor < FIRST_POSITION ? FIRST_POSITION : *cursor;
    ntstatus status = next_listed(node, cursor, &entry);
    if (status_ok(status))
        listed_entry(&entry, out);
    return status;
}

ntstatus file_directory_next(struct file *directory, uint32_t *cursor, struct file_directory_entry *out)
{
    volume_lock();
    ntstatus status = next_locked(directory, cursor, out);
    volume_unlock();
    return status;
}

ntstatus volume_information(struct volume_information *out)
{
    struct fat_volume *volume = file_volume();
    volume_lock();
    out->cluster_bytes = fat_cluster_bytes(volume);
    out->clusters = volume->clusters;
    out->free_clusters = volume->free_clusters;
    out->serial = volume->serial;
    ntstatus status = fat_label(volume, out->label);
    volume_unlock();
    return status;
}

const char *file_path_text(const struct file *file)
{
    return ((const struct file_node *)file)->path;
}

const char *file_name_text(const struct file *file)
{
    const struct file_node *node = (const struct file_node *)file;
    return node->path + node->name;
}

void file_path(const struct file *file, char *buffer, uint32_t bytes)
{
    const char *path = file_path_text(file);
    uint32_t length = (uint32_t)strlen(path);
    if (bytes == 0)
        return;
    length = length < bytes ? length : bytes - 1;
    memcpy(buffer, path, length);
    buffer[length] = 0;
}
