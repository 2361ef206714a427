/*
 * A change of directories that happens as a whole or not at all. Write half.
 *
 * Places are brought into the directory's window one after the other and changed there. A changed sector is
 * written when the window moves on, so that changes which lie in one sector reach the disk in one write, and
 * the others in the order in which they were made. What the sectors held before is kept until the end: after
 * an error it is written back, the last one first.
 *
 * One edit at a time. All functions may wait for the disk, and pass its errors through.
 */
#ifndef STORAGE_FAT_EDIT_H
#define STORAGE_FAT_EDIT_H

#include "storage/fat_directory.h"

void fat_edit_begin(struct fat_volume *volume);

/* As fat_directory_place(), for changing the 32 bytes. Errors of fat_directory_place(). */
ntstatus fat_edit_place(struct fat_volume *volume, struct fat_directory *directory, uint32_t position,
                        uint8_t **bytes, uint32_t *place);

/* The same for a place that is known by its number (struct fat_entry, place). */
ntstatus fat_edit_known(struct fat_volume *volume, uint32_t place, uint8_t **bytes);

/* The directory's chain has grown behind cluster `tail`: it is cut there if the edit fails. */
void fat_edit_grown(struct fat_volume *volume, uint32_t tail);

/* Ends the edit. `status` is how it went so far: an error takes everything back. Returns it, or the error of
 * the last write; only STATUS_SUCCESS means that the change is there. */
ntstatus fat_edit_end(struct fat_volume *volume, ntstatus status);

#endif
