/*
 * A walk over all directories and chains of a volume, to find clusters with two owners ("cross links"): they
 * can be seen from no single file. Write half, because only writing makes them dangerous.
 */
#ifndef STORAGE_FAT_CHECK_H
#define STORAGE_FAT_CHECK_H

#include "storage/fat_directory.h"

struct fat_check {
    /* The caller's memory, fat_check_bytes() each, zeroed: one bit a cluster. */
    uint32_t *owned;    /* somebody owns it */
    uint32_t *crossed;  /* two do */
    uint32_t *pending;  /* first cluster of a directory that is still to be walked; all 0 in the end */
    uint32_t crossings; /* how many bits are set in `crossed` */
};

/* A multiple of 4. */
uint32_t fat_check_bytes(const struct fat_volume *volume);

static inline bool fat_check_is_marked(const uint32_t *map, uint32_t cluster)
{
    return map[cluster / 32] >> (cluster % 32) & 1;
}

/* Broken entries, chains and directories are left where they break, without an error: opening them gives one.
 * Fails only as the disk fails. May wait. */
ntstatus fat_check(struct fat_volume *volume, struct fat_check *check);

/*
 * For other walks over all directories (fat_unfinished.c): `pending` is the list of those still to be walked.
 */
/* Puts a directory on the list, unless it is in `owned`, where it is noted. */
void fat_check_push(struct fat_check *check, uint32_t cluster);

/* Takes one off; FAT_END: none is left. */
uint32_t fat_check_pop(const struct fat_volume *volume, struct fat_check *check);

/* Damage is no error of a walk: it is found again, and told, when the file is opened. Nor is the end of a
 * directory.
 */
ntstatus fat_check_status(ntstatus status);

#endif
