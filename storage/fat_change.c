#include "storage/fat_change.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "storage/bytes.h"
#include "storage/fat_alias.h"
#include "storage/fat_edit.h"
#include "storage/fat_index.h"
#include "storage/fat_space.h"
#include "storage/fat_write.h"
#include "storage/unicode.h"

#define PIECE_UNITS 13u
#define PIECE_LAST  0x40u

struct fat_record fat_record_of(const struct fat_entry *entry)
{
    return (struct fat_record){entry->place,      entry->directory, entry->first_position, entry->position,
                               entry->attributes, entry->cluster,   entry->size,           entry->times};
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

static ntstatus record_store(struct fat_volume *volume, const struct fat_record *record)
{
    uint8_t *bytes;
    ntstatus status = fat_edit_known(volume, record->place, &bytes);
    if (status_ok(status))
        record_fill(record, bytes);
    return status;
}

ntstatus fat_record_update(struct fat_volume *volume, const struct fat_record *record)
{
    ASSERT(record->place != 0);
    fat_edit_begin(volume);
    return fat_edit_end(volume, record_store(volume, record));
}

/*
 * Room for a new entry: so many free places in a row.
 */
struct room {
    struct fat_directory directory;
    const struct fat_record *leaver; /* its places count as free, but the directory does not grow, and the
                                      * room ends in the sector where that entry ends; or NULL */
    uint32_t wanted;
    uint32_t first, count;
    uint32_t tail; /* the directory has grown behind this cluster; 0: it has not */
    bool at_end;   /* reaches over the end mark: it must be set again behind the new entry */
};

static uint32_t sector_of(uint32_t position)
{
    return position / FAT_SECTOR_PLACES;
}

/* Gives the directory one more cluster of zeros behind `tail`. */
static ntstatus directory_grow(struct fat_volume *volume, uint32_t tail)
{
    uint32_t cluster;
    struct fat_chain fresh;
    ntstatus status = fat_space_take(volume, tail, 1, &cluster);
    if (!status_ok(status))
        return status;
    fat_chain_init(&fresh, cluster);
    status = fat_zero(volume, &fresh, 0, fat_cluster_bytes(volume));
    if (status_ok(status))
        status = fat_space_link(volume, tail, cluster);
    if (!status_ok(status))
        fat_space_release(volume, cluster);
    return status;
}

static ntstatus room_grow(struct fat_volume *volume, struct room *room, uint32_t position)
{
    uint32_t tail;
    uint32_t clusters = position / FAT_SECTOR_PLACES / volume->cluster_sectors;
    if (room->directory.chain.first == FAT_ROOT || room->leaver != NULL || position >= FAT_PLACES)
        return STATUS_DISK_FULL;
    ntstatus status = fat_chain_seek(volume, &room->directory.chain, clusters - 1, &tail);
    if (status_ok(status))
        status = directory_grow(volume, tail);
    if (status_ok(status) && room->tail == 0)
        room->tail = tail;
    return status;
}

static bool room_is_leavers(const struct room *room, uint32_t position)
{
    return room->leaver != NULL && position >= room->leaver->first_position &&
           position <= room->leaver->position;
}

/* A room that would end in another sector than it must slides on. */
static void room_slide(struct room *room, uint32_t position)
{
    if (room->leaver == NULL || room->count < room->wanted)
        return;
    if (sector_of(position) == sector_of(room->leaver->position))
        return;
    room->first++;
    room->count--;
}

static ntstatus room_look(struct fat_volume *volume, struct room *room, uint32_t position)
{
    uint8_t *bytes;
    if (room->leaver != NULL && sector_of(position) > sector_of(room->leaver->position))
        return STATUS_DISK_FULL;
    ntstatus status = fat_directory_place(volume, &room->directory, position, &bytes, NULL);
    if (status == STATUS_NO_MORE_FILES) {
        status = room_grow(volume, room, position);
        if (status_ok(status))
            status = fat_directory_place(volume, &room->directory, position, &bytes, NULL);
    }
    if (!status_ok(status))
        return status;
    room->at_end |= bytes[0] == FAT_PLACE_END;
    if (room->at_end || bytes[0] == FAT_PLACE_FREE || room_is_leavers(room, position)) {
        room->count++;
    } else {
        room->first = position + 1;
        room->count = 0;
    }
    room_slide(room, position);
    return STATUS_SUCCESS;
}

/* Where to look first: no room begins before. One that is to end in the leaver's sector cannot begin earlier.
 */
static uint32_t room_start(const struct fat_volume *volume, uint32_t cluster, uint32_t wanted,
                           const struct fat_record *leaver)
{
    if (leaver == NULL)
        return fat_index_room(volume, cluster, wanted);
    uint32_t sector = leaver->position - leaver->position % FAT_SECTOR_PLACES;
    return sector >= wanted ? sector - wanted + 1 : 0;
}

/* STATUS_DISK_FULL and every other error leave the directory as long as it was. */
static ntstatus room_find(struct fat_volume *volume, struct room *room, uint32_t cluster, uint32_t wanted,
                          const struct fat_record *leaver)
{
    memset(room, 0, sizeof *room);
    room->leaver = leaver;
    room->wanted = wanted;
    room->first = room_start(volume, cluster, wanted, leaver);
    fat_index_open(volume, &room->directory, cluster, room->first);
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t position = room->first; status_ok(status) && room->count < wanted; position++)
        status = room_look(volume, room, position);
    if (!status_ok(status) && room->tail != 0)
        fat_space_cut(volume, room->tail);
    return status;
}

