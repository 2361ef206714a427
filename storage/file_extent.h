/*
 * For those who read and write a file's sectors themselves (the page file).
 */
#ifndef STORAGE_FILE_EXTENT_H
#define STORAGE_FILE_EXTENT_H

#include "storage/file.h"

/* Grows the file to `bytes`, side by side on the disk where possible. The new bytes are whatever the disk
 * holds. */
ntstatus file_allocate(struct file *file, uint32_t bytes);

/* Where the bytes from `offset` (a multiple of 512, within the file) on lie: *count sectors, up to `limit`,
 * from *sector on. It stays true until the file's size changes. */
ntstatus file_extent(struct file *file, uint32_t offset, uint32_t limit, uint32_t *sector, uint32_t *count);

/* The disk of the volume. */
struct disk *file_disk(void);

#endif
