/*
 * C:\pagefile.sys: pages that are not in memory. Thread context; the buffers are whole pages that must not
 * fault.
 */
#ifndef STORAGE_PAGEFILE_H
#define STORAGE_PAGEFILE_H

#include "firmware/status.h"
#include "storage/disk.h"
#include "storage/slotmap.h"

/* Makes C:\pagefile.sys (replacing an older one) with room for `slots` pages and holds it open.
 * STATUS_DISK_FULL if the volume is too small. 0 slots: no page file. */
ntstatus pagefile_create(uint32_t slots);

/* Closes the page file; no slot may be in use (asserted). For the books at the end: the file counts as open
 * until then. */
void pagefile_close(void);

/* Pages take their way through `disk` from now on, one that leads to the sectors of the volume's disk
 * (slowdisk.h); NULL: through that itself. */
void pagefile_through(struct disk *disk);

/* One page to or from a slot that is in use. May wait; errors of the disk, after which the slot or the page
 * may hold anything. */
ntstatus pagefile_write(slot_t slot, const void *page);
ntstatus pagefile_read(slot_t slot, void *page);

/* The first sector of a slot on the disk, for who looks there; false: the slot lies in pieces. */
bool pagefile_place(slot_t slot, uint32_t *sector);

#endif
