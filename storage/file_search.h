/*
 * From a path to the place where it ends on the volume. For the files of storage/ only.
 */
#ifndef STORAGE_FILE_SEARCH_H
#define STORAGE_FILE_SEARCH_H

#include "storage/file_node.h"

struct file_search {
    struct fat_entry entry; /* the file, if it was found */
    bool found;
    bool must_be_directory;  /* the path ends with a backslash */
    uint32_t parent_place;   /* of the directory that holds it or would hold it .. */
    uint32_t parent_cluster; /* .. and its first cluster */
    const char *name;        /* the path's last name, in the caller's string */
    uint32_t name_length;
    uint32_t path_length;
    char path[FILE_PATH_BYTES]; /* as the names stand on the volume; a name that is not there as it was given
                                 */
};

/* STATUS_SUCCESS whether or not the last name is there; errors as of file_open(), STATUS_NAME_TOO_LONG among
 * them. May wait. Too large for a stack: take it from the pool. */
ntstatus file_search(struct file_search *search, const char *path);

#endif
