/*
 * The page file: pages that are not in memory. It is one row of slots, whose sectors lie in one file of the
 * volume or in several: C:\pagefile.sys, C:\pagefile2.sys and so on, each of which may grow. Slots that come
 * to be lie behind the others, whichever file has grown. Thread context; the buffers are whole pages that
 * must not fault.
 */
#ifndef STORAGE_PAGEFILE_H
#define STORAGE_PAGEFILE_H

#include "firmware/status.h"
#include "storage/disk.h"
#include "storage/slotmap.h"

#define PAGEFILES 4u

/* Slots of one file: at first, and the most to which it may grow. 0 and 0: no such file. */
struct pagefile_size {
    uint32_t slots, most;
};

/* Makes the files (replacing older ones) and holds them open. STATUS_DISK_FULL if the volume is too small:
 * then there is none. */
ntstatus pagefile_create(const struct pagefile_size sizes[PAGEFILES]);

/* A single file of fixed size. */
static inline ntstatus pagefile_create_one(uint32_t slots)
{
    const struct pagefile_size sizes[PAGEFILES] = {{slots, slots}};
    return pagefile_create(sizes);
}

/* Grows files that may, by at least `slots` if all of them together can, and gives by how many; 0: none can.
 * May wait. */
uint32_t pagefile_grow(uint32_t slots);

/* Closes the files; no slot may be in use (asserted). For the books at the end; the files count as open
 * until then. */
void pagefile_close(void);

/* Pages take their way through `disk` from now on, one that leads to the sectors of the volume's disk
 * (slowdisk.h); NULL: through that itself. */
void pagefile_through(struct disk *disk);

/* One page to or from a slot that is in use. May wait; errors of the disk, after which the slot or the page
 * may hold anything. */
ntstatus pagefile_write(slot_t slot, const void *page);
ntstatus pagefile_read(slot_t slot, void *page);

/* One of the files, for who asks: its path, its slots, those in use now and the most that ever were. */
struct pagefile_usage {
    const char *path; /* "\\pagefile.sys" */
    uint32_t slots, in_use, peak;
};

/* The file of that number, up to PAGEFILES; false: there is none. */
bool pagefile_usage(uint32_t index, struct pagefile_usage *usage);

/* Slots have been taken, or one was given back: counted by file. Any context. */
void pagefile_slots_taken(slot_t first, uint32_t count);
void pagefile_slot_released(slot_t slot);

/* Where on the disk that sector of a slot lies, below PAGEFILE_SECTORS: for who looks there. */
#define PAGEFILE_SECTORS (4096u / SECTOR_SIZE)
uint32_t pagefile_place(slot_t slot, uint32_t index);

#endif
