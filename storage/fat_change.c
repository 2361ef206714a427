#include "storage/fat_change.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "storage/bytes.h"
#include "storage/fat_alias.h"
#include "storage/fat_space.h"
#include "storage/fat_write.h"

#define PLACES_PER_SECTOR (SECTOR_SIZE / FAT_PLACE_BYTES)
#define PIECE_UNITS       13u
#define PIECE_LAST        0x40u

struct fat_record fat_record_of(const struct fat_entry *entry)
{
    return (struct fat_record){entry->place,      entry->directory, entry->first_position, entry->position,
                               entry->attributes, entry->cluster,   entry->size,           entry->times};
}

static ntstatus window_store(struct fat_volume *volume)
{
    ntstatus status =
        volume->disk->operations->write(volume->disk, volume->directory.sector, 1, volume->directory.bytes);
    if (!status_ok(status))
        volume->directory.sector = FAT_NO_SECTOR; /* what the disk has now must be read again */
    return status;
}

static void record_fill(const struct fat_record *record, uint8_t *bytes)
{
    bytes[PLACE_ATTRIBUTES] = (uint8_t)record->attributes;
    bytes[PLACE_CREATED_10MS] = record->times.created_10ms;
    bytes_put16(bytes + PLACE_CREATED_TIME, record->times.created_time);
    bytes_put16(bytes + PLACE_CREATED_DATE, record->times.created_date);
    bytes_put16(bytes + PLACE_ACCESSED_DATE, record->times.accessed_date);
    bytes_put16(bytes + PLACE_WRITTEN_TIME, record->times.written_time);
    bytes_put16(bytes + PLACE_WRITTEN_DATE, record->times.written_date);
    bytes_put16(bytes + PLACE_CLUSTER, record->cluster);
    bytes_put32(bytes + PLACE_SIZE, record->size);
}

ntstatus fat_record_update(struct fat_volume *volume, const struct fat_record *record)
{
    ASSERT(record->place != 0);
    ntstatus status = fat_window_load(volume, &volume->directory, record->place / PLACES_PER_SECTOR);
    if (!status_ok(status))
        return status;
    record_fill(record, volume->directory.bytes + record->place % PLACES_PER_SECTOR * FAT_PLACE_BYTES);
    return window_store(volume);
}

/*
 * Room for a new entry: so many free places in a row.
 */
struct room {
    struct fat_directory directory;
    uint32_t first, count;
    bool at_end; /* reaches over the end mark: it must be set again behind the new entry */
};

static ntstatus room_grow(struct fat_volume *volume, struct room *room, uint32_t position)
{
    uint32_t cluster, tail;
    struct fat_chain fresh;
    uint32_t clusters = position / PLACES_PER_SECTOR / volume->cluster_sectors;
    if (room->directory.chain.first == FAT_ROOT || position >= FAT_PLACES)
        return STATUS_DISK_FULL;
    ntstatus status = fat_chain_seek(volume, &room->directory.chain, clusters - 1, &tail);
    if (status_ok(status))
        status = fat_space_take(volume, tail, 1, &cluster);
    if (!status_ok(status))
        return status;
    fat_chain_init(&fresh, cluster);
    status = fat_zero(volume, &fresh, 0, fat_cluster_bytes(volume));
    return status_ok(status) ? fat_space_link(volume, tail, cluster) : status;
}

static ntstatus room_look(struct fat_volume *volume, struct room *room, uint32_t position)
{
    uint8_t *bytes;
    ntstatus status = fat_directory_place(volume, &room->directory, position, &bytes, NULL);
    if (status == STATUS_NO_MORE_FILES) {
        status = room_grow(volume, room, position);
        if (status_ok(status))
            status = fat_directory_place(volume, &room->directory, position, &bytes, NULL);
    }
    if (!status_ok(status))
        return status;
    room->at_end |= bytes[0] == FAT_PLACE_END;
    if (room->at_end || bytes[0] == FAT_PLACE_FREE) {
        room->count++;
    } else {
        room->first = position + 1;
        room->count = 0;
    }
    return STATUS_SUCCESS;
}

