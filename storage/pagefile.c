#include "storage/pagefile.h"

#include <stddef.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/file_extent.h"
#include "storage/slots.h"

#define PAGE_BYTES    4096u
#define PAGE_SECTORS  (PAGE_BYTES / SECTOR_SIZE)
#define MAP_TAG       POOL_TAG('P', 'f', 'M', 'p')
#define EXTENT_TAG    POOL_TAG('P', 'f', 'E', 'x')
#define HIDDEN_SYSTEM 0x06u /* FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM */

/* A piece of the page file that lies side by side on the disk. */
struct extent {
    uint32_t first;  /* sector within the page file */
    uint32_t sector; /* on the disk */
};

static struct {
    struct file *file;      /* NULL: no page file */
    struct disk *disk;      /* pages go through it; NULL: through the volume's */
    void *map;              /* memory of the slots (slots.h) */
    struct extent *extents; /* ascending; each ends where the next begins. One, if the volume had the room */
    uint32_t extent_count;
    uint32_t sectors;
} pagefile;

/* Walks over the pieces of the file, notes the first `room` of them and counts all. */
static ntstatus extents_read(struct extent *extents, uint32_t room, uint32_t *count)
{
    *count = 0;
    for (uint32_t at = 0; at < pagefile.sectors;) {
        uint32_t sector, length;
        ntstatus status =
            file_extent(pagefile.file, at * SECTOR_SIZE, pagefile.sectors - at, &sector, &length);
        if (!status_ok(status))
            return status;
        if (*count < room)
            extents[*count] = (struct extent){at, sector};
        at += length;
        ++*count;
    }
    return STATUS_SUCCESS;
}

static ntstatus extents_make(void)
{
    uint32_t count;
    ntstatus status = extents_read(NULL, 0, &count);
    if (!status_ok(status))
        return status;
    pagefile.extents = pool_alloc(count * sizeof(struct extent), EXTENT_TAG);
    if (pagefile.extents == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = extents_read(pagefile.extents, count, &pagefile.extent_count);
    if (status_ok(status) && pagefile.extent_count != count)
        return STATUS_FILE_CORRUPT_ERROR; /* a read failed in between and cut a piece in two */
    return status;
}

static ntstatus map_make(uint32_t slots)
{
    pagefile.map = pool_alloc(slotmap_bytes(slots), MAP_TAG);
    if (pagefile.map == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    slots_start(pagefile.map, slots);
    return STATUS_SUCCESS;
}

static ntstatus file_make(uint32_t slots)
{
    enum file_action action;
    ntstatus status = file_open("\\pagefile.sys", FILE_DISPOSITION_SUPERSEDE, HIDDEN_SYSTEM, false, true,
                                &pagefile.file, &action);
    if (!status_ok(status))
        return status;
    pagefile.file->system = true;
    return file_allocate(pagefile.file, slots * PAGE_BYTES);
}

static void pagefile_drop(void)
{
    if (pagefile.file != NULL)
        file_close(pagefile.file);
    if (pagefile.map != NULL)
        slots_stop();
    pool_free(pagefile.map);
    pool_free(pagefile.extents);
    pagefile.file = NULL;
    pagefile.extents = NULL;
    pagefile.map = NULL;
}

ntstatus pagefile_create(uint32_t slots)
{
    ASSERT(pagefile.file == NULL);
    if (slots == 0)
        return STATUS_SUCCESS;
    if (slots > UINT32_MAX / PAGE_BYTES)
        return STATUS_DISK_FULL; /* no file of FAT holds that many */
    pagefile.sectors = slots * PAGE_SECTORS;
    ntstatus status = file_make(slots);
    if (status_ok(status))
        status = map_make(slots);
    if (status_ok(status))
        status = extents_make();
    if (!status_ok(status) && pagefile.file != NULL)
        file_set_delete(pagefile.file, true); /* half a page file is none */
    if (!status_ok(status))
        pagefile_drop();
    return status;
}

void pagefile_close(void)
{
    pagefile_drop();
}

/* Which extent holds a sector of the page file. */
static uint32_t extent_find(uint32_t at)
{
    uint32_t low = 0, high = pagefile.extent_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (pagefile.extents[middle].first <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The next piece of a page: up to `left` sectors from sector `at` of the page file on. */
static uint32_t piece_find(uint32_t at, uint32_t left, uint32_t *sector)
{
    uint32_t index = extent_find(at);
    const struct extent *extent = &pagefile.extents[index];
    uint32_t end = index + 1 < pagefile.extent_count ? extent[1].first : pagefile.sectors;
    *sector = extent->sector + (at - extent->first);
    return end - at < left ? end - at : left;
}

void pagefile_through(struct disk *disk)
{
    ASSERT(disk == NULL || disk->sectors == file_disk()->sectors);
    pagefile.disk = disk;
}

static struct disk *page_disk(void)
{
    return pagefile.disk != NULL ? pagefile.disk : file_disk();
}

static uint32_t slot_sector(slot_t slot)
{
    ASSERT(slot.number >= 1 && slot.number <= slots_total());
    return (slot.number - 1) * PAGE_SECTORS;
}

ntstatus pagefile_write(slot_t slot, const void *page)
{
    uint32_t at = slot_sector(slot), left = PAGE_SECTORS, sector;
    const uint8_t *from = page;
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && left != 0) {
        uint32_t count = piece_find(at, left, &sector);
        status = page_disk()->operations->write(page_disk(), sector, count, from);
        from += count * SECTOR_SIZE;
        at += count;
        left -= count;
    }
    return status;
}

ntstatus pagefile_read(slot_t slot, void *page)
{
    uint32_t at = slot_sector(slot), left = PAGE_SECTORS, sector;
    uint8_t *to = page;
    ntstatus status = STATUS_SUCCESS;
    while (status_ok(status) && left != 0) {
        uint32_t count = piece_find(at, left, &sector);
        status = page_disk()->operations->read(page_disk(), sector, count, to);
        to += count * SECTOR_SIZE;
        at += count;
        left -= count;
    }
    return status;
}

bool pagefile_place(slot_t slot, uint32_t *sector)
{
    return piece_find(slot_sector(slot), PAGE_SECTORS, sector) == PAGE_SECTORS;
}
