#include "storage/pagefile.h"

#include <stddef.h>
#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "storage/file_extent.h"
#include "storage/slots.h"
#include "storage/volumelock.h"

#define PAGE_BYTES    4096u
#define MAP_TAG       POOL_TAG('P', 'f', 'M', 'p')
#define EXTENT_TAG    POOL_TAG('P', 'f', 'E', 'x')
#define HIDDEN_SYSTEM 0x06u /* FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM */
#define LEAST_GROWTH  256u  /* slots: a page file that grows a little will grow soon again */
#define MOST_SLOTS    (UINT32_MAX / PAGE_BYTES) /* no file of FAT holds more */

static const char *const names[PAGEFILES] = {"\\pagefile.sys", "\\pagefile2.sys", "\\pagefile3.sys",
                                             "\\pagefile4.sys"};

/* A piece of the page file that lies side by side on the disk. */
struct extent {
    uint32_t first;  /* sector within the page file */
    uint32_t sector; /* on the disk */
    uint32_t file;   /* whose it is */
};

static struct {
    struct {
        struct file *file; /* NULL: there is none */
        uint32_t most;     /* slots that it may have */
        uint32_t in_use, peak;
    } files[PAGEFILES];
    struct disk *disk;      /* pages go through it; NULL: through the volume's */
    void *map;              /* memory of the slots (slots.h) */
    struct extent *extents; /* ascending; each ends where the next begins. One, if the volume had the room */
    uint32_t extent_count;
    uint32_t sectors;
} pagefile;

/* ---- pieces ---- */

/* Walks over the pieces of a file from a sector of it on, notes the first `room` of them and counts all. */
static ntstatus extents_read(uint32_t index, uint32_t from, struct extent *extents, uint32_t room,
                             uint32_t *count)
{
    struct file *file = pagefile.files[index].file;
    uint32_t end = file->size / SECTOR_SIZE;
    *count = 0;
    for (uint32_t at = from; at < end;) {
        uint32_t sector, length;
        ntstatus status = file_extent(file, at * SECTOR_SIZE, end - at, &sector, &length);
        if (!status_ok(status))
            return status;
        if (*count < room)
            extents[*count] = (struct extent){pagefile.sectors + (at - from), sector, index};
        at += length;
        ++*count;
    }
    return STATUS_SUCCESS;
}

/* Memory for so many more pieces, with those that there are. */
static struct extent *extents_longer(uint32_t more)
{
    struct extent *longer = pool_alloc((pagefile.extent_count + more) * sizeof *longer, EXTENT_TAG);
    if (longer != NULL && pagefile.extent_count > 0)
        memcpy(longer, pagefile.extents, pagefile.extent_count * sizeof *longer);
    return longer;
}

/* What lies in a file from a sector of it on is the page file's end from now on. */
static ntstatus extents_append(uint32_t index, uint32_t from)
{
    uint32_t count, again;
    ntstatus status = extents_read(index, from, NULL, 0, &count);
    if (!status_ok(status) || count == 0)
        return status;
    struct extent *longer = extents_longer(count);
    if (longer == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = extents_read(index, from, longer + pagefile.extent_count, count, &again);
    if (status_ok(status) && again != count)
        status = STATUS_FILE_CORRUPT_ERROR; /* a read failed in between and cut a piece in two */
    if (!status_ok(status)) {
        pool_free(longer);
        return status;
    }
    pool_free(pagefile.extents);
    pagefile.extents = longer;
    pagefile.extent_count += count;
    pagefile.sectors += pagefile.files[index].file->size / SECTOR_SIZE - from;
    return STATUS_SUCCESS;
}

/* ---- made, grown and gone ---- */

static uint32_t most_slots(void)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < PAGEFILES; i++)
        most += pagefile.files[i].most;
    return most;
}

/* The list of pieces is there from the start, also when there is none yet: what the machine holds stays as
 * much when it grows. */