static ntstatus room_find(struct fat_volume *volume, struct room *room, uint32_t cluster, uint32_t wanted)
{
    memset(room, 0, sizeof *room);
    fat_directory_open(&room->directory, cluster);
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t position = 0; status_ok(status) && room->count < wanted; position++)
        status = room_look(volume, room, position);
    return status;
}

/* What lies behind an end mark may be anything, so it must not come to light when the mark is overwritten. */
static ntstatus room_mark_end(struct fat_volume *volume, struct room *room)
{
    uint8_t *bytes;
    if (!room->at_end)
        return STATUS_SUCCESS;
    ntstatus status = fat_directory_place(volume, &room->directory, room->first + room->count, &bytes, NULL);
    if (status_ok(status) && bytes[0] != FAT_PLACE_END) {
        bytes[0] = FAT_PLACE_END;
        return window_store(volume);
    }
    return status == STATUS_NO_MORE_FILES ? STATUS_SUCCESS : status;
}

/*
 * Writing a new entry: the pieces of the long name, last first, then the 8.3 entry that makes it count.
 */
struct new_name {
    uint8_t raw[FAT_SHORT_RAW];
    uint32_t pieces; /* 0: the 8.3 name says all */
    uint32_t units_used;
    uint16_t units[FAT_NAME_UNITS];
};

/* Behind the name's last unit stands one 0, then 0xffff to the end of the piece. */
static uint16_t name_unit(const struct new_name *name, uint32_t index)
{
    if (index < name->units_used)
        return name->units[index];
    return index == name->units_used ? 0 : 0xffff;
}

static void piece_fill(const struct new_name *name, uint32_t number, uint8_t *bytes)
{
    static const uint8_t offsets[PIECE_UNITS] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    memset(bytes, 0, FAT_PLACE_BYTES);
    bytes[0] = (uint8_t)(number == name->pieces ? number | PIECE_LAST : number);
    bytes[PLACE_ATTRIBUTES] = FAT_LONG_NAME;
    bytes[13] = fat_short_checksum(name->raw);
    for (uint32_t i = 0; i < PIECE_UNITS; i++)
        bytes_put16(bytes + offsets[i], name_unit(name, (number - 1) * PIECE_UNITS + i));
}

static ntstatus name_make(struct fat_volume *volume, uint32_t directory, const char *text, uint32_t length,
                          struct new_name *name)
{
    bool exact;
    ntstatus status = fat_alias_make(volume, directory, text, length, name->raw, &exact);
    name->units_used = fat_name_to_utf16(text, length, name->units);
    name->pieces = exact ? 0 : (name->units_used + PIECE_UNITS - 1) / PIECE_UNITS;
    return status;
}

static ntstatus pieces_write(struct fat_volume *volume, struct room *room, const struct new_name *name)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t i = 0; status_ok(status) && i < name->pieces; i++) {
        uint8_t *bytes;
        status = fat_directory_place(volume, &room->directory, room->first + i, &bytes, NULL);
        if (status_ok(status)) {
            piece_fill(name, name->pieces - i, bytes);
            status = window_store(volume);
        }
    }
    return status;
}

static ntstatus record_write(struct fat_volume *volume, struct room *room, const struct new_name *name,
                             struct fat_record *record)
{
    uint8_t *bytes;
    record->first_position = room->first;
    record->position = room->first + name->pieces;
    ntstatus status = fat_directory_place(volume, &room->directory, record->position, &bytes, &record->place);
    if (!status_ok(status))
        return status;
    memset(bytes, 0, FAT_PLACE_BYTES);
    memcpy(bytes, name->raw, FAT_SHORT_RAW);
    record_fill(record, bytes);
    return window_store(volume);
}

ntstatus fat_record_add(struct fat_volume *volume, struct fat_record *record, const char *name,
                        uint32_t length)
{
    struct new_name fresh;
    struct room room;
    ASSERT(fat_name_valid(name, length));
    ntstatus status = name_make(volume, record->directory, name, length, &fresh);
    if (status_ok(status))
        status = room_find(volume, &room, record->directory, fresh.pieces + 1);
    if (status_ok(status))
        status = room_mark_end(volume, &room);
    if (status_ok(status))
        status = pieces_write(volume, &room, &fresh);
    return status_ok(status) ? record_write(volume, &room, &fresh, record) : status;
}

