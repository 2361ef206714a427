/*
 * Paths: absolute ones, the current directory, the search path, temporary names.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"

/* Lengths of NTDLL's functions are bytes, ours characters. */
static DWORD characters(ULONG bytes)
{
    return bytes / sizeof(WCHAR);
}

DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR out, LPWSTR *file_part)
{
    if (file_part)
        *file_part = NULL;
    ULONG bytes = RtlGetFullPathName_U(name, size < 0x8000 ? size * sizeof(WCHAR) : 0x10000, out, file_part);
    if (!bytes)
        fail(ERROR_INVALID_NAME);
    return characters(bytes);
}

DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR out, LPSTR *file_part)
{
    WCHAR *wide, *part;
    WCHAR *full = allocate(0x8000 * sizeof *full);
    DWORD length = 0;
    if (file_part)
        *file_part = NULL;
    if (full && wide_from_file(&wide, name)) {
        if (GetFullPathNameW(wide, 0x7fff, full, &part)) {
            length = file_to_buffer(full, out, size);
            if (file_part)
                *file_part = part && length < size ? out + (part - full) : NULL;
        }
        release(wide);
    }
    release(full);
    return length;
}

DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR out)
{
    return characters(RtlGetCurrentDirectory_U(size < 0x8000 ? size * sizeof(WCHAR) : 0x10000, out));
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR out)
{
    DWORD needed = GetCurrentDirectoryW(0, NULL);
    WCHAR *wide = allocate(needed * sizeof *wide);
    DWORD length = wide && GetCurrentDirectoryW(needed, wide) ? file_to_buffer(wide, out, size) : 0;
    release(wide);
    return length;
}

WINBOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
    UNICODE_STRING path;
    NTSTATUS status = RtlInitUnicodeStringEx(&path, name);
    if (NT_SUCCESS(status))
        status = RtlSetCurrentDirectory_U(&path);
    return result(status);
}

WINBOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = SetCurrentDirectoryW(wide);
    release(wide);
    return done;
}

UINT WINAPI GetSystemDirectoryW(LPWSTR out, UINT size)
{
    return wide_to_buffer(L"C:\\WINDOWS\\SYSTEM32", out, size);
}

UINT WINAPI GetSystemDirectoryA(LPSTR out, UINT size)
{
    return file_to_buffer(L"C:\\WINDOWS\\SYSTEM32", out, size);
}

UINT WINAPI GetWindowsDirectoryW(LPWSTR out, UINT size)
{
    return wide_to_buffer(L"C:\\WINDOWS", out, size);
}

UINT WINAPI GetWindowsDirectoryA(LPSTR out, UINT size)
{
    return file_to_buffer(L"C:\\WINDOWS", out, size);
}

static bool is_file(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static bool is_directory(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static bool has_extension(const WCHAR *name)
{
    const WCHAR *dot = wcsrchr(name, '.'), *slash = wcsrchr(name, '\\');
    return dot && (!slash || dot > slash);
}

/* Builds folder\name.extension (the folder's first `length` characters; none for 0) and makes it absolute if
 * it is there. */
static DWORD folder_search(const WCHAR *folder, size_t length, const WCHAR *name, const WCHAR *extension,
                           DWORD size, WCHAR *out, WCHAR **file_part)
{
    WCHAR path[MAX_PATH * 2];
    if (length + wcslen(name) + wcslen(extension) + 2 > MAX_PATH * 2)
        return 0;
    memcpy(path, folder, length * sizeof *path);
    path[length] = 0;
    if (length && path[length - 1] != '\\')
        wcscat(path, L"\\");
    wcscat(path, name);
    wcscat(path, extension);
    return is_file(path) ? GetFullPathNameW(path, size, out, file_part) : 0;
}

static DWORD list_search(const WCHAR *list, const WCHAR *name, const WCHAR *extension, DWORD size, WCHAR *out,
                         WCHAR **file_part)
{
    DWORD found = 0;
    while (*list && !found) {
        const WCHAR *end = wcschr(list, ';');
        size_t length = end ? (size_t)(end - list) : wcslen(list);
        if (length)
            found = folder_search(list, length, name, extension, size, out, file_part);
        list += length + (end ? 1 : 0);
    }
    return found;
}

/* The program's folder, the current directory, the system's folders, PATH. */
static DWORD default_search(const WCHAR *name, const WCHAR *extension, DWORD size, WCHAR *out,
                            WCHAR **file_part)
{
    const UNICODE_STRING *program = &peb()->ProcessParameters->ImagePathName;
    size_t folder = program->Length / sizeof(WCHAR);
    while (folder && program->Buffer[folder - 1] != '\\')
        folder--;
    DWORD found = folder_search(program->Buffer, folder, name, extension, size, out, file_part);
    if (!found)
        found = folder_search(L".", 1, name, extension, size, out, file_part);
    if (!found)
        found = list_search(L"C:\\WINDOWS\\SYSTEM32;C:\\WINDOWS", name, extension, size, out, file_part);
    DWORD needed = found ? 0 : GetEnvironmentVariableW(L"PATH", NULL, 0);
    WCHAR *list = needed ? allocate(needed * sizeof *list) : NULL;
    if (list && GetEnvironmentVariableW(L"PATH", list, needed))
        found = list_search(list, name, extension, size, out, file_part);
    release(list);
    return found;
}

DWORD WINAPI SearchPathW(LPCWSTR path, LPCWSTR name, LPCWSTR extension, DWORD size, LPWSTR out,
                         LPWSTR *file_part)
{
    DWORD found;
    if (!name || !*name)
        return (DWORD)fail(ERROR_INVALID_PARAMETER);
    if (!extension || has_extension(name))
        extension = L"";
    if (wcschr(name, '\\') || wcschr(name, '/') || (name[0] && name[1] == ':'))
        found = folder_search(L"", 0, name, extension, size, out, file_part);
    else if (path)
        found = list_search(path, name, extension, size, out, file_part);
    else
        found = default_search(name, extension, size, out, file_part);
    if (!found)
        fail(ERROR_FILE_NOT_FOUND);
    return found;
}

DWORD WINAPI SearchPathA(LPCSTR path, LPCSTR name, LPCSTR extension, DWORD size, LPSTR out, LPSTR *file_part)
{
    WCHAR full[MAX_PATH * 2], *part = NULL, *wide_path = NULL, *wide_name = NULL, *wide_extension = NULL;
    DWORD length = 0;
    if (wide_from_file(&wide_path, path) && wide_from_file(&wide_name, name) &&
        wide_from_file(&wide_extension, extension) &&
        SearchPathW(wide_path, wide_name, wide_extension, MAX_PATH * 2, full, &part)) {
        length = file_to_buffer(full, out, size);
        if (file_part)
            *file_part = part && length < size ? out + (part - full) : NULL;
    }
    release(wide_path);
    release(wide_name);
    release(wide_extension);
    return length;
}

/* The value of the first of TMP, TEMP and USERPROFILE that is set and not empty, or the Windows folder. */
static BOOL temp_variable(WCHAR out[MAX_PATH])
{
    static const WCHAR *const variables[] = {L"TMP", L"TEMP", L"USERPROFILE"};
    DWORD length = 0;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0] && !length; i++)
        length = GetEnvironmentVariableW(variables[i], out, MAX_PATH);
    if (!length)
        wcscpy(out, L"C:\\WINDOWS");
    return length < MAX_PATH ? TRUE : fail(ERROR_FILENAME_EXCED_RANGE);
}

