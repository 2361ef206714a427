/*
 * FindFirstFile: reads directories entry by entry. Wildcards are matched here, against the long and the short
 * name, as Windows does. What a program writes is put into NT's wildcards first (FsRtlIsNameInExpression):
 *   *  any characters                    ?  one character
 *   <  any, but not the last dot         >  one; none before a dot and at the end
 *   "  a dot, or nothing at the end
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/file_name.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/string.h"

#define FIND_BUFFER 2048

struct find {
    HANDLE directory; /* null: a device was found, and that is all */
    bool started;
    const FILE_BOTH_DIR_INFORMATION *entry; /* next one in the buffer, or null */
    WCHAR pattern[MAX_PATH];
    LONGLONG buffer[FIND_BUFFER / sizeof(LONGLONG)];
};

static bool is_last_dot(const WCHAR *name, size_t length)
{
    bool dot = length && name[0] == '.';
    for (size_t i = 1; dot && i < length; i++)
        dot = name[i] != '.';
    return dot;
}

static bool is_star(WCHAR c)
{
    return c == '*' || c == '<';
}

/* Can a character of the pattern stand for nothing before `name`? */
static bool matches_nothing(WCHAR wanted, const WCHAR *name, size_t length)
{
    switch (wanted) {
    case '>':
        return !length || *name == '.';
    case '"':
        return !length;
    }
    return is_star(wanted);
}

/* Can it stand for the first character of `name`? */
static bool matches_first(WCHAR wanted, const WCHAR *name, size_t length)
{
    switch (wanted) {
    case '*':
    case '?':
        return true;
    case '<':
        return !is_last_dot(name, length);
    case '>':
        return *name != '.';
    case '"':
        return *name == '.';
    }
    return RtlUpcaseUnicodeChar(wanted) == RtlUpcaseUnicodeChar(*name);
}

/* All places in the pattern where one may be are followed at once: many stars cost no more than one. */
static bool name_matches(const WCHAR *pattern, const WCHAR *name, size_t length)
{
    bool places[MAX_PATH + 1] = {true};
    size_t end = wcslen(pattern);
    for (;; name++, length--) {
        for (size_t i = 0; i < end; i++)
            places[i + 1] |= places[i] && matches_nothing(pattern[i], name, length);
        if (!length)
            return places[end];
        places[end] = false;
        for (size_t i = end; i-- > 0;) {
            bool goes_on = places[i] && matches_first(pattern[i], name, length);
            places[i] = goes_on && is_star(pattern[i]);
            places[i + 1] |= goes_on && !is_star(pattern[i]);
        }
    }
}

/* "." and "..", whose dots are no extension. */
static bool is_dots(const FILE_BOTH_DIR_INFORMATION *entry)
{
    size_t length = entry->FileNameLength / sizeof(WCHAR);
    return entry->FileName[0] == '.' && (length == 1 || (length == 2 && entry->FileName[1] == '.'));
}

static bool entry_matches(const struct find *find, const FILE_BOTH_DIR_INFORMATION *entry)
{
    if (is_dots(entry) && wcscmp(find->pattern, L"<") == 0)
        return true;
    return name_matches(find->pattern, entry->FileName, entry->FileNameLength / sizeof(WCHAR)) ||
           (entry->ShortNameLength &&
            name_matches(find->pattern, entry->ShortName, (size_t)entry->ShortNameLength / sizeof(WCHAR)));
}

static void filetime(FILETIME *out, const LARGE_INTEGER *time)
{
    out->dwLowDateTime = time->LowPart;
    out->dwHighDateTime = (DWORD)time->HighPart;
}

