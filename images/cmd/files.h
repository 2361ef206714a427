/*
 * The files that a pattern stands for.
 */
#ifndef IMAGES_CMD_FILES_H
#define IMAGES_CMD_FILES_H

#include "images/cmd/win.h"

struct file {
    const char *name;
    DWORD attributes;
    unsigned long long size;
    FILETIME written;
};

struct files {
    const char *folder; /* as it was given, up to its last \ or : */
    unsigned count;
    struct file *file;
    DWORD error; /* ERROR_SUCCESS, or why there are none */
};

/* All of it in the arena, in the order of the folder; . and .. are among them. */
struct files files_find(const char *pattern);

/* The path of the i-th, as the pattern would have it. In the arena. */
const char *files_path(const struct files *files, unsigned i);

bool files_is_dots(const struct file *file);

/* The name of a path: what stands behind its folder and drive. */
const char *files_name(const char *path);

/* The two with a \ between them where one is needed. In the arena. */
const char *files_join(const char *folder, const char *name);

/* What `name` is called by a mask: * is the rest of its base or ending, ? the character in that place. In the
 * arena. */
const char *files_renamed(const char *name, const char *mask);

#endif
