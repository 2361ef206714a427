#include "storage/fat.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "storage/bytes.h"
#include "storage/fat_table.h"

/* The BIOS parameter block, FAT specification, "Boot Sector and BPB Structure": offsets in sector 0. */
enum bpb {
    BPB_BYTES_PER_SECTOR = 11,
    BPB_SECTORS_PER_CLUSTER = 13,
    BPB_RESERVED_SECTORS = 14,
    BPB_TABLES = 16,
    BPB_ROOT_ENTRIES = 17,
    BPB_SECTORS_16 = 19,
    BPB_TABLE_SECTORS = 22,
    BPB_SECTORS_32 = 32,
    BPB_EXTENDED_SIGNATURE = 38, /* 0x29: the serial number follows */
    BPB_SERIAL = 39,
    BPB_SIGNATURE = 510,
};

#define ENTRIES_PER_SECTOR 16u
#define FAT12_CLUSTERS     4085u  /* that many and more: FAT16 */
#define FAT16_CLUSTERS     65525u /* that many and more: FAT32 */

ntstatus fat_window_load(struct fat_volume *volume, struct fat_window *window, uint32_t sector)
{
    if (window->sector == sector)
        return STATUS_SUCCESS;
    ASSERT(!window->dirty);
    window->sector = FAT_NO_SECTOR; /* after a failed read the bytes are nobody's */
    ntstatus status = volume->disk->operations->read(volume->disk, sector, 1, window->bytes);
    if (status_ok(status))
        window->sector = sector;
    return status;
}

static void geometry_read(struct fat_volume *volume, const uint8_t *boot)
{
    uint32_t sectors = bytes_get16(boot + BPB_SECTORS_16);
    volume->sectors = sectors != 0 ? sectors : bytes_get32(boot + BPB_SECTORS_32);
    volume->cluster_sectors = boot[BPB_SECTORS_PER_CLUSTER];
    volume->table_start = bytes_get16(boot + BPB_RESERVED_SECTORS);
    volume->table_sectors = bytes_get16(boot + BPB_TABLE_SECTORS);
    volume->table_count = boot[BPB_TABLES];
    volume->root_entries = bytes_get16(boot + BPB_ROOT_ENTRIES);
    volume->serial = boot[BPB_EXTENDED_SIGNATURE] == 0x29 ? bytes_get32(boot + BPB_SERIAL) : 0;
}

/* All fields come from 8 or 16 bits, so these sums cannot wrap. */
static void geometry_place(struct fat_volume *volume)
{
    volume->root_start = volume->table_start + volume->table_count * volume->table_sectors;
    volume->data_start =
        volume->root_start + (volume->root_entries + ENTRIES_PER_SECTOR - 1) / ENTRIES_PER_SECTOR;
}

static bool geometry_is_sane(const struct fat_volume *volume)
{
    uint32_t size = volume->cluster_sectors;
    return size != 0 && (size & (size - 1)) == 0 && volume->table_start != 0 && volume->table_count != 0 &&
           volume->table_sectors != 0 && volume->root_entries != 0 &&
           volume->sectors <= volume->disk->sectors && volume->data_start < volume->sectors;
}

/* The count of clusters, and nothing else, decides between FAT12 and FAT16. */
static bool clusters_fit(struct fat_volume *volume)
{
    volume->clusters = (volume->sectors - volume->data_start) / volume->cluster_sectors;
    volume->entry_bits = volume->clusters < FAT12_CLUSTERS ? 12 : 16;
    uint32_t bits = (volume->clusters + 2) * volume->entry_bits;
    return volume->clusters != 0 && volume->clusters < FAT16_CLUSTERS &&
           (bits + 7) / 8 <= volume->table_sectors * SECTOR_SIZE;
}

INIT_CODE ntstatus fat_mount(struct fat_volume *volume, struct disk *disk)
{
    memset(volume, 0, sizeof *volume);
    volume->disk = disk;
    volume->table.sector = volume->directory.sector = FAT_NO_SECTOR;
    if (disk->sectors == 0)
        return STATUS_DISK_CORRUPT_ERROR;
    ntstatus status = fat_window_load(volume, &volume->directory, 0);
    if (!status_ok(status))
        return status;
    const uint8_t *boot = volume->directory.bytes;
    if (bytes_get16(boot + BPB_SIGNATURE) != 0xaa55 ||
        bytes_get16(boot + BPB_BYTES_PER_SECTOR) != SECTOR_SIZE)
        return STATUS_DISK_CORRUPT_ERROR;
    geometry_read(volume, boot);
    geometry_place(volume);
    if (!geometry_is_sane(volume) || !clusters_fit(volume))
        return STATUS_DISK_CORRUPT_ERROR;
    return STATUS_SUCCESS;
}
