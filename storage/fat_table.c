#include "storage/fat_table.h"

#include <stddef.h>
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

#define ENTRIES_16 (SECTOR_SIZE / 2) /* of FAT16 in a sector */

uint32_t fat_table_together(const struct fat_volume *volume, uint32_t cluster, uint32_t limit)
{
    uint32_t together = volume->entry_bits == 16 ? ENTRIES_16 - cluster % ENTRIES_16 : 1;
    return together < limit ? together : limit;
}

/* The clusters of a row have entries that all are, or all are not, `entry`, which grows from one to the next.
 */
struct row_rule {
    uint32_t entry, growth;
    bool alike;
};

static struct row_rule row_rule(enum fat_row row, uint32_t cluster)
{
    if (row == FAT_ROW_LINKED)
        return (struct row_rule){cluster + 1, 1, true};
    return (struct row_rule){FAT_FREE, 0, row == FAT_ROW_FREE};
}

/* How many of the `count` entries in the window, from `at` on, are as the rule says. */
static uint32_t row_count_16(const uint8_t *at, uint32_t count, struct row_rule rule)
{
    uint32_t seen = 0;
    while (seen < count && (bytes_get16(at + 2 * seen) == rule.entry) == rule.alike) {
        seen++;
        rule.entry += rule.growth;
    }
    return seen;
}

/* The same of entries that fat_table_together() has counted. */
static ntstatus row_count(struct fat_volume *volume, uint32_t cluster, uint32_t count, enum fat_row row,
                          uint32_t *seen)
{
    struct row_rule rule = row_rule(row, cluster);
    uint8_t *at = NULL;
    uint32_t entry = FAT_FREE;
    *seen = 0;
    ntstatus status = volume->entry_bits == 16 ? table_byte(volume, cluster * 2, &at)
                                               : fat_table_get(volume, cluster, &entry);
    if (!status_ok(status))
        return status;
    *seen = at ? row_count_16(at, count, rule) : (entry == rule.entry) == rule.alike;
    return status;
}

ntstatus fat_table_row(struct fat_volume *volume, uint32_t cluster, uint32_t limit, enum fat_row row,
                       uint32_t *length)
{
    uint32_t left = fat_is_cluster(volume, cluster) ? volume->clusters + 2 - cluster : 0;
    left -= row == FAT_ROW_LINKED && left != 0; /* the last one has no neighbour */
    left = left < limit ? left : limit;
    for (*length = 0; left != 0;) {
        uint32_t seen, together = fat_table_together(volume, cluster, left);
        ntstatus status = row_count(volume, cluster, together, row, &seen);
        *length += seen;
        cluster += together;
        left -= together;
        if (!status_ok(status) || seen != together)
            return status;
    }
    return STATUS_SUCCESS;
}

ntstatus fat_table_put_row(struct fat_volume *volume, uint32_t cluster, uint32_t count)
{
    uint32_t last = cluster + count - 1;
    ASSERT(fat_is_cluster(volume, cluster) && fat_is_cluster(volume, last));
    ASSERT(count == fat_table_together(volume, cluster, count));
    ntstatus status = fat_table_put(volume, last, FAT_END);
    if (!status_ok(status))
        return status;
    uint8_t *at = &volume->table.bytes[entry_offset(volume, cluster) % SECTOR_SIZE];
    for (; cluster != last; at += 2)
        bytes_put16(at, ++cluster);
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
    uint32_t behind = 2; /* the last cluster that is used */
    for (uint32_t cluster = 2, count; fat_is_cluster(volume, cluster); cluster += count) {
        ntstatus status = fat_table_row(volume, cluster, volume->clusters, FAT_ROW_TAKEN, &count);
        cluster += count;
        behind = count != 0 ? cluster : behind;
        if (status_ok(status))
            status = fat_table_row(volume, cluster, volume->clusters, FAT_ROW_FREE, &count);
        if (!status_ok(status))
            return status;
    }
    *sectors = fat_cluster_sector(volume, behind);
    return STATUS_SUCCESS;
}
