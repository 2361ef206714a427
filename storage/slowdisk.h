/*
 * A disk that takes its time and fails where it is told to, in front of one that does neither. Hardware-free:
 * time passes in a handler that is given at the start, so this knows of no clock and no threads.
 *
 * Each request, whatever its length, lets `latency` pass before anything moves. The n-th read, and the n-th
 * write, counted from 1, then gives STATUS_IO_DEVICE_ERROR and moves nothing; those before and after it are
 * not touched.
 *
 * What a start does with it: the RAM disk, a slowdisk over it with /IOLATENCY= (in clock units), /FAILREAD=
 * and /FAILWRITE=, and file_mount() on that one: it sees the volume's tables, directories and data and the
 * page file's pages in one count. Its handler may sleep, but then the calls of file.h need a lock around them
 * (README.md, "One thread at a time"); before there are threads it may only move the clock. Where files and
 * pages are to be told apart, two slowdisks stand over the one RAM disk, and pagefile_through() gives the
 * second to the page file.
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
    struct slowdisk_manner manner;
    uint32_t reads, writes; /* requests so far, failed ones too */
};

/* `under` must outlive it. `pass` returns when that much time is over; it may wait, so the disk's functions
 * may. */
void slowdisk_init(struct slowdisk *slow, struct disk *under, void (*pass)(uint64_t units),
                   const struct slowdisk_manner *manner);

#endif
