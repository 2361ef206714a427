/*
 * The bytes of a cluster chain. Part of the read half; sizes are the caller's business: a chain that is too
 * short for what is asked gives STATUS_FILE_CORRUPT_ERROR. Both may wait for the disk and pass its errors
 * through; the bytes that were to be read are nobody's then.
 */
#ifndef STORAGE_FAT_DATA_H
#define STORAGE_FAT_DATA_H

#include "storage/fat_table.h"

/* Where the bytes from `offset` on lie: *sector holds the first of them, and up to `limit` (> 0) sectors from
 * there on follow each other on the disk; *count (at least 1) tells how many. */
ntstatus fat_extent(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, uint32_t limit,
                    uint32_t *sector, uint32_t *count);

/* Reads `length` bytes at `offset`; runs of sectors go straight to the buffer in one call of the disk each.
 */
ntstatus fat_read(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, void *buffer,
                  uint32_t length);

#endif