static void entry_give(const FILE_BOTH_DIR_INFORMATION *entry, WIN32_FIND_DATAW *out)
{
    size_t length = entry->FileNameLength / sizeof(WCHAR);
    if (length >= MAX_PATH)
        length = MAX_PATH - 1;
    memset(out, 0, sizeof *out);
    out->dwFileAttributes = entry->FileAttributes ? entry->FileAttributes : FILE_ATTRIBUTE_NORMAL;
    filetime(&out->ftCreationTime, &entry->CreationTime);
    filetime(&out->ftLastAccessTime, &entry->LastAccessTime);
    filetime(&out->ftLastWriteTime, &entry->LastWriteTime);
    out->nFileSizeHigh = (DWORD)entry->EndOfFile.HighPart;
    out->nFileSizeLow = entry->EndOfFile.LowPart;
    memcpy(out->cFileName, entry->FileName, length * sizeof(WCHAR));
    memcpy(out->cAlternateFileName, entry->ShortName, (size_t)entry->ShortNameLength);
}

/* The next entry of the directory, in `find->entry`. */
static NTSTATUS entry_advance(struct find *find)
{
    IO_STATUS_BLOCK io;
    if (find->entry && find->entry->NextEntryOffset) {
        find->entry =
            (const FILE_BOTH_DIR_INFORMATION *)((const char *)find->entry + find->entry->NextEntryOffset);
        return STATUS_SUCCESS;
    }
    NTSTATUS status =
        NtQueryDirectoryFile(find->directory, NULL, NULL, NULL, &io, find->buffer, sizeof find->buffer,
                             FileBothDirectoryInformation, FALSE, NULL, !find->started);
    find->started = true;
    find->entry = NT_ERROR(status) || status == STATUS_NO_MORE_FILES ? NULL : (const void *)find->buffer;
    return status;
}

static NTSTATUS find_advance(struct find *find, WIN32_FIND_DATAW *out)
{
    for (;;) {
        NTSTATUS status = entry_advance(find);
        if (!find->entry)
            return status;
        if (!entry_matches(find, find->entry))
            continue;
        entry_give(find->entry, out);
        return STATUS_SUCCESS;
    }
}

/* DOS's wildcards in NT's. The dot that a path loses at its end has a meaning behind a star: no extension. */
static void pattern_translate(WCHAR *pattern, bool ended_in_dot)
{
    if (wcscmp(pattern, L"*.*") == 0)
        pattern[1] = 0;
    size_t length = wcslen(pattern);
    for (size_t i = 0; i < length; i++) {
        bool wild = pattern[i] == '?' || pattern[i] == '*';
        if (i && pattern[i] == '.' && pattern[i - 1] == '*')
            pattern[i - 1] = '<';
        if (i && wild && pattern[i - 1] == '.')
            pattern[i - 1] = '"';
        if (pattern[i] == '?')
            pattern[i] = '>';
    }
    if (ended_in_dot && length && pattern[length - 1] == '*')
        pattern[length - 1] = '<';
}

/* Opens the folder of a path, and keeps its last name as the pattern. */
static BOOL folder_open(struct find *find, struct file_name *file, bool ends_in_dot)
{
    IO_STATUS_BLOCK io;
    WCHAR *slash = wcsrchr(file->path.Buffer, '\\');
    if (!slash[1] || wcslen(slash + 1) >= MAX_PATH)
        return fail(slash[1] ? ERROR_FILENAME_EXCED_RANGE : ERROR_FILE_NOT_FOUND);
    wcscpy(find->pattern, slash + 1);
    pattern_translate(find->pattern, ends_in_dot);
    bool root = slash[-1] == ':'; /* a root keeps its backslash */
    file->path.Length = (USHORT)((slash + root - file->path.Buffer) * sizeof(WCHAR));
    NTSTATUS status =
        NtOpenFile(&find->directory, FILE_LIST_DIRECTORY | SYNCHRONIZE, &file->attributes, &io,
                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                   FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT | FILE_SYNCHRONOUS_IO_NONALERT);
    bool none = status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_TYPE_MISMATCH;
    return result(none ? STATUS_OBJECT_PATH_NOT_FOUND : status);
}

/* A device is found under its name, and has no more to say. */
static void device_give(const UNICODE_STRING *path, WIN32_FIND_DATAW *out)
{
    memset(out, 0, sizeof *out);
    out->dwFileAttributes = FILE_ATTRIBUTE_ARCHIVE;
    wcscpy(out->cFileName, wcsrchr(path->Buffer, '\\') + 1);
}

