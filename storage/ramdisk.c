#include "storage/ramdisk.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"

static bool ramdisk_holds(const struct disk *disk, uint32_t sector, uint32_t count)
{
    return sector <= disk->sectors && count <= disk->sectors - sector;
}

static uint8_t *ramdisk_place(struct disk *disk, uint32_t sector)
{
    return ((struct ramdisk *)disk)->base + (size_t)sector * SECTOR_SIZE;
}

static ntstatus ramdisk_read(struct disk *disk, uint32_t sector, uint32_t count, void *buffer)
{
    if (!ramdisk_holds(disk, sector, count))
        return STATUS_INVALID_PARAMETER;
    memcpy(buffer, ramdisk_place(disk, sector), (size_t)count * SECTOR_SIZE);
    return STATUS_SUCCESS;
}

static ntstatus ramdisk_write(struct disk *disk, uint32_t sector, uint32_t count, const void *buffer)
{
    if (!ramdisk_holds(disk, sector, count))
        return STATUS_INVALID_PARAMETER;
    memcpy(ramdisk_place(disk, sector), buffer, (size_t)count * SECTOR_SIZE);
    return STATUS_SUCCESS;
}

static const struct disk_operations ramdisk_operations = {ramdisk_read, ramdisk_write};

INIT_CODE void ramdisk_init(struct ramdisk *ramdisk, void *base, uint32_t bytes)
{
    ASSERT(base != NULL);
    ramdisk->disk.operations = &ramdisk_operations;
    ramdisk->disk.sectors = bytes / SECTOR_SIZE;
    ramdisk->base = base;
}
