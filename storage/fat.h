/*
 * A FAT12 or FAT16 volume with long file names ("Microsoft Extensible Firmware Initiative FAT32 File System
 * Specification", version 1.03; called "the FAT specification" here).
 *
 * Two halves. The read half (fat.c, fat_table.c, fat_name.c, fat_directory.c, fat_data.c) takes no memory and
 * keeps all state in structs of the caller, so that the boot loader can link it alone. The other files called
 * fat_ are the write half.
 *
 * Nothing on the volume is trusted: a volume that contradicts itself gives STATUS_DISK_CORRUPT_ERROR, a file
 * or directory that does STATUS_FILE_CORRUPT_ERROR. An error of the disk is passed through. One thread at a
 * time may be inside the functions of a volume; they wait only in the disk's operations.
 */
#ifndef STORAGE_FAT_H
#define STORAGE_FAT_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "storage/disk.h"

#define FAT_NO_SECTOR 0xffffffffu

/* One sector of the volume in memory. */
struct fat_window {
    uint32_t sector; /* FAT_NO_SECTOR: nothing */
    bool dirty;
    uint8_t bytes[SECTOR_SIZE];
};

struct fat_volume {
    struct disk *disk;
    uint32_t sectors;         /* the whole volume, boot sector included; never more than the disk has */
    uint32_t entry_bits;      /* 12 or 16 */
    uint32_t table_start;     /* sector of the first FAT */
    uint32_t table_sectors;   /* of one FAT */
    uint32_t table_count;     /* how many copies */
    uint32_t root_start;      /* sector: everything before it is boot sector and FATs */
    uint32_t root_entries;    /* 32-byte places in the root directory */
    uint32_t data_start;      /* sector of cluster 2 */
    uint32_t cluster_sectors; /* a power of two, 1 .. 128 */
    uint32_t clusters;        /* numbered 2 .. clusters + 1 */
    uint32_t serial;
    struct fat_window table;     /* fat_table.c only */
    struct fat_window directory; /* fat_directory.c and fat_edit.c only; dirty only within an edit */
    uint32_t free_clusters;      /* fat_space.c only, from fat_space_init() on */
    uint32_t free_hint;          /* no cluster below it is free */
};

/* Reads the boot sector, and nothing else, and checks it. STATUS_DISK_CORRUPT_ERROR: no FAT12/FAT16 volume
 * with 512-byte sectors, or one that is larger than `disk`. */
ntstatus fat_mount(struct fat_volume *volume, struct disk *disk);

static inline uint32_t fat_cluster_bytes(const struct fat_volume *volume)
{
    return volume->cluster_sectors * SECTOR_SIZE;
}

static inline bool fat_is_cluster(const struct fat_volume *volume, uint32_t cluster)
{
    return cluster >= 2 && cluster - 2 < volume->clusters;
}

/* First sector of a cluster for which fat_is_cluster() holds. */
static inline uint32_t fat_cluster_sector(const struct fat_volume *volume, uint32_t cluster)
{
    return volume->data_start + (cluster - 2) * volume->cluster_sectors;
}

/* Fills a window with `sector` unless it is there already; then the window must not be dirty (asserted). May
 * wait; errors of the disk. */
ntstatus fat_window_load(struct fat_volume *volume, struct fat_window *window, uint32_t sector);

#endif
