/*
 * The file allocation table: which cluster follows which. (FAT specification, "FAT Data Structure".)
 * Part of the read half; fat_table_put() and fat_table_flush() are for the write half. All but
 * fat_chain_init() may wait for the disk and pass its errors through.
 */
#ifndef STORAGE_FAT_TABLE_H
#define STORAGE_FAT_TABLE_H

#include "storage/fat.h"

#define FAT_FREE 0u
#define FAT_END  0xffffffffu /* behind the last cluster of a chain */

/* The raw table entry of a cluster for which fat_is_cluster() holds (asserted), but every end mark as
 * FAT_END. */
ntstatus fat_table_get(struct fat_volume *volume, uint32_t cluster, uint32_t *entry);

/* The cluster behind `cluster` in its chain, or FAT_END. STATUS_FILE_CORRUPT_ERROR when `cluster` is no
 * cluster, is free or bad, or is followed by what is none. */
ntstatus fat_table_next(struct fat_volume *volume, uint32_t cluster, uint32_t *next);

/* Sets the entry of a cluster: a cluster number, FAT_FREE or FAT_END. It stays in memory until the window
 * moves on or fat_table_flush() writes it to all copies of the table; whoever puts flushes before it returns
 * to its caller. After an error of the disk the window stays as it is, so that the caller can put the old
 * entry back, and the next flush tries again. May wait. */
ntstatus fat_table_put(struct fat_volume *volume, uint32_t cluster, uint32_t entry);
ntstatus fat_table_flush(struct fat_volume *volume);

/*
 * Many entries at a time: what a look at each alone would cost with a large file. Of FAT16 all that lie in
 * the window are looked at in a row.
 */
enum fat_row {
    FAT_ROW_FREE,   /* free clusters */
    FAT_ROW_TAKEN,  /* clusters that are not free */
    FAT_ROW_LINKED, /* each followed by its neighbour in its chain */
};

/* How many clusters, from `cluster` on and at most `limit`, are what `row` says; none beyond the last one of
 * the volume. After an error *length tells how many were seen to be so. */
ntstatus fat_table_row(struct fat_volume *volume, uint32_t cluster, uint32_t limit, enum fat_row row,
                       uint32_t *length);

/* How many entries, from that of `cluster` on and at most `limit` (> 0), the window holds at once: 1 of
 * FAT12. */
uint32_t fat_table_together(const struct fat_volume *volume, uint32_t cluster, uint32_t limit);

/* Makes a chain of `count` clusters side by side, whose entries the window holds at once (asserted). Puts
 * them as fat_table_put() does; with more than one an error has put none. */
ntstatus fat_table_put_row(struct fat_volume *volume, uint32_t cluster, uint32_t count);

/*
 * A chain with a finger in it, so that going forward needs no walk from the beginning.
 */
struct fat_chain {
    uint32_t first;   /* 0: no clusters */
    uint32_t index;   /* the finger: cluster number `index` of the chain .. */
    uint32_t cluster; /* .. is this one; 0: no finger yet */
};

void fat_chain_init(struct fat_chain *chain, uint32_t first);

/* The `index`-th cluster of the chain, from 0. STATUS_FILE_CORRUPT_ERROR when the chain is broken, is
 * shorter, or the index is beyond all clusters of the volume (so that a loop ends). */
ntstatus fat_chain_seek(struct fat_volume *volume, struct fat_chain *chain, uint32_t index,
                        uint32_t *cluster);

/* How many clusters the chain has; STATUS_FILE_CORRUPT_ERROR when it is broken or runs in a loop. */
ntstatus fat_chain_length(struct fat_volume *volume, uint32_t first, uint32_t *clusters);

/* How many sectors, from sector 0, hold all there is: up to the end of the last cluster in use. Needs only
 * the sectors before volume->root_start to be on the disk yet. The rest of the volume may hold any bytes. */
ntstatus fat_used_sectors(struct fat_volume *volume, uint32_t *sectors);

#endif
