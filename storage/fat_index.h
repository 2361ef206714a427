/*
 * What is remembered of a volume's directories, so that their cost does not grow with what is in them: where
 * the entry of a name stands, which places are free, which numbers of 8.3 names are taken, which clusters a
 * directory has. It is only ever a memory of what the disk says. A directory is read when something is first
 * looked up in it; whatever changes it says so; in doubt, and where memory is
 * short, it is forgotten, and then everything is looked for on the disk. The directories that were used last
 * are remembered, FAT_INDEX_FOLDERS of them and FAT_INDEX_NAMES names.
 *
 * One volume at a time, the one of the last fat_index_begin(). Directories are named by their first cluster.
 * All may take from the pool; those that return a status may wait for the disk and pass its errors through.
 * Write half.
 */
#ifndef STORAGE_FAT_INDEX_H
#define STORAGE_FAT_INDEX_H

#include "storage/fat_directory.h"

#define FAT_INDEX_FOLDERS 16u
#define FAT_INDEX_NAMES   65535u /* names there is room for; 10 bytes each */

/* Forgets all; from now on it is this volume that is remembered. */
void fat_index_begin(const struct fat_volume *volume);

/* Forgets all, and gives the memory back. */
void fat_index_forget(void);

/* As fat_directory_find(): the same entry, and the same errors. */
ntstatus fat_index_find(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                        struct fat_entry *entry);

/* As fat_directory_open(), with the finger as near to `position` as is known. */
void fat_index_open(const struct fat_volume *volume, struct fat_directory *directory, uint32_t cluster,
                    uint32_t position);

/* No row of `wanted` free places (1 .. 21) begins before this position. */
uint32_t fat_index_room(const struct fat_volume *volume, uint32_t cluster, uint32_t wanted);

/* How many clusters the directory has, when its chain was walked to its end and is sound; 0: not known. */
uint32_t fat_index_clusters(const struct fat_volume *volume, uint32_t cluster);

/* Is `raw` the 8.3 name of an entry; only of a directory that is remembered. The entry at position `except`
 * does not count. */
ntstatus fat_index_has_short(struct fat_volume *volume, uint32_t cluster, const uint8_t raw[FAT_SHORT_RAW],
                             uint32_t except, bool *has);

/* Numbers of 8.3 names (fat_tails.h) in a directory; NULL: it is not remembered. Until the next change of it.
 */
struct fat_tails *fat_index_tails(const struct fat_volume *volume, uint32_t cluster);

/*
 * Changes.
 */
/* An entry of that name and 8.3 name stands in the places from `first` to `position` now. */
void fat_index_added(struct fat_volume *volume, uint32_t cluster, uint32_t first, uint32_t position,
                     const char *name, uint32_t length, const uint8_t raw[FAT_SHORT_RAW]);

/* The entry that stands in the places from `first` to `position` is about to go. */
void fat_index_leaves(struct fat_volume *volume, uint32_t cluster, uint32_t first, uint32_t position);

/* Nobody knows what the directory is like: a change of it failed, or it was made or removed. */
void fat_index_drop(const struct fat_volume *volume, uint32_t cluster);

#endif
