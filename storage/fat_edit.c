#include "storage/fat_edit.h"

#include <string.h>
#include "firmware/panic.h"
#include "storage/fat_space.h"

/* A name has at most 21 places, which reach into three sectors, and so has its successor with an end mark
 * behind it; ".." of a directory is one more. */
#define EDIT_SECTORS 8u

static struct {
    struct fat_volume *volume; /* NULL: no edit is under way */
    uint32_t tail;             /* where a grown directory ended before; 0: none grew */
    uint32_t count;
    struct {
        uint32_t sector;
        uint8_t bytes[SECTOR_SIZE];
    } before[EDIT_SECTORS];
} edit;

void fat_edit_begin(struct fat_volume *volume)
{
    ASSERT(edit.volume == NULL && !volume->directory.dirty);
    edit.volume = volume;
    edit.tail = 0;
    edit.count = 0;
}

/* The window is about to be changed: what it shows is kept, unless an older state is. */
static void keep_window(struct fat_volume *volume)
{
    struct fat_window *window = &volume->directory;
    ASSERT(edit.volume == volume && window->sector >= volume->root_start);
    window->dirty = true;
    for (uint32_t i = 0; i < edit.count; i++)
        if (edit.before[i].sector == window->sector)
            return;
    ASSERT(edit.count < EDIT_SECTORS);
    edit.before[edit.count].sector = window->sector;
    memcpy(edit.before[edit.count++].bytes, window->bytes, SECTOR_SIZE);
}

ntstatus fat_edit_place(struct fat_volume *volume, struct fat_directory *directory, uint32_t position,
                        uint8_t **bytes, uint32_t *place)
{
    ntstatus status = fat_directory_place(volume, directory, position, bytes, place);
    if (status == STATUS_SUCCESS)
        keep_window(volume);
    return status == STATUS_NO_MORE_FILES ? STATUS_FILE_CORRUPT_ERROR : status;
}

ntstatus fat_edit_known(struct fat_volume *volume, uint32_t place, uint8_t **bytes)
{
    ntstatus status = fat_directory_load(volume, place / FAT_SECTOR_PLACES);
    if (!status_ok(status))
        return status;
    *bytes = volume->directory.bytes + place % FAT_SECTOR_PLACES * FAT_PLACE_BYTES;
    keep_window(volume);
    return status;
}

void fat_edit_grown(struct fat_volume *volume, uint32_t tail)
{
    ASSERT(edit.volume == volume && fat_is_cluster(volume, tail));
    if (edit.tail == 0)
        edit.tail = tail;
}

/* What the disk has is known only if this succeeds, so it gets a second chance; an error has been told
 * already.
 */
static void put_back(struct fat_volume *volume, uint32_t sector, const uint8_t *bytes)
{
    struct fat_window *window = &volume->directory;
    window->sector = sector;
    window->dirty = true;
    memcpy(window->bytes, bytes, SECTOR_SIZE);
    if (status_ok(fat_directory_flush(volume)))
        return;
    window->sector = sector;
    window->dirty = true;
    fat_directory_flush(volume);
}

ntstatus fat_edit_end(struct fat_volume *volume, ntstatus status)
{
    ASSERT(edit.volume == volume);
    if (status_ok(status))
        status = fat_directory_flush(volume);
    edit.volume = NULL;
    if (status_ok(status))
        return status;
    while (edit.count != 0) {
        edit.count--;
        put_back(volume, edit.before[edit.count].sector, edit.before[edit.count].bytes);
    }
    if (edit.tail != 0)
        fat_space_cut(volume, edit.tail);
    return status;
}
