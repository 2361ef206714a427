/*
 * Changing directories: entries made, changed, moved and removed, directories made. Write half.
 * An entry is written last and removed first, so that no moment shows one whose clusters are not there.
 *
 * Each function happens as a whole or not at all (fat_edit.h), may wait for the disk and passes its errors
 * through.
 */
#ifndef STORAGE_FAT_CHANGE_H
#define STORAGE_FAT_CHANGE_H

#include "storage/fat_directory.h"

/* In PLACE_LOWER_CASE of an entry that is being moved: if its clusters belong to another entry as well, the
 * move was interrupted and this is the one to remove (fat_unfinished.h). FAT leaves the bit unused. */
#define FAT_LEAVING 0x40u

/* What is kept of an entry while it is in use: all of struct fat_entry but the names. */
struct fat_record {
    uint32_t place, directory, first_position, position;
    uint32_t attributes, cluster, size;
    struct fat_times times;
};

struct fat_record fat_record_of(const struct fat_entry *entry);

/* Makes an entry called `name` (valid, and not yet in the directory) of record->directory, attributes,
 * cluster, size and times; gives place and positions. The directory grows if it must; STATUS_DISK_FULL when
 * it cannot. */
ntstatus fat_record_add(struct fat_volume *volume, struct fat_record *record, const char *name,
                        uint32_t length);

/* Writes attributes, cluster, size and times of an entry that exists. */
ntstatus fat_record_update(struct fat_volume *volume, const struct fat_record *record);

/* Removes an entry with its long name. The clusters stay. */
ntstatus fat_record_remove(struct fat_volume *volume, const struct fat_record *record);

/* Gives what `from` describes the name `name` (valid, and in the new directory no other's) in to->directory,
 * with the attributes, cluster, size and times of `to`; gives its place and positions. ".." of a directory is
 * set. STATUS_DISK_FULL: no place for the new entry, not even in that of the old one. */
ntstatus fat_record_move(struct fat_volume *volume, const struct fat_record *from, struct fat_record *to,
                         const char *name, uint32_t length);

/* The same over an existing entry, whose name stays as it stands: `to` has its place and positions, and the
 * rest of what moves. Needs no room. The clusters it had are the caller's to release. */
ntstatus fat_record_replace(struct fat_volume *volume, const struct fat_record *from,
                            const struct fat_record *to);

/* Takes a cluster and makes it an empty directory below the one at `parent`; no entry points to it yet. */
ntstatus fat_directory_make(struct fat_volume *volume, uint32_t parent, const struct fat_times *times,
                            uint32_t *cluster);

/* Makes ".." of the directory at `cluster` mean `parent`. STATUS_FILE_CORRUPT_ERROR: it has none. */
ntstatus fat_directory_reparent(struct fat_volume *volume, uint32_t cluster, uint32_t parent);

/* Nothing but "." and ".." in it, deleted entries, orphaned pieces of names and labels aside.
 * STATUS_FILE_CORRUPT_ERROR. */
ntstatus fat_directory_is_empty(struct fat_volume *volume, uint32_t cluster, bool *empty);

#endif
