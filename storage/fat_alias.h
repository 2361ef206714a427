/*
 * The 8.3 name that stands for a long one. Write half.
 * (FAT specification, "The Basis-Name Generation Algorithm" and "The Numeric-Tail Generation Algorithm".)
 */
#ifndef STORAGE_FAT_ALIAS_H
#define STORAGE_FAT_ALIAS_H

#include "storage/fat_directory.h"
#include "storage/fat_names.h"

/* Makes the 8.3 name for `name` (fat_name_valid(), and not found in the directory): the name itself if it is
 * one but for case, else one with the lowest ~number that is free in the directory at `cluster`. *exact: it
 * says all of the name, no long name is needed. The entry at position `except` (FAT_NO_POSITION: none) is
 * about to go: its 8.3 name is free. STATUS_DISK_FULL: all numbers are taken. May wait; errors of the disk.
 */
ntstatus fat_alias_make(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                        uint32_t except, uint8_t raw[FAT_SHORT_RAW], bool *exact);

#endif
