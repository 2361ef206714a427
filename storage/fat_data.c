#include "storage/fat_data.h"

#include <string.h>
#include "firmware/panic.h"

ntstatus fat_extent(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, uint32_t limit,
                    uint32_t *sector, uint32_t *count)
{
    ASSERT(limit != 0);
    uint32_t index = offset / fat_cluster_bytes(volume);
    uint32_t inside = offset % fat_cluster_bytes(volume) / SECTOR_SIZE;
    uint32_t cluster, more;
    ntstatus status = fat_chain_seek(volume, chain, index, &cluster);
    if (!status_ok(status))
        return status;
    *sector = fat_cluster_sector(volume, cluster) + inside;
    *count = volume->cluster_sectors - inside;
    if (*count < limit) {
        uint32_t clusters = (limit - *count - 1) / volume->cluster_sectors + 1;
        fat_table_row(volume, cluster, clusters, FAT_ROW_LINKED, &more); /* an error ends the piece here */
        *count += more * volume->cluster_sectors;
    }
    if (*count > limit)
        *count = limit;
    return STATUS_SUCCESS;
}

/* A piece that is not whole sectors: at most up to the end of its sector. */
static ntstatus read_part(struct fat_volume *volume, uint32_t sector, uint32_t inside, void *buffer,
                          uint32_t length)
{
    uint8_t bytes[SECTOR_SIZE];
    ntstatus status = volume->disk->operations->read(volume->disk, sector, 1, bytes);
    if (status_ok(status))
        memcpy(buffer, bytes + inside, length);
    return status;
}

ntstatus fat_read(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, void *buffer,
                  uint32_t length)
{
    uint8_t *to = buffer;
    while (length != 0) {
        uint32_t inside = offset % SECTOR_SIZE;
        uint32_t whole = inside == 0 ? length / SECTOR_SIZE : 0;
        uint32_t sector, count;
        ntstatus status = fat_extent(volume, chain, offset, whole != 0 ? whole : 1, &sector, &count);
        if (!status_ok(status))
            return status;
        uint32_t moved = count * SECTOR_SIZE;
        if (whole != 0) {
            status = volume->disk->operations->read(volume->disk, sector, count, to);
        } else {
            moved = length < SECTOR_SIZE - inside ? length : SECTOR_SIZE - inside;
            status = read_part(volume, sector, inside, to, moved);
        }
        if (!status_ok(status))
            return status;
        to += moved;
        offset += moved;
        length -= moved;
    }
    return STATUS_SUCCESS;
}
