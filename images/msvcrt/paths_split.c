/* Taking names of files apart and putting them together. */
#include "path.h"
#include "error.h"

#include <string.h>

enum { DRIVE_SIZE = 3, PART_SIZE = 256 };

static void give_part(char *to, const char *from, size_t length, size_t size)
{
    if (!to)
        return;
    if (length > size - 1)
        length = size - 1;
    memcpy(to, from, length);
    to[length] = 0;
}

void _splitpath(const char *path, char *drive, char *folder, char *name, char *ending)
{
    if (missing(path))
        path = "";
    size_t drive_length = path[0] && path[1] == ':' ? 2 : 0;
    give_part(drive, path, drive_length, DRIVE_SIZE);
    path += drive_length;
    const char *file = path, *dot = NULL;
    for (const char *at = path; *at; at++)
        if (*at == '\\' || *at == '/')
            file = at + 1;
    dot = strrchr(file, '.');
    if (!dot)
        dot = file + strlen(file);
    give_part(folder, path, file - path, PART_SIZE);
    give_part(name, file, dot - file, PART_SIZE);
    give_part(ending, dot, strlen(dot), PART_SIZE);
}

void _makepath(char *path, const char *drive, const char *folder, const char *name, const char *ending)
{
    if (missing(path))
        return;
    *path = 0;
    if (drive && *drive) {
        strncat(path, drive, 1);
        strcat(path, ":");
    }
    if (folder && *folder) {
        strcat(path, folder);
        char last = folder[strlen(folder) - 1];
        if (last != '\\' && last != '/')
            strcat(path, "\\");
    }
    if (name)
        strcat(path, name);
    if (ending && *ending) {
        if (*ending != '.')
            strcat(path, ".");
        strcat(path, ending);
    }
}
