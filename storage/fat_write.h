/*
 * Writing the bytes of a cluster chain. Write half; the chain must be long enough, as in fat_data.h.
 * Both may wait for the disk and pass its errors through; how much was written is not known then.
 */
#ifndef STORAGE_FAT_WRITE_H
#define STORAGE_FAT_WRITE_H

#include "storage/fat_data.h"

/* `offset` + `length` may not wrap (asserted). */
ntstatus fat_write(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, const void *buffer,
                   uint32_t length);

/* Writes zeros. */
ntstatus fat_zero(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, uint32_t length);

#endif
