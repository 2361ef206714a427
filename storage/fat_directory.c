#include "storage/fat_directory.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "storage/bytes.h"
#include "storage/unicode.h"

void fat_directory_open(struct fat_directory *directory, uint32_t cluster)
{
    fat_chain_init(&directory->chain, cluster);
}

static ntstatus root_sector(const struct fat_volume *volume, uint32_t position, uint32_t *sector)
{
    *sector = volume->root_start + position / FAT_SECTOR_PLACES;
    return position < volume->root_entries ? STATUS_SUCCESS : STATUS_NO_MORE_FILES;
}

/* Moves the finger to cluster `index` of the directory. Behind the chain's regular end is no error: a
 * directory that is full has no end mark. */
static ntstatus directory_seek(struct fat_volume *volume, struct fat_chain *chain, uint32_t index)
{
    uint32_t cluster, next;
    if (chain->cluster != 0 && chain->index == index)
        return STATUS_SUCCESS;
    ntstatus status = fat_chain_seek(volume, chain, index == 0 ? 0 : index - 1, &cluster);
    if (!status_ok(status) || index == 0)
        return status;
    status = fat_table_next(volume, cluster, &next);
    if (status_ok(status) && next == FAT_END)
        return STATUS_NO_MORE_FILES;
    return status_ok(status) ? fat_chain_seek(volume, chain, index, &cluster) : status;
}

static ntstatus chain_sector(struct fat_volume *volume, struct fat_chain *chain, uint32_t position,
                             uint32_t *sector)
{
    uint32_t in_directory = position / FAT_SECTOR_PLACES;
    if (position > FAT_PLACES)
        return STATUS_FILE_CORRUPT_ERROR;
    ntstatus status = directory_seek(volume, chain, in_directory / volume->cluster_sectors);
    if (status_ok(status))
        *sector = fat_cluster_sector(volume, chain->cluster) + in_directory % volume->cluster_sectors;
    return status;
}

ntstatus fat_directory_flush(struct fat_volume *volume)
{
    struct fat_window *window = &volume->directory;
    if (!window->dirty)
        return STATUS_SUCCESS;
    ASSERT(window->sector >= volume->root_start && window->sector < volume->sectors);
    ntstatus status = volume->disk->operations->write(volume->disk, window->sector, 1, window->bytes);
    window->dirty = false;
    if (!status_ok(status))
        window->sector = FAT_NO_SECTOR; /* what the disk has now must be read again */
    return status;
}

ntstatus fat_directory_load(struct fat_volume *volume, uint32_t sector)
{
    ntstatus status = STATUS_SUCCESS;
    if (volume->directory.sector != sector)
        status = fat_directory_flush(volume);
    return status_ok(status) ? fat_window_load(volume, &volume->directory, sector) : status;
}

ntstatus fat_directory_place(struct fat_volume *volume, struct fat_directory *directory, uint32_t position,
                             uint8_t **bytes, uint32_t *place)
{
    uint32_t sector;
    ntstatus status = directory->chain.first == FAT_ROOT
                          ? root_sector(volume, position, &sector)
                          : chain_sector(volume, &directory->chain, position, &sector);
    if (status == STATUS_SUCCESS)
        status = fat_directory_load(volume, sector);
    if (status != STATUS_SUCCESS)
        return status;
    uint32_t in_sector = position % FAT_SECTOR_PLACES;
    *bytes = volume->directory.bytes + in_sector * FAT_PLACE_BYTES;
    if (place != NULL)
        *place = sector * FAT_SECTOR_PLACES + in_sector;
    return STATUS_SUCCESS;
}

/*
 * A long name on its way: its pieces come last first, 13 units each, numbered down to 1, all with one
 * checksum.
 */
#define PIECE_UNITS 13u
#define PIECES      20u
#define PIECE_LAST  0x40u

struct long_name {
    uint32_t expected; /* number of the piece that must come next; 0: the 8.3 entry */
    uint32_t pieces;   /* 0: no long name */
    uint32_t first_position;
    uint8_t checksum;
    uint16_t units[PIECES * PIECE_UNITS];
};

