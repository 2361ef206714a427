/*
 * Files of the C: volume, as the rest of the kernel sees them.
 *
 * A `struct file` stands for one file or directory that is open anywhere: however often it is opened there is
 * one of it, so that sections and sizes are shared. Paths are UTF-8, absolute, without the drive:
 * "\\PROGRAMS\\hello.exe"; names compare without regard to case, as NT's do (unicode.h), and keep the case
 * they were created with. All functions may be called in thread context only, or before there are threads:
 * they may come to wait for the disk, holding the volume's lock (volumelock.h), or for that lock; buffers
 * must not fault. An error of the disk is passed through by all that return a status; it leaves the file and
 * the volume as they were, except for bytes that were written over old ones.
 */
#ifndef STORAGE_FILE_H
#define STORAGE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "storage/disk.h"

struct file {
    uint32_t references; /* opens and sections; file_reference() and file_close() only */
    bool directory;
    bool delete_pending;      /* goes when the last reference goes */
    bool system;              /* the page file: nobody else may open it */
    uint32_t size;            /* bytes, FAT's limit is 4 GiB - 1 */
    void *image_section;      /* owned by mmu/section.c: the image cached for this file, or NULL */
    void *data_section;       /* owned by mmu/section_file.c: the section that shows its bytes, or NULL */
    struct file_share *share; /* owned by the I/O services: NT share-access counts, or NULL */
    struct file_locks *locks; /* owned by the I/O services: byte ranges that are locked, or NULL */
    /* the rest is in struct file_node (file_node.h), which begins with this struct */
};

/* NT's numbers for CreateDisposition */
enum file_disposition {
    FILE_DISPOSITION_SUPERSEDE = 0,
    FILE_DISPOSITION_OPEN = 1,
    FILE_DISPOSITION_CREATE = 2,
    FILE_DISPOSITION_OPEN_IF = 3,
    FILE_DISPOSITION_OVERWRITE = 4,
    FILE_DISPOSITION_OVERWRITE_IF = 5,
};

/* NT's numbers for IoStatusBlock.Information of NtCreateFile */
enum file_action {
    FILE_ACTION_SUPERSEDED = 0,
    FILE_ACTION_OPENED = 1,
    FILE_ACTION_CREATED = 2,
    FILE_ACTION_OVERWRITTEN = 3,
};

struct file_times { /* 100 ns since 1601-01-01, UTC, as NT counts; FAT keeps 2 s (10 ms for creation) */
    uint64_t created, accessed, written;
};

struct file_information {
    uint32_t size, allocated; /* bytes */
    uint32_t attributes;      /* NT's FILE_ATTRIBUTE_ bits; FAT's are the same numbers */
    struct file_times times;
    uint32_t index; /* unique on the volume while the file lives: place of its directory entry */
};

struct file_directory_entry {
    char name[768];      /* long name, UTF-8, NUL-terminated (255 UTF-16 units at most) */
    char short_name[13]; /* 8.3 name */
    struct file_information information;
};

struct volume_information {
    uint32_t cluster_bytes, clusters, free_clusters, serial;
    char label[12];
};

/* Mounts the FAT12/FAT16 volume on `disk` as C:. STATUS_DISK_CORRUPT_ERROR if it is none. `now` gives the
 * time for new and written files (100 ns since 1601). */
ntstatus file_mount(struct disk *disk, uint64_t (*now)(void));

/* Gives back the memory of what is only remembered to be quick: where the names of directories stand. */
void file_forget(void);

/* Opens or makes a file or directory. `directory`: the caller wants a directory (made with
 * FILE_DISPOSITION_CREATE or OPEN_IF). With `must_be_file` a directory gives STATUS_FILE_IS_A_DIRECTORY; with
 * `directory` a file gives STATUS_NOT_A_DIRECTORY. STATUS_OBJECT_NAME_NOT_FOUND: the last name is missing;
 * STATUS_OBJECT_PATH_NOT_FOUND: one before it; STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_INVALID,
 * STATUS_DISK_FULL, STATUS_DELETE_PENDING, STATUS_ACCESS_DENIED (overwriting a read-only file, or a hidden or
 * system one by attributes that are not), STATUS_FILE_CORRUPT_ERROR, STATUS_INSUFFICIENT_RESOURCES. Takes a
 * reference. */
