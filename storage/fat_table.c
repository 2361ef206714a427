#include "storage/fat_table.h"

#include "firmware/panic.h"
#include "storage/bytes.h"

/* A FAT12 entry is one and a half bytes, so that it may straddle two sectors: bytes are what the window is
 * asked for. */
static uint32_t entry_offset(const struct fat_volume *volume, uint32_t cluster)
{
    return volume->entry_bits == 16 ? cluster * 2 : cluster + cluster / 2;
}

static uint32_t end_mark(const struct fat_volume *volume)
{
    return volume->entry_bits == 16 ? 0xfff8 : 0xff8;
}

/* Its two sectors are written one after the other: after a power cut it may be new in one and old in the
 * other. */
static bool entry_is_split(const struct fat_volume *volume, uint32_t cluster)
{
    return volume->entry_bits == 12 && entry_offset(volume, cluster) % SECTOR_SIZE == SECTOR_SIZE - 1;
}

/* The half-written state of an entry that was, or was to become, an end mark: fat_table_put() takes care that
 * the four highest bits are those of the mark. Clusters so high are rare on FAT12, and are believed. */
static bool is_torn_end(const struct fat_volume *volume, uint32_t cluster, uint32_t value)
{
    return entry_is_split(volume, cluster) && value >= 0xf00 && !fat_is_cluster(volume, value);
}

static ntstatus table_byte(struct fat_volume *volume, uint32_t offset, uint8_t **byte)
{
    uint32_t sector = volume->table_start + offset / SECTOR_SIZE;
    if (volume->table.sector != sector) {
        ntstatus status = fat_table_flush(volume);
        if (status_ok(status))
            status = fat_window_load(volume, &volume->table, sector);
        if (!status_ok(status))
            return status;
    }
    *byte = &volume->table.bytes[offset % SECTOR_SIZE];
    return STATUS_SUCCESS;
}

ntstatus fat_table_flush(struct fat_volume *volume)
{
    struct fat_window *window = &volume->table;
    ntstatus result = STATUS_SUCCESS;
    if (!window->dirty)
        return result;
    for (uint32_t copy = 0; copy < volume->table_count; copy++) {
        ntstatus status = volume->disk->operations->write(
            volume->disk, window->sector + copy * volume->table_sectors, 1, window->bytes);
        if (!status_ok(status))
            result = status;
    }
    window->dirty = !status_ok(result); /* what could not be written is tried again with the next change */
    return result;
}

/* The 16 bits at `offset`. A FAT16 entry never straddles two sectors: one look is enough for it. */
static ntstatus table_word(struct fat_volume *volume, uint32_t offset, uint32_t *word)
{
    uint8_t *byte;
    ntstatus status = table_byte(volume, offset, &byte);
    if (!status_ok(status))
        return status;
    *word = *byte;
    if (volume->entry_bits == 16) {
        *word = bytes_get16(byte);
        return STATUS_SUCCESS;
    }
    status = table_byte(volume, offset + 1, &byte);
    if (status_ok(status))
        *word |= (uint32_t)*byte << 8;
    return status;
}

ntstatus fat_table_get(struct fat_volume *volume, uint32_t cluster, uint32_t *entry)
{
    uint32_t value;
    ASSERT(fat_is_cluster(volume, cluster));
    ntstatus status = table_word(volume, entry_offset(volume, cluster), &value);
    if (!status_ok(status))
        return status;
    if (volume->entry_bits == 12)
        value = cluster & 1 ? value >> 4 : value & 0xfff;
    bool ends = value >= end_mark(volume) || is_torn_end(volume, cluster, value);
    *entry = ends ? FAT_END : value;
    return STATUS_SUCCESS;
}

ntstatus fat_table_next(struct fat_volume *volume, uint32_t cluster, uint32_t *next)
{
    if (!fat_is_cluster(volume, cluster))
        return STATUS_FILE_CORRUPT_ERROR;
    ntstatus status = fat_table_get(volume, cluster, next);
    if (status_ok(status) && *next != FAT_END && !fat_is_cluster(volume, *next))
        return STATUS_FILE_CORRUPT_ERROR;
    return status;
}

/* Changes the bits of `mask` in one byte of the table. */
static ntstatus table_byte_put(struct fat_volume *volume, uint32_t offset, uint32_t value, uint32_t mask)
{
    uint8_t *byte;
    ntstatus status = table_byte(volume, offset, &byte);
    if (status_ok(status)) {
        *byte = (uint8_t)((*byte & ~mask) | (value & mask));
        volume->table.dirty = true;
    }
    return status;
}

ntstatus fat_table_put(struct fat_volume *volume, uint32_t cluster, uint32_t entry)
{
    ASSERT(fat_is_cluster(volume, cluster));
    ASSERT(entry == FAT_FREE || entry == FAT_END || fat_is_cluster(volume, entry));
    uint32_t mask = volume->entry_bits == 16 ? 0xffff : 0xfff;
    uint32_t shift = volume->entry_bits == 12 && (cluster & 1) ? 4 : 0;
    uint32_t value = (entry & mask) << shift;
    mask <<= shift;
    /* the byte with the highest bits comes first to an end mark, and goes last from one */
    uint32_t offset = entry_offset(volume, cluster), first = entry == FAT_END;
    ntstatus status = table_byte_put(volume, offset + first, value >> 8 * first, mask >> 8 * first & 0xff);
    first ^= 1;
    if (status_ok(status))
        status = table_byte_put(volume, offset + first, value >> 8 * first, mask >> 8 * first & 0xff);
    return status;
}

void fat_chain_init(struct fat_chain *chain, uint32_t first)
{
    *chain = (struct fat_chain){.first = first};
}

ntstatus fat_chain_seek(struct fat_volume *volume, struct fat_chain *chain, uint32_t index, uint32_t *cluster)
{
    if (index >= volume->clusters || !fat_is_cluster(volume, chain->first))
        return STATUS_FILE_CORRUPT_ERROR;
    if (chain->cluster == 0 || index < chain->index) {
        chain->index = 0;
        chain->cluster = chain->first;
    }
    while (chain->index < index) {
        uint32_t next;
        ntstatus status = fat_table_next(volume, chain->cluster, &next);
        if (!status_ok(status))
            return status;
        if (next == FAT_END)
            return STATUS_FILE_CORRUPT_ERROR;
        chain->cluster = next;
        chain->index++;
    }
    *cluster = chain->cluster;
    return STATUS_SUCCESS;
}

ntstatus fat_chain_length(struct fat_volume *volume, uint32_t first, uint32_t *clusters)
{
    uint32_t length = 0;
    for (uint32_t cluster = first; cluster != FAT_END; length++) {
        if (length == volume->clusters)
            return STATUS_FILE_CORRUPT_ERROR; /* longer than the volume: a loop */
        ntstatus status = fat_table_next(volume, cluster, &cluster);
        if (!status_ok(status))
            return status;
    }
    *clusters = length;
    return STATUS_SUCCESS;
}

ntstatus fat_used_sectors(struct fat_volume *volume, uint32_t *sectors)
{
    uint32_t entry = FAT_FREE;
    uint32_t cluster = volume->clusters + 2;
    while (cluster > 2 && entry == FAT_FREE) {
        ntstatus status = fat_table_get(volume, --cluster, &entry);
        if (!status_ok(status))
            return status;
    }
    *sectors = entry == FAT_FREE ? volume->data_start
                                 : fat_cluster_sector(volume, cluster) + volume->cluster_sectors;
    return STATUS_SUCCESS;
}