static uint32_t room_last(const struct room *room)
{
    return room->first + room->count - 1;
}

/* What lies behind an end mark may be anything, so it must not come to light when the mark is overwritten. */
static ntstatus room_mark_end(struct fat_volume *volume, struct room *room)
{
    uint8_t *bytes;
    uint32_t position = room_last(room) + 1;
    if (!room->at_end)
        return STATUS_SUCCESS;
    ntstatus status = fat_directory_place(volume, &room->directory, position, &bytes, NULL);
    if (status == STATUS_NO_MORE_FILES || (status_ok(status) && bytes[0] == FAT_PLACE_END))
        return STATUS_SUCCESS;
    if (status_ok(status))
        status = fat_edit_place(volume, &room->directory, position, &bytes, NULL);
    if (status_ok(status))
        bytes[0] = FAT_PLACE_END;
    return status;
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

/* `leaver`: an entry of the directory that gives way to the new one, with its 8.3 name; or NULL. */
static ntstatus name_make(struct fat_volume *volume, uint32_t directory, const char *text, uint32_t length,
                          const struct fat_record *leaver, struct new_name *name)
{
    bool exact;
    ASSERT(fat_name_valid(text, length));
    uint32_t except = leaver != NULL ? leaver->position : FAT_NO_POSITION;
    ntstatus status = fat_alias_make(volume, directory, text, length, except, name->raw, &exact);
    name->units_used = unicode_to_utf16(text, length, name->units, FAT_NAME_UNITS);
    name->pieces = exact ? 0 : (name->units_used + PIECE_UNITS - 1) / PIECE_UNITS;
    return status;
}

static ntstatus pieces_write(struct fat_volume *volume, struct room *room, const struct new_name *name)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t i = 0; status_ok(status) && i < name->pieces; i++) {
        uint8_t *bytes;
        status = fat_edit_place(volume, &room->directory, room->first + i, &bytes, NULL);
        if (status_ok(status))
            piece_fill(name, name->pieces - i, bytes);
    }
    return status;
}

static ntstatus record_write(struct fat_volume *volume, struct room *room, const struct new_name *name,
                             struct fat_record *record)
{
    uint8_t *bytes;
    record->first_position = room->first;
    record->position = room->first + name->pieces;
    ntstatus status = fat_edit_place(volume, &room->directory, record->position, &bytes, &record->place);
    if (!status_ok(status))
        return status;
    memset(bytes, 0, FAT_PLACE_BYTES);
    memcpy(bytes, name->raw, FAT_SHORT_RAW);
    record_fill(record, bytes);
    return status;
}

static ntstatus entry_write(struct fat_volume *volume, struct room *room, const struct new_name *name,
                            struct fat_record *record)
{
    ntstatus status = room_mark_end(volume, room);
    if (status_ok(status))
        status = pieces_write(volume, room, name);
    return status_ok(status) ? record_write(volume, room, name, record) : status;
}

static void edit_in(struct fat_volume *volume, const struct room *room)
{
    fat_edit_begin(volume);
    if (room->tail != 0)
        fat_edit_grown(volume, room->tail);
}

/* What is remembered of a directory (fat_index.h) follows a change that has succeeded; after one that has
 * not, nobody knows. */
