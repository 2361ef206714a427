/*
 * The long and the short form of a path that is there: each of its names is looked up and replaced by the
 * name the directory has for it.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/string.h"

enum { FORM_CHARACTERS = 0x7fff };

/* Which of a name's two forms is wanted. */
typedef const WCHAR *form_choice(const WIN32_FIND_DATAW *data);

static const WCHAR *long_name(const WIN32_FIND_DATAW *data)
{
    return data->cFileName;
}

/* A name that is short enough keeps its case. */
static const WCHAR *short_name(const WIN32_FIND_DATAW *data)
{
    bool other =
        *data->cAlternateFileName && _wcsnicmp(data->cAlternateFileName, data->cFileName, MAX_PATH) != 0;
    return other ? data->cAlternateFileName : data->cFileName;
}

static bool is_slash(WCHAR c)
{
    return c == '\\' || c == '/';
}

/* The part that has no names to look up: "\\?\C:\", "C:", "\". */
static size_t root_length(const WCHAR *path)
{
    size_t length = wcsncmp(path, L"\\\\?\\", 4) == 0 ? 4 : 0;
    if (path[length] && path[length + 1] == ':')
        length += 2;
    while (is_slash(path[length]))
        length++;
    return length;
}

static bool is_dots(const WCHAR *part, size_t length)
{
    return part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.'));
}

/* `path` ends in the name at `name`, which is replaced. */
static BOOL name_replace(const WCHAR *path, WCHAR *name, form_choice *choice)
{
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(path, &data);
    if (find == INVALID_HANDLE_VALUE)
        return FALSE;
    FindClose(find);
    const WCHAR *chosen = choice(&data);
    if ((size_t)(name - path) + wcslen(chosen) + 2 > FORM_CHARACTERS)
        return fail(ERROR_FILENAME_EXCED_RANGE);
    wcscpy(name, chosen);
    return TRUE;
}

/* Puts the names of `from` behind what stands in `path` already. */
static BOOL names_replace(const WCHAR *from, WCHAR *path, form_choice *choice)
{
    while (*from) {
        size_t used = wcslen(path), length = 0, slashes = 0;
        while (from[length] && !is_slash(from[length]))
            length++;
        while (is_slash(from[length + slashes]))
            slashes++;
        if (used + length + slashes + 1 > FORM_CHARACTERS)
            return fail(ERROR_FILENAME_EXCED_RANGE);
        memcpy(path + used, from, length * sizeof *path);
        path[used + length] = 0;
        if (!is_dots(from, length) && !name_replace(path, path + used, choice))
            return FALSE;
        if (slashes)
            wcscat(path, L"\\");
        from += length + slashes;
    }
    return TRUE;
}

static bool has_wildcard(const WCHAR *path)
{
    for (path += root_length(path); *path; path++)
        if (wcschr(L"*?<>\"", *path))
            return true;
    return false;
}

/* The path in its other form, freed with release(); null, with the last error set. */
static WCHAR *form_make(const WCHAR *path, form_choice *choice)
{
    if (!path || !*path || has_wildcard(path)) {
        fail(!path ? ERROR_INVALID_PARAMETER : *path ? ERROR_INVALID_NAME : ERROR_PATH_NOT_FOUND);
        return NULL;
    }
    if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES)
        return NULL;
    size_t root = root_length(path);
    WCHAR *out = allocate((FORM_CHARACTERS + 1) * sizeof *out);
    if (!out)
        return NULL;
    memcpy(out, path, root * sizeof *out);
    out[root] = 0;
    if (names_replace(path + root, out, choice))
        return out;
    release(out);
    return NULL;
}

static DWORD form_give(const WCHAR *path, WCHAR *out, DWORD size, form_choice *choice)
{
    WCHAR *form = form_make(path, choice);
    DWORD length = form ? wide_to_buffer(form, out, size) : 0;
    release(form);
    return length;
}

static DWORD form_give_ansi(const char *path, char *out, DWORD size, form_choice *choice)
{
    WCHAR *wide, *form;
    if (!wide_from_file(&wide, path))
        return 0;
    form = form_make(wide, choice);
    DWORD length = form ? file_to_buffer(form, out, size) : 0;
    release(form);
    release(wide);
    return length;
}

DWORD WINAPI GetLongPathNameW(LPCWSTR path, LPWSTR out, DWORD size)
{
    return form_give(path, out, size, long_name);
}

DWORD WINAPI GetLongPathNameA(LPCSTR path, LPSTR out, DWORD size)
{
    return form_give_ansi(path, out, size, long_name);
}

DWORD WINAPI GetShortPathNameW(LPCWSTR path, LPWSTR out, DWORD size)
{
    return form_give(path, out, size, short_name);
}

DWORD WINAPI GetShortPathNameA(LPCSTR path, LPSTR out, DWORD size)
{
    return form_give_ansi(path, out, size, short_name);
}