static void piece_units(const uint8_t *bytes, uint16_t units[PIECE_UNITS])
{
    static const uint8_t offsets[PIECE_UNITS] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    for (uint32_t i = 0; i < PIECE_UNITS; i++)
        units[i] = bytes_get16(bytes + offsets[i]);
}

/* Takes one piece; one that does not continue what came before is an orphan, and the name is dropped. */
static void long_name_add(struct long_name *name, const uint8_t *bytes, uint32_t position)
{
    uint32_t number = bytes[0] & ~PIECE_LAST;
    if (bytes[0] & PIECE_LAST && number >= 1 && number <= PIECES) {
        name->pieces = name->expected = number;
        name->first_position = position;
        name->checksum = bytes[13];
    }
    if (name->pieces == 0 || number != name->expected || bytes[13] != name->checksum) {
        name->pieces = 0;
        return;
    }
    name->expected = number - 1;
    piece_units(bytes, name->units + (number - 1) * PIECE_UNITS);
}

static uint32_t long_name_units(const struct long_name *name)
{
    uint32_t count = 0;
    while (count < name->pieces * PIECE_UNITS && name->units[count] != 0)
        count++;
    return count;
}

/* False: no long name, or not that of this 8.3 entry, or one that no file can have; then the short one
 * counts. */
static bool long_name_finish(const struct long_name *name, const uint8_t *entry, char *utf8)
{
    if (name->pieces == 0 || name->expected != 0 || name->checksum != fat_short_checksum(entry))
        return false;
    uint32_t count = long_name_units(name);
    if (count == 0 || count > FAT_NAME_UNITS)
        return false;
    unicode_to_utf8(name->units, count, utf8);
    return fat_name_valid(utf8, (uint32_t)strlen(utf8));
}

static void times_read(struct fat_times *times, const uint8_t *bytes)
{
    times->created_10ms = bytes[PLACE_CREATED_10MS];
    times->created_time = bytes_get16(bytes + PLACE_CREATED_TIME);
    times->created_date = bytes_get16(bytes + PLACE_CREATED_DATE);
    times->accessed_date = bytes_get16(bytes + PLACE_ACCESSED_DATE);
    times->written_time = bytes_get16(bytes + PLACE_WRITTEN_TIME);
    times->written_date = bytes_get16(bytes + PLACE_WRITTEN_DATE);
}

static void entry_read(struct fat_entry *entry, const uint8_t *bytes, const struct long_name *name,
                       uint32_t position)
{
    entry->position = position;
    entry->first_position = position;
    entry->attributes = bytes[PLACE_ATTRIBUTES] & 0x3f;
    entry->lower_case = bytes[PLACE_LOWER_CASE];
    entry->cluster = bytes_get16(bytes + PLACE_CLUSTER);
    entry->size = bytes_get32(bytes + PLACE_SIZE);
    times_read(&entry->times, bytes);
    fat_short_to_text(bytes, entry->short_name);
    if (long_name_finish(name, bytes, entry->name))
        entry->first_position = name->first_position;
    else if (entry->short_name[0] != 0)
        fat_short_lower(entry->short_name, entry->lower_case, entry->name);
    else
        fat_short_to_utf8(bytes, bytes[PLACE_LOWER_CASE], entry->name);
}

ntstatus fat_directory_next(struct fat_volume *volume, struct fat_directory *directory, uint32_t *position,
                            struct fat_entry *entry)
{
    struct long_name name;
    name.pieces = 0;
    for (;; (*position)++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, directory, *position, &bytes, &entry->place);
        if (status != STATUS_SUCCESS)
            return status;
        if (bytes[0] == FAT_PLACE_END)
            return STATUS_NO_MORE_FILES;
        if (bytes[0] == FAT_PLACE_FREE) {
            name.pieces = 0;
        } else if ((bytes[PLACE_ATTRIBUTES] & 0x3f) == FAT_LONG_NAME) {
            long_name_add(&name, bytes, *position);
        } else if (bytes[PLACE_ATTRIBUTES] & FAT_LABEL) {
            name.pieces = 0;
        } else {
            entry->directory = directory->chain.first;
            entry_read(entry, bytes, &name, (*position)++);
            return STATUS_SUCCESS;
        }
    }
}