/* The folder that the variable means, seen from here, with a last backslash. */
static BOOL temp_folder(WCHAR out[MAX_PATH])
{
    WCHAR value[MAX_PATH];
    if (!temp_variable(value))
        return FALSE;
    DWORD length = GetFullPathNameW(value, MAX_PATH, out, NULL);
    if (length > MAX_PATH - 2)
        return fail(ERROR_FILENAME_EXCED_RANGE);
    if (length && out[length - 1] != '\\')
        wcscat(out, L"\\");
    return length != 0;
}

/* A buffer that is too small comes back empty, so that nobody takes what was in it for a path. */
DWORD WINAPI GetTempPathW(DWORD size, LPWSTR out)
{
    WCHAR folder[MAX_PATH];
    if (size)
        *out = 0;
    return temp_folder(folder) ? wide_to_buffer(folder, out, size) : 0;
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR out)
{
    WCHAR folder[MAX_PATH];
    if (size)
        *out = 0;
    return temp_folder(folder) ? file_to_buffer(folder, out, size) : 0;
}

/* folder\preUUUU.tmp: three characters of the prefix and a number in hex. */
static void temp_name(WCHAR *out, const WCHAR *folder, const WCHAR *prefix, UINT number)
{
    wcscpy(out, folder);
    size_t length = wcslen(out);
    if (length && out[length - 1] != '\\')
        out[length++] = '\\';
    for (int i = 0; i < 3 && prefix && prefix[i]; i++)
        out[length++] = prefix[i];
    bool digits = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
        UINT digit = number >> shift & 15;
        digits = digits || digit || !shift;
        if (digits)
            out[length++] = L"0123456789ABCDEF"[digit];
    }
    wcscpy(out + length, L".tmp");
}

/* The number 0 asks for a new file: numbers are tried from 1 upwards, so that every run gives the same names.
 */
UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT number, LPWSTR out)
{
    if (wcslen(folder) > MAX_PATH - 14) {
        fail(ERROR_BUFFER_OVERFLOW);
        return 0;
    }
    if (!is_directory(folder)) {
        fail(ERROR_DIRECTORY);
        return 0;
    }
    if (number & 0xffff) {
        temp_name(out, folder, prefix, number & 0xffff);
        return number & 0xffff;
    }
    for (UINT try = 1; try <= 0xffff; try++) {
        temp_name(out, folder, prefix, try);
        HANDLE file = CreateFileW(out, GENERIC_READ, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            CloseHandle(file);
            return try;
        }
        if (RtlGetLastWin32Error() != ERROR_FILE_EXISTS)
            return 0;
    }
    return 0;
}

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT number, LPSTR out)
{
    WCHAR path[MAX_PATH], *wide_folder = NULL, *wide_prefix = NULL;
    UINT used = 0;
    if (wide_from_file(&wide_folder, folder) && wide_from_file(&wide_prefix, prefix))
        used = GetTempFileNameW(wide_folder, wide_prefix, number, path);
    if (used)
        file_to_buffer(path, out, MAX_PATH);
    release(wide_folder);
    release(wide_prefix);
    return used;
}
