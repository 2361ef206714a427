#include "images/cmd/win.h"

#include "images/cmd/arena.h"

static WCHAR *widen(const char *bytes, int length, UINT code_page)
{
    int count = length ? MultiByteToWideChar(code_page, 0, bytes, length, NULL, 0) : 0;
    WCHAR *out = arena_take(((size_t)count + 1) * sizeof *out);
    if (count)
        MultiByteToWideChar(code_page, 0, bytes, length, out, count);
    return out;
}

static char *narrow_to(const WCHAR *text, UINT code_page, int *length)
{
    int units = lstrlenW(text);
    int count = units ? WideCharToMultiByte(code_page, 0, text, units, NULL, 0, NULL, NULL) : 0;
    char *out = arena_take((size_t)count + 1);
    if (count)
        WideCharToMultiByte(code_page, 0, text, units, out, count, NULL, NULL);
    *length = count;
    return out;
}

WCHAR *wide(const char *text)
{
    return widen(text, lstrlenA(text), CP_UTF8);
}

char *narrow(const WCHAR *text)
{
    int length;
    return narrow_to(text, CP_UTF8, &length);
}

char *text_to_code_page(const char *text, UINT code_page, int *length)
{
    return narrow_to(wide(text), code_page, length);
}

char *text_from_code_page(const char *bytes, size_t length, UINT code_page)
{
    return narrow(widen(bytes, (int)length, code_page));
}

char *path_full(const char *path)
{
    WCHAR *full = arena_take((PATH_MOST + 1) * sizeof *full);
    DWORD length = GetFullPathNameW(wide(path), PATH_MOST, full, NULL);
    return narrow(length < PATH_MOST ? full : L"");
}

DWORD path_attributes(const char *path)
{
    return GetFileAttributesW(wide(path));
}

bool path_is_folder(const char *path)
{
    DWORD attributes = path_attributes(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

bool path_is_file(const char *path)
{
    DWORD attributes = path_attributes(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}