bool fat_entry_is_called(const struct fat_entry *entry, const char *name, uint32_t length)
{
    return fat_name_is(entry->name, name, length) || fat_name_is(entry->short_name, name, length);
}

ntstatus fat_directory_find(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                            struct fat_entry *entry)
{
    struct fat_directory directory;
    ASSERT(length != 0 && length < FAT_NAME_BYTES);
    fat_directory_open(&directory, cluster);
    for (uint32_t position = 0;;) {
        ntstatus status = fat_directory_next(volume, &directory, &position, entry);
        if (status != STATUS_SUCCESS)
            return status == STATUS_NO_MORE_FILES ? STATUS_OBJECT_NAME_NOT_FOUND : status;
        if (fat_entry_is_called(entry, name, length))
            return STATUS_SUCCESS;
    }
}

bool fat_path_next(const char **path, const char **name, uint32_t *length)
{
    if (**path != '\\')
        return false;
    *name = ++*path;
    while (**path != '\\' && **path != 0)
        (*path)++;
    *length = (uint32_t)(*path - *name);
    return *path - *name < (int)FAT_NAME_BYTES && fat_name_valid(*name, *length);
}

void fat_root_entry(struct fat_entry *entry)
{
    memset(entry, 0, offsetof(struct fat_entry, name) + 1); /* no name */
    entry->attributes = FAT_DIRECTORY;
}

ntstatus fat_entry_check(const struct fat_volume *volume, const struct fat_entry *entry)
{
    bool directory = entry->attributes & FAT_DIRECTORY;
    uint64_t room = (uint64_t)volume->clusters * fat_cluster_bytes(volume);
    if (entry->place == 0 || (entry->cluster == 0 && !directory && entry->size == 0))
        return STATUS_SUCCESS;
    if (!fat_is_cluster(volume, entry->cluster) || (!directory && entry->size > room))
        return STATUS_FILE_CORRUPT_ERROR;
    return STATUS_SUCCESS;
}

/* One step down: `entry` is the directory before and the thing in it after. */
static ntstatus lookup_step(struct fat_volume *volume, struct fat_entry *entry, const char *name,
                            uint32_t length)
{
    if (!(entry->attributes & FAT_DIRECTORY))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    ntstatus status = fat_entry_check(volume, entry);
    if (status_ok(status))
        status = fat_directory_find(volume, entry->cluster, name, length, entry);
    return status;
}

ntstatus fat_lookup(struct fat_volume *volume, const char *path, struct fat_entry *entry)
{
    ASSERT(path != NULL);
    fat_root_entry(entry);
    if (strcmp(path, "\\") == 0)
        return STATUS_SUCCESS;
    do {
        const char *name;
        uint32_t length;
        if (!fat_path_next(&path, &name, &length))
            return STATUS_OBJECT_NAME_INVALID;
        ntstatus status = lookup_step(volume, entry, name, length);
        if (status == STATUS_OBJECT_NAME_NOT_FOUND && *path != 0)
            return STATUS_OBJECT_PATH_NOT_FOUND;
        if (!status_ok(status))
            return status;
    } while (*path != 0);
    return STATUS_SUCCESS;
}

ntstatus fat_label(struct fat_volume *volume, char label[12])
{
    struct fat_directory root;
    fat_directory_open(&root, FAT_ROOT);
    label[0] = 0;
    for (uint32_t position = 0;; position++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &root, position, &bytes, NULL);
        if (status != STATUS_SUCCESS || bytes[0] == FAT_PLACE_END)
            return status_ok(status) || status == STATUS_NO_MORE_FILES ? STATUS_SUCCESS : status;
        if (bytes[0] == FAT_PLACE_FREE || (bytes[PLACE_ATTRIBUTES] & 0x3f) != FAT_LABEL)
            continue;
        memcpy(label, bytes, FAT_SHORT_RAW);
        uint32_t length = FAT_SHORT_RAW;
        while (length != 0 && label[length - 1] == ' ')
            length--;
        label[length] = 0;
        return STATUS_SUCCESS;
    }
}
