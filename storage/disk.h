/*
 * What a volume stands on. A disk is a row of 512-byte sectors behind a small table of functions, so that a
 * RAM disk (ramdisk.h) and a device with latency and errors (slowdisk.h) look alike to the volume.
 */
#ifndef STORAGE_DISK_H
#define STORAGE_DISK_H

#include <stdint.h>
#include "firmware/status.h"

#define SECTOR_SIZE 512u

struct disk;

struct disk_operations {
    /* Moves `count` sectors from `sector` on. May wait. STATUS_INVALID_PARAMETER beyond the end; a device
     * error is passed through, and nothing may be assumed of the buffer then. */
    ntstatus (*read)(struct disk *disk, uint32_t sector, uint32_t count, void *buffer);
    ntstatus (*write)(struct disk *disk, uint32_t sector, uint32_t count, const void *buffer);
};

struct disk {
    const struct disk_operations *operations;
    uint32_t sectors;
};

#endif
