/*
 * A disk that is a piece of memory: what C: stands on. Never waits, fails only for sectors that are not
 * there.
 */
#ifndef STORAGE_RAMDISK_H
#define STORAGE_RAMDISK_H

#include <stdint.h>
#include "storage/disk.h"

struct ramdisk {
    struct disk disk; /* first: the operations find the rest behind it */
    uint8_t *base;
};

/* Makes `ramdisk->disk` usable over the memory at `base`, which must stay mapped; an odd end below one sector
 * is left out. Any context; takes no memory of its own. */
void ramdisk_init(struct ramdisk *ramdisk, void *base, uint32_t bytes);

#endif
