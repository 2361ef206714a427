#include "storage/fat_write.h"

#include <string.h>
#include "firmware/panic.h"

/* A cluster that was a directory's may be a file's now: the directory window must not show the old bytes. */
static ntstatus sectors_write(struct fat_volume *volume, uint32_t sector, uint32_t count, const void *from)
{
    if (volume->directory.sector - sector < count)
        volume->directory.sector = FAT_NO_SECTOR;
    return volume->disk->operations->write(volume->disk, sector, count, from);
}

/* A piece that is not whole sectors: at most up to the end of its sector. */
static ntstatus write_part(struct fat_volume *volume, uint32_t sector, uint32_t inside, const void *from,
                           uint32_t length)
{
    uint8_t bytes[SECTOR_SIZE];
    ntstatus status = volume->disk->operations->read(volume->disk, sector, 1, bytes);
    if (!status_ok(status))
        return status;
    memcpy(bytes + inside, from, length);
    return sectors_write(volume, sector, 1, bytes);
}

ntstatus fat_write(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, const void *buffer,
                   uint32_t length)
{
    const uint8_t *from = buffer;
    ASSERT(length <= UINT32_MAX - offset);
    while (length != 0) {
        uint32_t inside = offset % SECTOR_SIZE;
        uint32_t whole = inside == 0 ? length / SECTOR_SIZE : 0;
        uint32_t sector, count;
        ntstatus status = fat_extent(volume, chain, offset, whole != 0 ? whole : 1, &sector, &count);
        if (!status_ok(status))
            return status;
        uint32_t moved = count * SECTOR_SIZE;
        if (whole != 0) {
            status = sectors_write(volume, sector, count, from);
        } else {
            moved = length < SECTOR_SIZE - inside ? length : SECTOR_SIZE - inside;
            status = write_part(volume, sector, inside, from, moved);
        }
        if (!status_ok(status))
            return status;
        from += moved;
        offset += moved;
        length -= moved;
    }
    return STATUS_SUCCESS;
}

ntstatus fat_zero(struct fat_volume *volume, struct fat_chain *chain, uint32_t offset, uint32_t length)
{
    static const uint8_t zeros[4096];
    while (length != 0) {
        /* after the first piece all are aligned to `zeros`, so that whole sectors are written */
        uint32_t piece = (uint32_t)sizeof zeros - offset % (uint32_t)sizeof zeros;
        piece = piece < length ? piece : length;
        ntstatus status = fat_write(volume, chain, offset, zeros, piece);
        if (!status_ok(status))
            return status;
        offset += piece;
        length -= piece;
    }
    return STATUS_SUCCESS;
}
