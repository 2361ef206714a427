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

/* ---- masks ---- */

static void map_part(const char **name, const char *end, const char **mask, const char *mask_end,
                     struct text *out)
{
    for (; *mask < mask_end && **mask != '*'; ++*mask) {
        char c = **mask;
        if (c != '?')
            text_add(out, c);
        else if (*name < end)
            text_add(out, **name);
        *name += *name < end;
    }
    if (*mask < mask_end)
        text_add_bytes(out, *name, (size_t)(end - *name));
}

static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot : name + strlen(name);
}

const char *files_renamed(const char *name, const char *mask)
{
    struct text text = text_make(PATH_MOST);
    const char *dot = ending_of(name), *mask_dot = ending_of(mask), *ending = dot + (*dot == '.');
    map_part(&name, dot, &mask, mask_dot, &text);
    if (!*mask_dot)
        return text.at;
    text_add(&text, '.');
    mask = mask_dot + 1;
    map_part(&ending, ending + strlen(ending), &mask, mask + strlen(mask), &text);
    return text.at;
}
