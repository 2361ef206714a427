/* _findfirst and _findnext, in the three layouts of struct _finddata. */
#include "error.h"
#include "path.h"
#include "times.h"
#include "win32.h"

#include <errno.h>
#include <string.h>
#include <wchar.h>

struct find32 {
    uint32_t attributes;
    int32_t created, accessed, written;
    uint32_t size;
    char name[MAX_PATH];
};

struct findi64 {
    uint32_t attributes;
    int32_t created, accessed, written;
    int64_t size;
    char name[MAX_PATH];
};

struct find64 {
    uint32_t attributes;
    int64_t created, accessed, written;
    int64_t size;
    char name[MAX_PATH];
};

struct wfind32 {
    uint32_t attributes;
    int32_t created, accessed, written;
    uint32_t size;
    wchar_t name[MAX_PATH];
};

struct wfindi64 {
    uint32_t attributes;
    int32_t created, accessed, written;
    int64_t size;
    wchar_t name[MAX_PATH];
};

struct wfind64 {
    uint32_t attributes;
    int64_t created, accessed, written;
    int64_t size;
    wchar_t name[MAX_PATH];
};

/* A time that the file system does not keep is -1. */
static int64_t time_of(struct filetime time)
{
    return time.low || time.high ? unix_from_filetime(time) : -1;
}

/* FILE_ATTRIBUTE_NORMAL, "none of the others", is 0 here. */
static uint32_t attributes_of(const struct find_data *found)
{
    return found->attributes == FILE_ATTRIBUTE_NORMAL ? 0 : found->attributes;
}

static void copy_narrow(char *to, const wchar_t *name)
{
    if (!path_narrow(name, to, MAX_PATH))
        *to = 0;
}

static void copy_wide(wchar_t *to, const wchar_t *name)
{
    wcscpy(to, name);
}

static HANDLE first_wide(const wchar_t *pattern, struct find_data *found)
{
    HANDLE search = FindFirstFileW(pattern, found);
    if (search == INVALID_HANDLE_VALUE)
        fail_win32();
    return search;
}

static HANDLE first_narrow(const char *pattern, struct find_data *found)
{
    wchar_t wide[MAX_PATH];
    return path_widen(pattern, wide) ? first_wide(wide, found) : INVALID_HANDLE_VALUE;
}

int _findclose(intptr_t search)
{
    return FindClose((HANDLE)search) ? 0 : fail(EINVAL);
}

#define FIND(suffix, layout, character, first, copy)                                                         \
    static void give_##layout(struct layout *to, const struct find_data *found)                              \
    {                                                                                                        \
        to->attributes = attributes_of(found);                                                               \
        to->created = time_of(found->created);                                                               \
        to->accessed = time_of(found->accessed);                                                             \
        to->written = time_of(found->written);                                                               \
        to->size = (int64_t)found->size_high << 32 | found->size_low;                                        \
        copy(to->name, found->name);                                                                         \
    }                                                                                                        \
    intptr_t suffix(const character *pattern, struct layout *to)                                             \
    {                                                                                                        \
        if (missing(to))                                                                                     \
            return -1;                                                                                       \
        struct find_data found;                                                                              \
        HANDLE search = first(pattern, &found);                                                              \
        if (search != INVALID_HANDLE_VALUE)                                                                  \
            give_##layout(to, &found);                                                                       \
        return (intptr_t)search;                                                                             \
    }

#define FIND_NEXT(function, layout)                                                                          \
    int function(intptr_t search, struct layout *to)                                                         \
    {                                                                                                        \
        struct find_data found;                                                                              \
        if (!FindNextFileW((HANDLE)search, &found))                                                          \
            return fail_win32();                                                                             \
        give_##layout(to, &found);                                                                           \
        return 0;                                                                                            \
    }

FIND(_findfirst, find32, char, first_narrow, copy_narrow)
FIND_NEXT(_findnext, find32)
FIND(_findfirsti64, findi64, char, first_narrow, copy_narrow)
FIND_NEXT(_findnexti64, findi64)
FIND(_findfirst64, find64, char, first_narrow, copy_narrow)
FIND_NEXT(_findnext64, find64)
FIND(_wfindfirst, wfind32, wchar_t, first_wide, copy_wide)
FIND_NEXT(_wfindnext, wfind32)
FIND(_wfindfirsti64, wfindi64, wchar_t, first_wide, copy_wide)
FIND_NEXT(_wfindnexti64, wfindi64)
FIND(_wfindfirst64, wfind64, wchar_t, first_wide, copy_wide)
FIND_NEXT(_wfindnext64, wfind64)
