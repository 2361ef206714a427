/*
 * Free clusters: taking them for a chain and giving them back. Write half.
 * Everything here has flushed the table when it returns. Call fat_space_init() once after fat_mount().
 *
 * All may wait for the disk and pass its errors through. Taking and linking change nothing then. Giving back
 * cannot be taken back: each of its accesses is tried twice, and what a disk still refuses is lost until the
 * volume is repaired. The count of free clusters is exact in every case.
 */
#ifndef STORAGE_FAT_SPACE_H
#define STORAGE_FAT_SPACE_H

#include "storage/fat_table.h"

/* Counts the free clusters (volume->free_clusters). What is remembered of directories (fat_index.h) is of
 * this volume from now on. */
ntstatus fat_space_init(struct fat_volume *volume);

/* Takes `count` (> 0) clusters and links them to a chain of their own. Side by side where a run of that
 * length is free, right behind cluster `near` if possible (0: anywhere), else the lowest free ones.
 * STATUS_DISK_FULL changes nothing. */
ntstatus fat_space_take(struct fat_volume *volume, uint32_t near, uint32_t count, uint32_t *first);

/* Makes `next` follow `tail`, which must be the last cluster of its chain. */
ntstatus fat_space_link(struct fat_volume *volume, uint32_t tail, uint32_t next);

/* Frees a whole chain; `first` 0 is an empty one. STATUS_FILE_CORRUPT_ERROR when it is broken: what came
 * before is free then. */
ntstatus fat_space_release(struct fat_volume *volume, uint32_t first);

/* Ends the chain at its cluster `last` and frees what follows. */
ntstatus fat_space_cut(struct fat_volume *volume, uint32_t last);

#endif
