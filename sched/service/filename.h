/*
 * Names of files as the services get them: absolute ("\??\C:\x"), or relative to a directory that is open
 * (OBJECT_ATTRIBUTES.RootDirectory). Thread context; may wait.
 */
#ifndef SCHED_FILENAME_H
#define SCHED_FILENAME_H

#include "sched/service/capture.h"
#include "storage/file.h"

/* Puts the path of the directory `root` (a handle, or 0: nothing is done) before a name. The empty name is
 * what the handle itself stands for. STATUS_INVALID_PARAMETER for a name that begins with a backslash;
 * STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH; STATUS_OBJECT_PATH_NOT_FOUND if it is no directory;
 * STATUS_NAME_TOO_LONG. It holds until
 * the directory is renamed: who goes on with it holds the volume's lock (storage/volumelock.h) from before.
 */
ntstatus file_name_resolve(uint32_t root, char text[CAPTURE_NAME_BYTES]);

/* Puts the path of the directory that `file` lies in before a single name. STATUS_NAME_TOO_LONG,
 * STATUS_OBJECT_NAME_INVALID if it is not a single one. */
ntstatus file_name_beside(const struct file *file, char text[CAPTURE_NAME_BYTES]);

/* What is wrong with an absolute name that neither a device nor the volume has: STATUS_OBJECT_NAME_NOT_FOUND
 * for the name of a device ("\??\COM1", "\??\D:"), STATUS_OBJECT_PATH_NOT_FOUND for one behind it. */
ntstatus file_name_missing(const char *text);

#endif
