/*
 * FindFirstFile: reads directories entry by entry. Wildcards are matched here, against the long and the short
 * name, as Windows does: "*" any characters, "?" one character or none at the end of a name; "*.*" matches
 * every name.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/file_name.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/path.h"

#define FIND_BUFFER 2048

struct find {
    HANDLE directory;
    bool started;
    const FILE_BOTH_DIR_INFORMATION *entry; /* next one in the buffer, or null */
    bool no_extension;                      /* the pattern ended in a dot: only names without one */
    WCHAR pattern[MAX_PATH];
    LONGLONG buffer[FIND_BUFFER / sizeof(LONGLONG)];
};

static bool name_matches(const WCHAR *pattern, const WCHAR *name, size_t length)
{
    for (; *pattern && *pattern != '*'; pattern++) {
        bool ends = length == 0 || (*pattern == '?' && *name == '.');
        if (*pattern == '?' && ends)
            continue;
        if (length == 0 || (*pattern != '?' && RtlUpcaseUnicodeChar(*pattern) != RtlUpcaseUnicodeChar(*name)))
            return false;
        name++;
        length--;
    }
    if (!*pattern)
        return length == 0;
    for (size_t skip = 0; skip <= length; skip++)
        if (name_matches(pattern + 1, name + skip, length - skip))
            return true;
    return false;
}

static bool has_extension(const FILE_BOTH_DIR_INFORMATION *entry)
{
    bool letters = false, dot = false; /* "." and ".." have none */
    for (size_t i = 0; i < entry->FileNameLength / sizeof(WCHAR); i++) {
        letters |= entry->FileName[i] != '.';
        dot |= entry->FileName[i] == '.';
    }
    return letters && dot;
}

static bool entry_matches(const struct find *find, const FILE_BOTH_DIR_INFORMATION *entry)
{
    if (find->no_extension && has_extension(entry))
        return false;
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

/* Opens the folder of `path` and keeps its last name as the pattern. */
static BOOL find_open(struct find *find, WCHAR *path)
{
    WCHAR *slash = wcsrchr(path, '\\');
    if (!slash || !slash[1] || wcslen(slash + 1) >= MAX_PATH)
        return fail(ERROR_FILE_NOT_FOUND);
    wcscpy(find->pattern, wcscmp(slash + 1, L"*.*") ? slash + 1 : L"*");
    size_t length = wcslen(find->pattern);
    find->no_extension = length > 1 && find->pattern[length - 1] == '.';
    if (find->no_extension)
        find->pattern[length - 1] = 0;
    slash[1] = 0;
    find->directory =
        file_open(path, FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                  FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
    if (find->directory)
        return TRUE;
    DWORD error = RtlGetLastWin32Error();
    return fail(error == ERROR_FILE_NOT_FOUND ? ERROR_PATH_NOT_FOUND : error);
}

/* Trailing dots and stars of the pattern have a meaning that path building would take away: only the folder
 * is made absolute. */
static WCHAR *path_for(const WCHAR *name)
{
    size_t folder = wcslen(name);
    while (folder && name[folder - 1] != '\\' && name[folder - 1] != '/' && name[folder - 1] != ':')
        folder--;
    WCHAR *path = allocate((MAX_PATH + wcslen(name) + 4) * sizeof *path);
    WCHAR *head = path ? allocate((folder + 3) * sizeof *head) : NULL;
    DWORD length = 0;
    if (head) {
        memcpy(head, name, folder * sizeof *head);
        wcscpy(head + folder, L".");
        length = GetFullPathNameW(head, MAX_PATH, path, NULL);
    }
    release(head);
    if (!length || length >= MAX_PATH) {
        release(path);
        fail(ERROR_PATH_NOT_FOUND);
        return NULL;
    }
    if (path[length - 1] != '\\')
        path[length++] = '\\';
    wcscpy(path + length, name + folder);
    return path;
}

static BOOL find_start(struct find *find, const WCHAR *name, WIN32_FIND_DATAW *out)
{
    WCHAR *path = path_for(name);
    if (!path)
        return FALSE;
    BOOL opened = find_open(find, path);
    release(path);
    if (!opened)
        return FALSE;
    NTSTATUS status = find_advance(find, out);
    if (NT_SUCCESS(status) && find->entry)
        return TRUE;
    NtClose(find->directory);
    return status == STATUS_NO_MORE_FILES ? fail(ERROR_FILE_NOT_FOUND) : result(status);
}

HANDLE WINAPI FindFirstFileW(LPCWSTR name, LPWIN32_FIND_DATAW out)
{
    struct find *find = allocate(sizeof *find);
    if (!find)
        return INVALID_HANDLE_VALUE;
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
    NTSTATUS status = find_advance(find, out);
    return find->entry ? TRUE : status == STATUS_NO_MORE_FILES ? fail(ERROR_NO_MORE_FILES) : result(status);
}

WINBOOL WINAPI FindClose(HANDLE handle)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE || !RtlValidateHeap(peb()->ProcessHeap, 0, handle))
        return fail(ERROR_INVALID_HANDLE);
    NtClose(find->directory);
    release(find);
    return TRUE;
}

static void data_to_ansi(const WIN32_FIND_DATAW *in, WIN32_FIND_DATAA *out)
{
    memcpy(out, in, offsetof(WIN32_FIND_DATAA, cFileName));
    ansi_to_buffer(in->cFileName, out->cFileName, sizeof out->cFileName);
    ansi_to_buffer(in->cAlternateFileName, out->cAlternateFileName, sizeof out->cAlternateFileName);
}

HANDLE WINAPI FindFirstFileA(LPCSTR name, LPWIN32_FIND_DATAA out)
{
    WIN32_FIND_DATAW data;
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
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
HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level, LPVOID out,
                               FINDEX_SEARCH_OPS operation, LPVOID filter, DWORD flags)
{
    if (level > FindExInfoBasic || operation > FindExSearchLimitToDirectories || filter) {
        fail(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    return FindFirstFileW(name, out);
}