static BOOL first_find(struct find *find, WIN32_FIND_DATAW *out)
{
    NTSTATUS status = find_advance(find, out);
    if (NT_SUCCESS(status) && find->entry)
        return TRUE;
    NtClose(find->directory);
    return status == STATUS_NO_MORE_FILES ? fail(ERROR_FILE_NOT_FOUND) : result(status);
}

static BOOL find_start(struct find *find, const WCHAR *name, WIN32_FIND_DATAW *out)
{
    struct file_name file;
    if (!file_name_make(&file, name, 0))
        return FALSE;
    bool device = file_name_is_device(&file, name);
    BOOL found = TRUE;
    if (device)
        device_give(&file.path, out);
    else
        found = folder_open(find, &file, name[wcslen(name) - 1] == '.') && first_find(find, out);
    file_name_free(&file);
    return found;
}

HANDLE WINAPI FindFirstFileW(LPCWSTR name, LPWIN32_FIND_DATAW out)
{
    struct find *find = allocate(sizeof *find);
    if (!find)
        return INVALID_HANDLE_VALUE;
    find->directory = NULL;
    find->started = false;
    find->entry = NULL;
    if (find_start(find, name, out))
        return find;
    release(find);
    return INVALID_HANDLE_VALUE;
}

WINBOOL WINAPI FindNextFileW(HANDLE handle, LPWIN32_FIND_DATAW out)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE)
        return fail(ERROR_INVALID_HANDLE);
    NTSTATUS status = find->directory ? find_advance(find, out) : STATUS_NO_MORE_FILES;
    return find->entry ? TRUE : status == STATUS_NO_MORE_FILES ? fail(ERROR_NO_MORE_FILES) : result(status);
}

WINBOOL WINAPI FindClose(HANDLE handle)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE || !RtlValidateHeap(peb()->ProcessHeap, 0, handle))
        return fail(ERROR_INVALID_HANDLE);
    if (find->directory)
        NtClose(find->directory);
    release(find);
    return TRUE;
}

static void data_to_ansi(const WIN32_FIND_DATAW *in, WIN32_FIND_DATAA *out)
{
    memcpy(out, in, offsetof(WIN32_FIND_DATAA, cFileName));
    file_to_buffer(in->cFileName, out->cFileName, sizeof out->cFileName);
    file_to_buffer(in->cAlternateFileName, out->cAlternateFileName, sizeof out->cAlternateFileName);
}

HANDLE WINAPI FindFirstFileA(LPCSTR name, LPWIN32_FIND_DATAA out)
{
    WIN32_FIND_DATAW data;
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstFileW(wide, &data);
    release(wide);
    if (handle != INVALID_HANDLE_VALUE)
        data_to_ansi(&data, out);
    return handle;
}

WINBOOL WINAPI FindNextFileA(HANDLE handle, LPWIN32_FIND_DATAA out)
{
    WIN32_FIND_DATAW data;
    if (!FindNextFileW(handle, &data))
        return FALSE;
    data_to_ansi(&data, out);
    return TRUE;
}

/* Levels and flags change only how fast Windows searches. */
static BOOL levels_known(FINDEX_INFO_LEVELS level, FINDEX_SEARCH_OPS operation, const void *filter)
{
    bool known = level <= FindExInfoBasic && operation <= FindExSearchLimitToDirectories && !filter;
    return known ? TRUE : fail(ERROR_INVALID_PARAMETER);
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level, LPVOID out,
                               FINDEX_SEARCH_OPS operation, LPVOID filter, DWORD flags)
{
    return levels_known(level, operation, filter) ? FindFirstFileW(name, out) : INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstFileExA(LPCSTR name, FINDEX_INFO_LEVELS level, LPVOID out, FINDEX_SEARCH_OPS operation,
                               LPVOID filter, DWORD flags)
{
    return levels_known(level, operation, filter) ? FindFirstFileA(name, out) : INVALID_HANDLE_VALUE;
}