static ntstatus map_make(uint32_t most)
{
    if (most == 0)
        return STATUS_SUCCESS; /* no page file */
    if (pagefile.extents == NULL)
        pagefile.extents = extents_longer(1);
    pagefile.map = pool_alloc(slotmap_bytes(most), MAP_TAG);
    if (pagefile.extents == NULL || pagefile.map == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    slots_start(pagefile.map, pagefile.sectors / PAGEFILE_SECTORS, most);
    return STATUS_SUCCESS;
}

static ntstatus file_make(uint32_t index, const struct pagefile_size *size)
{
    enum file_action action;
    struct file *file;
    ntstatus status =
        file_open(names[index], FILE_DISPOSITION_SUPERSEDE, HIDDEN_SYSTEM, false, true, &file, &action);
    if (!status_ok(status))
        return status;
    file->system = true;
    pagefile.files[index].file = file;
    pagefile.files[index].most = size->most;
    status = file_allocate(file, size->slots * PAGE_BYTES);
    return status_ok(status) ? extents_append(index, 0) : status;
}

/* Half a page file is none: `whole` false, and it goes from the volume. */
static void pagefile_drop(bool whole)
{
    for (uint32_t i = 0; i < PAGEFILES; i++) {
        if (pagefile.files[i].file == NULL)
            continue;
        if (!whole)
            file_set_delete(pagefile.files[i].file, true);
        file_close(pagefile.files[i].file);
    }
    if (slots_most() > 0)
        slots_stop();
    pool_free(pagefile.map);
    pool_free(pagefile.extents);
    memset(pagefile.files, 0, sizeof pagefile.files);
    pagefile.extents = NULL;
    pagefile.map = NULL;
    pagefile.extent_count = pagefile.sectors = 0;
}

INIT_CODE ntstatus pagefile_create(const struct pagefile_size sizes[PAGEFILES])
{
    ntstatus status = STATUS_SUCCESS;
    ASSERT(pagefile.map == NULL);
    for (uint32_t i = 0; i < PAGEFILES && status_ok(status); i++) {
        ASSERT(sizes[i].slots <= sizes[i].most);
        if (sizes[i].most > 0)
            status = sizes[i].most > MOST_SLOTS ? STATUS_DISK_FULL : file_make(i, &sizes[i]);
    }
    if (status_ok(status))
        status = map_make(most_slots());
    if (!status_ok(status))
        pagefile_drop(false);
    return status;
}

void pagefile_close(void)
{
    pagefile_drop(true);
}

static uint32_t grow(uint32_t index, uint32_t more)
{
    struct file *file = pagefile.files[index].file;
    uint32_t before = file->size;
    if (!status_ok(file_allocate(file, before + more * PAGE_BYTES)))
        return 0;
    if (!status_ok(extents_append(index, before / SECTOR_SIZE))) {
        file_set_size(file, before);
        return 0;
    }
    slots_grow(more);
    return more;
}

/* By as much as is wanted and a little more, or else by just that, or by what the file may have. */
static uint32_t grow_file(uint32_t index, uint32_t wanted)
{
    const struct file *file = pagefile.files[index].file;
    uint32_t room = file ? pagefile.files[index].most - file->size / PAGE_BYTES : 0;
    uint32_t many = wanted > LEAST_GROWTH ? wanted : LEAST_GROWTH;
    uint32_t few = wanted < room ? wanted : room;
    if (few == 0)
        return 0;
    uint32_t grown = grow(index, many < room ? many : room);
    return grown > 0 ? grown : grow(index, few);
}

uint32_t pagefile_grow(uint32_t slots)
{
    uint32_t grown = 0;
    volume_lock();
    for (uint32_t i = 0; i < PAGEFILES && grown < slots; i++)
        grown += grow_file(i, slots - grown);
    volume_unlock();
    return grown;
}

/* ---- pages ---- */

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

INIT_CODE void pagefile_through(struct disk *disk)
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
    return (slot.number - 1) * PAGEFILE_SECTORS;
}

ntstatus pagefile_write(slot_t slot, const void *page)
{
    uint32_t at = slot_sector(slot), left = PAGEFILE_SECTORS, sector;
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
    uint32_t at = slot_sector(slot), left = PAGEFILE_SECTORS, sector;
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

/* ---- how much of each file is in use ---- */

/* Most often there is but one, and in one piece. */
static uint32_t file_of(slot_t slot)
{
    if (pagefile.extent_count == 1)
        return pagefile.extents[0].file;
    return pagefile.extents[extent_find(slot_sector(slot))].file;
}

void pagefile_slots_taken(slot_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = file_of((slot_t){first.number + i});
        if (++pagefile.files[index].in_use > pagefile.files[index].peak)
            pagefile.files[index].peak = pagefile.files[index].in_use;
    }
}

void pagefile_slot_released(slot_t slot)
{
    uint32_t index = file_of(slot);
    ASSERT(pagefile.files[index].in_use > 0);
    pagefile.files[index].in_use--;
}

bool pagefile_usage(uint32_t index, struct pagefile_usage *usage)
{
    ASSERT(index < PAGEFILES);
    if (pagefile.files[index].file == NULL)
        return false;
    *usage = (struct pagefile_usage){names[index], pagefile.files[index].file->size / PAGE_BYTES,
                                     pagefile.files[index].in_use, pagefile.files[index].peak};
    return true;
}

uint32_t pagefile_place(slot_t slot, uint32_t index)
{
    uint32_t sector;
    ASSERT(index < PAGEFILE_SECTORS);
    piece_find(slot_sector(slot) + index, 1, &sector);
    return sector;
}