static void note_entry(struct fat_volume *volume, const struct fat_record *record, const char *name,
                       uint32_t length, const uint8_t raw[FAT_SHORT_RAW], ntstatus status)
{
    if (status_ok(status))
        fat_index_added(volume, record->directory, record->first_position, record->position, name, length,
                        raw);
    else
        fat_index_drop(volume, record->directory);
}

/* Before a change, which needs to say no more unless it fails. */
static void note_leaver(struct fat_volume *volume, const struct fat_record *record)
{
    fat_index_leaves(volume, record->directory, record->first_position, record->position);
}

static ntstatus note_failure(struct fat_volume *volume, const struct fat_record *record, ntstatus status)
{
    if (!status_ok(status))
        fat_index_drop(volume, record->directory);
    return status;
}

ntstatus fat_record_add(struct fat_volume *volume, struct fat_record *record, const char *name,
                        uint32_t length)
{
    struct new_name fresh;
    struct room room;
    ntstatus status = name_make(volume, record->directory, name, length, NULL, &fresh);
    if (status_ok(status))
        status = room_find(volume, &room, record->directory, fresh.pieces + 1, NULL);
    if (!status_ok(status))
        return status;
    edit_in(volume, &room);
    status = fat_edit_end(volume, entry_write(volume, &room, &fresh, record));
    note_entry(volume, record, name, length, fresh.raw, status);
    return status;
}

/* Frees the places of an entry but those that `taken` has. The 8.3 entry goes first: pieces without one mean
 * nothing. */
static ntstatus places_free(struct fat_volume *volume, const struct fat_record *record,
                            const struct fat_record *taken)
{
    struct fat_directory directory;
    ntstatus status = STATUS_SUCCESS;
    fat_index_open(volume, &directory, record->directory, record->first_position);
    for (uint32_t at = record->position + 1; status_ok(status) && at-- > record->first_position;) {
        uint8_t *bytes;
        if (taken != NULL && at >= taken->first_position && at <= taken->position)
            continue;
        status = fat_edit_place(volume, &directory, at, &bytes, NULL);
        if (status_ok(status))
            bytes[0] = FAT_PLACE_FREE;
    }
    return status;
}

ntstatus fat_record_remove(struct fat_volume *volume, const struct fat_record *record)
{
    ASSERT(record->first_position <= record->position);
    note_leaver(volume, record);
    if (record->attributes & FAT_DIRECTORY)
        fat_index_drop(volume, record->cluster);
    fat_edit_begin(volume);
    return note_failure(volume, record, fat_edit_end(volume, places_free(volume, record, NULL)));
}

/*
 * Moving an entry. There may be a moment with two, never one with none; the old one is marked before the new
 * one appears, so that a mount can tell which of them to remove.
 */
static ntstatus mark_leaving(struct fat_volume *volume, const struct fat_record *record)
{
    uint8_t *bytes;
    ntstatus status = fat_edit_known(volume, record->place, &bytes);
    if (status_ok(status))
        bytes[PLACE_LOWER_CASE] |= FAT_LEAVING;
    return status;
}

static ntstatus parent_write(struct fat_volume *volume, uint32_t cluster, uint32_t parent)
{
    struct fat_directory directory;
    uint8_t *bytes;
    fat_directory_open(&directory, cluster);
    ntstatus status = fat_edit_place(volume, &directory, 1, &bytes, NULL);
    if (status_ok(status) && memcmp(bytes, "..         ", FAT_SHORT_RAW) != 0)
        return STATUS_FILE_CORRUPT_ERROR;
    if (status_ok(status))
        bytes_put16(bytes + PLACE_CLUSTER, parent);
    return status;
}

/* The second half of a move: the new entry stands. */
static ntstatus leave(struct fat_volume *volume, const struct fat_record *from, const struct fat_record *to)
{
    bool same_directory = from->directory == to->directory;
    ntstatus status = STATUS_SUCCESS;
    if ((to->attributes & FAT_DIRECTORY) && !same_directory)
        status = parent_write(volume, to->cluster, to->directory);
    return status_ok(status) ? places_free(volume, from, same_directory ? to : NULL) : status;
}

/* Room for the new name of an entry of the same directory. Where both fit into one sector, the old places
 * count too: one write does it all. Else room beside it, and only where there is none the old places, if
 * both 8.3 entries are in one sector: then one write takes the old one away and brings the new one. */
