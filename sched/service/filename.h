/*
 * Names of files as the services get them: absolute ("\??\C:\x", "\Device\HarddiskVolume1\x"), relative to a
 * directory of objects, or to a folder that is open (OBJECT_ATTRIBUTES.RootDirectory). Thread context; may
 * wait.
 */
#ifndef SCHED_FILENAME_H
#define SCHED_FILENAME_H

#include "sched/object/device.h"
#include "sched/service/capture.h"
#include "storage/file.h"

/* Which device a name means, and what it says of it: of &volume_device the path on the volume. It lies in
 * `name`. */
struct file_place {
    const struct device *device;
    const char *path;
    const char *link; /* of a name that is not there: what \??\ would have to have; else NULL */
};

/* Follows the name through directories of objects and links. One that is relative to a file object
 * (name->root is still its handle then) is of that one's device, and file_name_resolve() does the rest.
 * STATUS_INVALID_HANDLE, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH, and those of
 * directory_find(). */
ntstatus file_name_place(struct captured_name *name, struct file_place *place);

/* Puts the path of the folder `root` (a handle to a file object, or 0: nothing is done) before a name: it is
 * a path on the volume then. The empty name is what the handle itself stands for. STATUS_INVALID_PARAMETER
 * for a name that begins with a backslash; STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH;
 * STATUS_OBJECT_PATH_NOT_FOUND if it is no folder; STATUS_NAME_TOO_LONG. It holds until the folder is
 * renamed: who goes on with it holds the volume's lock (storage/volumelock.h) from before. */
ntstatus file_name_resolve(uint32_t root, char text[CAPTURE_NAME_BYTES]);

/* Both, for a file of the volume. STATUS_OBJECT_NAME_NOT_FOUND for another device,
 * STATUS_OBJECT_PATH_NOT_FOUND behind one. */
ntstatus file_name_on_volume(struct captured_name *name, const char **path);

/* Puts the path of the folder that `file` lies in before a single name. STATUS_NAME_TOO_LONG,
 * STATUS_OBJECT_NAME_INVALID if it is not a single one. */
ntstatus file_name_beside(const struct file *file, char text[CAPTURE_NAME_BYTES]);

#endif
