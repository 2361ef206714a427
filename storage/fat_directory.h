/*
 * Directories: rows of 32-byte places that hold 8.3 entries and, before each, the pieces of its long name.
 * Part of the read half. (FAT specification, "Directory Structure".) What takes a volume that it may change
 * the window of may wait for the disk and passes its errors through; STATUS_FILE_CORRUPT_ERROR is any damage
 * met on the way.
 */
#ifndef STORAGE_FAT_DIRECTORY_H
#define STORAGE_FAT_DIRECTORY_H

#include "storage/fat.h"
#include "storage/fat_name.h"
#include "storage/fat_table.h"

#define FAT_ROOT          0u     /* the root directory's "first cluster" */
#define FAT_PLACES        65536u /* a directory has at most that many places (2 MiB) */
#define FAT_PLACE_BYTES   32u
#define FAT_SECTOR_PLACES (SECTOR_SIZE / FAT_PLACE_BYTES)
#define FAT_PLACE_END     0x00u /* first byte: this place and all behind it are free */
#define FAT_PLACE_FREE    0xe5u

/* FILE_ATTRIBUTE_ has the same numbers */
enum fat_attribute {
    FAT_READ_ONLY = 0x01,
    FAT_HIDDEN = 0x02,
    FAT_SYSTEM = 0x04,
    FAT_LABEL = 0x08,
    FAT_DIRECTORY = 0x10,
    FAT_ARCHIVE = 0x20,
    FAT_LONG_NAME = 0x0f, /* of the six bits 0x3f: a piece of a long name */
};

/* the fields of an 8.3 entry */
enum fat_place_offset {
    PLACE_NAME = 0,
    PLACE_ATTRIBUTES = 11,
    PLACE_LOWER_CASE = 12,
    PLACE_CREATED_10MS = 13,
    PLACE_CREATED_TIME = 14,
    PLACE_CREATED_DATE = 16,
    PLACE_ACCESSED_DATE = 18,
    PLACE_WRITTEN_TIME = 22,
    PLACE_WRITTEN_DATE = 24,
    PLACE_CLUSTER = 26,
    PLACE_SIZE = 28,
};

/* FAT's times as they lie in the entry: see fat_time.h for their meaning. */
struct fat_times {
    uint16_t created_date, created_time, accessed_date, written_date, written_time;
    uint8_t created_10ms;
};

struct fat_directory {
    struct fat_chain chain; /* chain.first == FAT_ROOT: the root */
};

struct fat_entry {
    uint32_t place;     /* unique on the volume: sector * 16 + number in the sector; 0 = the root directory */
    uint32_t directory; /* first cluster of the directory it stands in */
    uint32_t first_position; /* in the directory: of its long name's first piece, .. */
    uint32_t position;       /* .. of itself */
    uint32_t attributes;     /* enum fat_attribute */
    uint8_t lower_case;      /* PLACE_LOWER_CASE: fat_short_to_utf8(), FAT_LEAVING */
    uint32_t cluster;        /* first; 0: none. Not checked yet */
    uint32_t size;           /* bytes. Not checked yet */
    struct fat_times times;
    char short_name[FAT_SHORT_BYTES];
    char name[FAT_NAME_BYTES]; /* the long name, or the short one where there is none */
};

/* Begins with the directory at `cluster`, FAT_ROOT for the root. */
void fat_directory_open(struct fat_directory *directory, uint32_t cluster);

/* The 32 bytes at a position, in the volume's window until the next call that moves it. STATUS_NO_MORE_FILES
 * behind the last place of a sound directory; STATUS_FILE_CORRUPT_ERROR when its chain is broken or it is
 * larger than any can be. *place may be NULL. */
ntstatus fat_directory_place(struct fat_volume *volume, struct fat_directory *directory, uint32_t position,
                             uint8_t **bytes, uint32_t *place);

/* Fills the directory's window with a sector, after writing what was changed in another (fat_edit.h). /
 * Writes it now if it was changed; after an error the window is empty and the change lost. May wait; errors
 * of the disk. */
ntstatus fat_directory_load(struct fat_volume *volume, uint32_t sector);
ntstatus fat_directory_flush(struct fat_volume *volume);

/* The entry at or behind *position, which is moved behind it; begin with 0. "." and ".." are entries here,
 * labels and deleted ones are not. STATUS_NO_MORE_FILES at the end. */
ntstatus fat_directory_next(struct fat_volume *volume, struct fat_directory *directory, uint32_t *position,
                            struct fat_entry *entry);

/* Is that one of its names. */
bool fat_entry_is_called(const struct fat_entry *entry, const char *name, uint32_t length);

/* The entry of that name, long or short. `name` need not be NUL-terminated. STATUS_OBJECT_NAME_NOT_FOUND. */
ntstatus fat_directory_find(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                            struct fat_entry *entry);

/* The entry of a path such as "\\WINDOWS\\SYSTEM32\\kernel.exe" ("\\" is the root directory, which has an
 * entry with place 0). STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
 * STATUS_OBJECT_NAME_INVALID: no path. */
ntstatus fat_lookup(struct fat_volume *volume, const char *path, struct fat_entry *entry);

/* Cuts the first name off a path that begins with a backslash; *path is left at the backslash or NUL behind
 * it. False when there is none, or a name that no file can have. */
bool fat_path_next(const char **path, const char **name, uint32_t *length);

/* The entry that stands for the root directory. */
void fat_root_entry(struct fat_entry *entry);

/* STATUS_FILE_CORRUPT_ERROR when an entry cannot be true as far as it alone tells: a cluster that does not
 * exist, more bytes than the volume, a directory without clusters. */
ntstatus fat_entry_check(const struct fat_volume *volume, const struct fat_entry *entry);

/* The volume's label from the root directory, "" when there is none. */
ntstatus fat_label(struct fat_volume *volume, char label[12]);

#endif