/* The 8.3 entry goes first: pieces without one mean nothing. */
ntstatus fat_record_remove(struct fat_volume *volume, const struct fat_record *record)
{
    struct fat_directory directory;
    fat_directory_open(&directory, record->directory);
    for (uint32_t position = record->position + 1; position-- > record->first_position;) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &directory, position, &bytes, NULL);
        if (status == STATUS_SUCCESS) {
            bytes[0] = FAT_PLACE_FREE;
            status = window_store(volume);
        }
        if (!status_ok(status))
            return status == STATUS_NO_MORE_FILES ? STATUS_FILE_CORRUPT_ERROR : status;
    }
    return STATUS_SUCCESS;
}

/* "." or "..": position 0 or 1 of a directory. */
static ntstatus dot_write(struct fat_volume *volume, uint32_t cluster, uint32_t dots, uint32_t target,
                          const struct fat_times *times)
{
    struct fat_directory directory;
    struct fat_record record = {.attributes = FAT_DIRECTORY, .cluster = target, .times = *times};
    uint8_t *bytes;
    fat_directory_open(&directory, cluster);
    ntstatus status = fat_directory_place(volume, &directory, dots - 1, &bytes, NULL);
    if (!status_ok(status))
        return status;
    memset(bytes, ' ', FAT_SHORT_RAW);
    memset(bytes, '.', dots);
    record_fill(&record, bytes);
    return window_store(volume);
}

static ntstatus directory_fill(struct fat_volume *volume, uint32_t cluster, uint32_t parent,
                               const struct fat_times *times)
{
    struct fat_chain chain;
    fat_chain_init(&chain, cluster);
    ntstatus status = fat_zero(volume, &chain, 0, fat_cluster_bytes(volume));
    if (status_ok(status))
        status = dot_write(volume, cluster, 1, cluster, times);
    return status_ok(status) ? dot_write(volume, cluster, 2, parent, times) : status;
}

ntstatus fat_directory_make(struct fat_volume *volume, uint32_t parent, const struct fat_times *times,
                            uint32_t *cluster)
{
    ntstatus status = fat_space_take(volume, 0, 1, cluster);
    if (!status_ok(status))
        return status;
    status = directory_fill(volume, *cluster, parent, times);
    if (!status_ok(status))
        fat_space_release(volume, *cluster);
    return status;
}

ntstatus fat_directory_reparent(struct fat_volume *volume, uint32_t cluster, uint32_t parent)
{
    struct fat_directory directory;
    uint8_t *bytes;
    fat_directory_open(&directory, cluster);
    ntstatus status = fat_directory_place(volume, &directory, 1, &bytes, NULL);
    if (!status_ok(status) || memcmp(bytes, "..         ", FAT_SHORT_RAW) != 0)
        return status_ok(status) ? STATUS_FILE_CORRUPT_ERROR : status;
    bytes_put16(bytes + PLACE_CLUSTER, parent);
    return window_store(volume);
}

/* Pieces of long names alone are orphans, and a label or a dot entry is nobody's file. */
static bool place_is_file(const uint8_t *bytes)
{
    return bytes[0] != FAT_PLACE_FREE && bytes[0] != '.' && !(bytes[PLACE_ATTRIBUTES] & FAT_LABEL);
}

ntstatus fat_directory_is_empty(struct fat_volume *volume, uint32_t cluster, bool *empty)
{
    struct fat_directory directory;
    fat_directory_open(&directory, cluster);
    *empty = false;
    for (uint32_t position = 0;; position++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &directory, position, &bytes, NULL);
        if (status == STATUS_NO_MORE_FILES || (status_ok(status) && bytes[0] == FAT_PLACE_END)) {
            *empty = true;
            return STATUS_SUCCESS;
        }
        if (!status_ok(status) || place_is_file(bytes))
            return status;
    }
}