ntstatus file_open(const char *path, enum file_disposition disposition, uint32_t attributes, bool directory,
                   bool must_be_file, struct file **out, enum file_action *action);

/* One more, and one less: the last one to go may write and delete, and its errors go to nobody. The file must
 * have one (asserted). */
void file_reference(struct file *file);
void file_close(struct file *file);

/* What memory holds of a file with a data section is newer than the disk. These are called with the volume's
 * lock held, for such files only, when bytes were read from the disk: what memory holds goes over them; or
 * when bytes were written to the disk, or zeros where it grew: memory holds them from now on. They must not
 * wait. Registered once. */
struct file_memory {
    void (*was_read)(struct file *file, uint32_t offset, void *buffer, uint32_t length);
    void (*was_written)(struct file *file, uint32_t offset, const void *buffer, uint32_t length);
    void (*was_zeroed)(struct file *file, uint32_t offset, uint32_t length);
};
void file_on_transfer(const struct file_memory *memory);

/* Reads at most `length` bytes at `offset`; *done counts them. At or behind the end: STATUS_END_OF_FILE,
 * *done 0. STATUS_INVALID_DEVICE_REQUEST: a directory. */
ntstatus file_read(struct file *file, uint32_t offset, void *buffer, uint32_t length, uint32_t *done);

/* Writes, growing the file (a gap reads as zeros). STATUS_DISK_FULL writes nothing at all.
 * STATUS_INVALID_DEVICE_REQUEST: a directory. */
ntstatus file_write(struct file *file, uint32_t offset, const void *buffer, uint32_t length, uint32_t *done);

/* Cuts or grows the file; grown bytes read as zeros. STATUS_DISK_FULL, STATUS_INVALID_DEVICE_REQUEST. */
ntstatus file_set_size(struct file *file, uint32_t size);

/* Size, times and attributes as they will be stored. / Sets attributes (0: as they are) and times (NULL, and
 * each that is 0 or -1: as they are). STATUS_INVALID_PARAMETER for the root directory. */
ntstatus file_information(struct file *file, struct file_information *out);
ntstatus file_set_information(struct file *file, uint32_t attributes, const struct file_times *times);

/* Renames or moves, also across directories. With `replace` an existing file (not a directory, not an open
 * file) gives way. STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_COLLISION,
 * STATUS_DISK_FULL (no room for the new name; replacing needs none), STATUS_DELETE_PENDING, and those of a
 * path. */
ntstatus file_rename(struct file *file, const char *new_path, bool replace);

/* The file goes when its last reference goes; STATUS_CANNOT_DELETE if read-only, STATUS_DIRECTORY_NOT_EMPTY.
 */
ntstatus file_set_delete(struct file *file, bool delete_it);

/* The entry at or behind *cursor (0 to begin; opaque) of an open directory; STATUS_NO_MORE_FILES at the end.
 * "." and ".." are given for every directory but the root, first. */
ntstatus file_directory_next(struct file *directory, uint32_t *cursor, struct file_directory_entry *out);

ntstatus volume_information(struct volume_information *out);

/* How many files are open: 0 when all is given back. */
uint32_t file_open_count(void);

/* Does an open file lie in an open directory, however deep. */
bool file_is_below(const struct file *file, const struct file *directory);

/* The path a file was opened by, as it is on the volume, "\\PROGRAMS\\hello.exe", NUL-terminated, cut to
 * `bytes`. */
void file_path(const struct file *file, char *buffer, uint32_t bytes);

/* The same, whole and without a copy: until the file is renamed or its last reference goes. */
const char *file_path_text(const struct file *file);

/* Its last name only. */
const char *file_name_text(const struct file *file);

#endif