static ntstatus room_beside(struct fat_volume *volume, struct room *room, uint32_t wanted,
                            const struct fat_record *from)
{
    struct room own;
    bool fits = status_ok(room_find(volume, &own, from->directory, wanted, from));
    bool one_write = fits && sector_of(own.first) == sector_of(from->position) &&
                     sector_of(from->first_position) == sector_of(from->position);
    ntstatus status = STATUS_SUCCESS;
    if (!one_write)
        status = room_find(volume, room, from->directory, wanted, NULL);
    if (!one_write && !(status == STATUS_DISK_FULL && fits))
        return status;
    *room = own;
    return STATUS_SUCCESS;
}

ntstatus fat_record_move(struct fat_volume *volume, const struct fat_record *from, struct fat_record *to,
                         const char *name, uint32_t length)
{
    struct new_name fresh;
    struct room room;
    bool same_directory = from->directory == to->directory;
    ASSERT(from->place != 0);
    ntstatus status = name_make(volume, to->directory, name, length, same_directory ? from : NULL, &fresh);
    if (status_ok(status))
        status = same_directory ? room_beside(volume, &room, fresh.pieces + 1, from)
                                : room_find(volume, &room, to->directory, fresh.pieces + 1, NULL);
    if (!status_ok(status))
        return status;
    note_leaver(volume, from);
    edit_in(volume, &room);
    status = mark_leaving(volume, from);
    if (status_ok(status))
        status = entry_write(volume, &room, &fresh, to);
    if (status_ok(status))
        status = leave(volume, from, to);
    status = note_failure(volume, from, fat_edit_end(volume, status));
    note_entry(volume, to, name, length, fresh.raw, status);
    return status;
}

ntstatus fat_record_replace(struct fat_volume *volume, const struct fat_record *from,
                            const struct fat_record *to)
{
    ASSERT(from->place != 0 && to->place != 0 && from->place != to->place);
    note_leaver(volume, from);
    fat_edit_begin(volume);
    ntstatus status = mark_leaving(volume, from);
    if (status_ok(status))
        status = record_store(volume, to);
    if (status_ok(status))
        status = leave(volume, from, to);
    return note_failure(volume, from, fat_edit_end(volume, status));
}

/*
 * Directories.
 */
/* "." or "..": position 0 or 1 of a directory. */
static ntstatus dot_write(struct fat_volume *volume, uint32_t cluster, uint32_t dots, uint32_t target,
                          const struct fat_times *times)
{
    struct fat_directory directory;
    struct fat_record record = {.attributes = FAT_DIRECTORY, .cluster = target, .times = *times};
    uint8_t *bytes;
    fat_directory_open(&directory, cluster);
    ntstatus status = fat_edit_place(volume, &directory, dots - 1, &bytes, NULL);
    if (!status_ok(status))
        return status;
    memset(bytes, ' ', FAT_SHORT_RAW);
    memset(bytes, '.', dots);
    record_fill(&record, bytes);
    return status;
}

static ntstatus directory_fill(struct fat_volume *volume, uint32_t cluster, uint32_t parent,
                               const struct fat_times *times)
{
    struct fat_chain chain;
    fat_chain_init(&chain, cluster);
    ntstatus status = fat_zero(volume, &chain, 0, fat_cluster_bytes(volume));
    if (!status_ok(status))
        return status;
    fat_edit_begin(volume);
    status = dot_write(volume, cluster, 1, cluster, times);
    if (status_ok(status))
        status = dot_write(volume, cluster, 2, parent, times);
    return fat_edit_end(volume, status);
}

ntstatus fat_directory_make(struct fat_volume *volume, uint32_t parent, const struct fat_times *times,
                            uint32_t *cluster)
{
    ntstatus status = fat_space_take(volume, 0, 1, cluster);
    if (!status_ok(status))
        return status;
    fat_index_drop(volume, *cluster);
    status = directory_fill(volume, *cluster, parent, times);
    if (!status_ok(status))
        fat_space_release(volume, *cluster);
    return status;
}

ntstatus fat_directory_reparent(struct fat_volume *volume, uint32_t cluster, uint32_t parent)
{
    ASSERT(fat_is_cluster(volume, cluster));
    fat_edit_begin(volume);
    return fat_edit_end(volume, parent_write(volume, cluster, parent));
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
