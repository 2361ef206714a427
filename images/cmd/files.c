#include "images/cmd/files.h"

#include <string.h>
#include "images/cmd/arena.h"

const char *files_name(const char *path)
{
    const char *name = path;
    for (; *path; path++)
        if (*path == '\\' || *path == '/' || *path == ':')
            name = path + 1;
    return name;
}

const char *files_join(const char *folder, const char *name)
{
    struct text path = text_make(PATH_MOST);
    text_add_string(&path, folder);
    if (path.length && !strchr("\\/:", path.at[path.length - 1]))
        text_add(&path, '\\');
    text_add_string(&path, name);
    return path.at;
}

bool files_is_dots(const struct file *file)
{
    return strcmp(file->name, ".") == 0 || strcmp(file->name, "..") == 0;
}

static void add(struct files *files, const WIN32_FIND_DATAW *found)
{
    if ((files->count & (files->count - 1)) == 0) { /* full at each power of two */
        struct file *more = arena_take((files->count * 2 + 1) * sizeof *more);
        memcpy(more, files->file, files->count * sizeof *more);
        files->file = more;
    }
    files->file[files->count++] = (struct file){
        narrow(found->cFileName), found->dwFileAttributes,
        (unsigned long long)found->nFileSizeHigh << 32 | found->nFileSizeLow, found->ftLastWriteTime};
}

struct files files_find(const char *pattern)
{
    WIN32_FIND_DATAW *found = arena_take(sizeof *found);
    struct files files = {.folder = arena_copy(pattern, (size_t)(files_name(pattern) - pattern)),
                          .file = arena_take(sizeof *files.file)};
    HANDLE search = FindFirstFileW(wide(pattern), found);
    if (search == INVALID_HANDLE_VALUE) {
        files.error = GetLastError();
        return files;
    }
    do
        add(&files, found);
    while (FindNextFileW(search, found));
    FindClose(search);
    return files;
}

const char *files_path(const struct files *files, unsigned i)
{
    return files_join(files->folder, files->file[i].name);
}
