/*
 * From the name that a program gives to the OBJECT_ATTRIBUTES that the file services want.
 */
#ifndef IMAGES_KERNEL32_FILE_NAME_H
#define IMAGES_KERNEL32_FILE_NAME_H

#include "images/kernel32/base.h"

struct file_name {
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes; /* points to `path` */
};

/* FALSE, with the last error set (ERROR_PATH_NOT_FOUND), for a bad name. `out` must stay where it is. */
BOOL file_name_make(struct file_name *out, const WCHAR *name, ULONG flags);
void file_name_free(struct file_name *name);

/* Is it one of DOS's device names, which are there in every folder: "NUL", "C:\x\con.txt". `name` is what
 * `file` was made of. */
bool file_name_is_device(const struct file_name *file, const WCHAR *name);

/* Opens an existing file or directory for `access` (SYNCHRONIZE is added); null, with the last error set, on
 * failure. */
HANDLE file_open(const WCHAR *name, ACCESS_MASK access, ULONG share, ULONG options);

#endif
