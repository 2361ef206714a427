/*
 * Finishing a move that was interrupted between its two entries (fat_change.h, FAT_LEAVING). Write half.
 */
#ifndef STORAGE_FAT_UNFINISHED_H
#define STORAGE_FAT_UNFINISHED_H

#include "storage/fat_check.h"

/* After fat_check() has found crossings: looks for a marked entry whose first cluster is another entry's too,
 * and removes it; ".." of a directory is made to fit the entry that stays. *finished: there was one, so that
 * fat_check() must be done again. The maps of `check` but `crossed` are used up. There is at most one such
 * entry on a volume that was not damaged otherwise. May wait; errors of the disk. */
ntstatus fat_unfinished_finish(struct fat_volume *volume, struct fat_check *check, bool *finished);

#endif
