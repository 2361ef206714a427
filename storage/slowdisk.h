/*
 * A disk that takes its time and fails where it is told to, in front of one that does neither. Hardware-free:
 * time passes in a handler that is given at the start, so this knows of no clock and no threads.
 *
 * Each request, whatever its length, lets `latency` pass before anything moves. The n-th read, and the n-th
 * write, counted from 1, then gives STATUS_IO_DEVICE_ERROR and moves nothing; those before and after it are
 * not touched.
 *
 * The kernel's start puts two of them over the one RAM disk, so that files and the page file are counted
 * apart: one for the volume (tables, directories, files, pages of images), one that pagefile_through() gives
 * to the page file. They do nothing until programs run; then slowdisk_change() gives them what /IOLATENCY=
 * and the others ask for. Their handler sleeps, so the volume's lock (volumelock.h) is held over each request
 * of files.
 */
#ifndef STORAGE_SLOWDISK_H
#define STORAGE_SLOWDISK_H

#include "storage/disk.h"

struct slowdisk_manner {
    uint64_t latency;    /* clock units (100 ns) a request takes; 0: none, and the handler is not called */
    uint32_t fail_read;  /* that read fails; 0: none does */
    uint32_t fail_write; /* likewise */
};

struct slowdisk {
    struct disk disk; /* first: this is what the volume gets */
    struct disk *under;
    void (*pass)(uint64_t units);
    struct slowdisk_manner manner; /* its counts are of all requests */
    uint32_t reads, writes;        /* requests so far, failed ones too */
};

/* `under` must outlive it. `pass` returns when that much time is over; it may wait, so the disk's functions
 * may. */
void slowdisk_init(struct slowdisk *slow, struct disk *under, void (*pass)(uint64_t units),
                   const struct slowdisk_manner *manner);

/* Another manner from the next request on, which is the first that it counts. */
void slowdisk_change(struct slowdisk *slow, const struct slowdisk_manner *manner);

#endif
