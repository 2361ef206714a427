/*
 * Deleting, renaming and copying files; making and removing directories.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/file_elsewhere.h"
#include "images/kernel32/file_name.h"
#include "images/kernel32/handle.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/string.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

/* Marks for deletion, which happens when the last handle is closed. */
static BOOL remove_as(const WCHAR *name, ULONG options)
{
    BOOLEAN delete_it = TRUE;
    IO_STATUS_BLOCK io;
    HANDLE file = file_open(name, DELETE, SHARE_ALL, options);
    if (!file)
        return FALSE;
    NTSTATUS status =
        NtSetInformationFile(file, &io, &delete_it, sizeof delete_it, FileDispositionInformation);
    NtClose(file);
    return result(status);
}

WINBOOL WINAPI DeleteFileW(LPCWSTR name)
{
    return remove_as(name, FILE_NON_DIRECTORY_FILE);
}

WINBOOL WINAPI DeleteFileA(LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = DeleteFileW(wide);
    release(wide);
    return done;
}

WINBOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
    return remove_as(name, FILE_DIRECTORY_FILE);
}

WINBOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = RemoveDirectoryW(wide);
    release(wide);
    return done;
}

/* In a directory there must be room for a name of 8.3 characters. */
static BOOL directory_name_check(const WCHAR *name)
{
    enum { LONGEST = MAX_PATH - 12 }; /* with the terminator */
    if (!name || wcsncmp(name, L"\\\\?\\", 4) == 0)
        return TRUE;
    return GetFullPathNameW(name, 0, NULL, NULL) <= LONGEST ? TRUE : fail(ERROR_FILENAME_EXCED_RANGE);
}

WINBOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
    struct file_name file;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (!directory_name_check(name) || !file_name_make(&file, name, 0))
        return FALSE;
    NTSTATUS status = NtCreateFile(&handle, FILE_LIST_DIRECTORY | SYNCHRONIZE, &file.attributes, &io, NULL,
                                   FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE,
                                   FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    file_name_free(&file);
    if (NT_SUCCESS(status))
        NtClose(handle);
    return result(status);
}

WINBOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = CreateDirectoryW(wide, security);
    release(wide);
    return done;
}

static NTSTATUS rename_to(HANDLE file, const UNICODE_STRING *path, bool replace)
{
    IO_STATUS_BLOCK io;
    ULONG bytes = sizeof(FILE_RENAME_INFORMATION) + path->Length;
    FILE_RENAME_INFORMATION *information = allocate(bytes);
    if (!information)
        return STATUS_NO_MEMORY;
    memset(information, 0, bytes);
    information->ReplaceIfExists = replace;
    information->FileNameLength = path->Length;
    memcpy(information->FileName, path->Buffer, path->Length);
    NTSTATUS status = NtSetInformationFile(file, &io, information, bytes, FileRenameInformation);
    release(information);
    return status;
}

WINBOOL WINAPI move_on_drive(LPCWSTR from, LPCWSTR to, DWORD flags)
{
    struct file_name target;
    if (flags & MOVEFILE_DELAY_UNTIL_REBOOT)
        return fail(ERROR_CALL_NOT_IMPLEMENTED);
    HANDLE file = file_open(from, DELETE, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT);
    if (!file)
        return FALSE;
    BOOL done = FALSE;
    if (file_name_make(&target, to, 0)) {
        done = result(rename_to(file, &target.path, flags & MOVEFILE_REPLACE_EXISTING));
        file_name_free(&target);
    }
    NtClose(file);
    return done;
}

WINBOOL WINAPI MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags)
{
    WCHAR *wide_from = NULL, *wide_to = NULL;
    BOOL done = wide_from_file(&wide_from, from) && wide_from_file(&wide_to, to) &&
                MoveFileExW(wide_from, wide_to, flags);
    release(wide_from);
    release(wide_to);
    return done;
}

WINBOOL WINAPI MoveFileW(LPCWSTR from, LPCWSTR to)
{
    return MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED);
}

WINBOOL WINAPI MoveFileA(LPCSTR from, LPCSTR to)
{
    return MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED);
}

static BOOL contents_copy(HANDLE from, HANDLE to)
{
    enum { PIECE = 0x4000 };
    char *buffer = allocate(PIECE);
    BOOL good = buffer != NULL;
    DWORD got = 1, written;
    while (good && got) {
        good = ReadFile(from, buffer, PIECE, &got, NULL);
        if (good && got)
            good = WriteFile(to, buffer, got, &written, NULL) && (written == got || fail(ERROR_DISK_FULL));
    }
    release(buffer);
    return good;
}

/* A copy has the source's attributes and time of writing. */
static BOOL copy_opened(HANDLE from, LPCWSTR to, BOOL fail_if_exists)
{
    BY_HANDLE_FILE_INFORMATION information;
    if (!GetFileInformationByHandle(from, &information))
        return FALSE;
    HANDLE target =
        CreateFileW(to, GENERIC_WRITE | DELETE, 0, NULL, fail_if_exists ? CREATE_NEW : CREATE_ALWAYS,
                    information.dwFileAttributes, NULL);
    if (target == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL good = contents_copy(from, target) && SetFileTime(target, NULL, NULL, &information.ftLastWriteTime);
    DWORD error = RtlGetLastWin32Error();
    NtClose(target);
    if (!good) {
        DeleteFileW(to);
        RtlSetLastWin32Error(error);
    }
    return good;
}

WINBOOL WINAPI CopyFileW(LPCWSTR from, LPCWSTR to, WINBOOL fail_if_exists)
{
    HANDLE source =
        CreateFileW(from, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (source == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL done = copy_opened(source, to, fail_if_exists);
    NtClose(source);
    return done;
}

WINBOOL WINAPI CopyFileA(LPCSTR from, LPCSTR to, WINBOOL fail_if_exists)
{
    WCHAR *wide_from = NULL, *wide_to = NULL;
    BOOL done = wide_from_file(&wide_from, from) && wide_from_file(&wide_to, to) &&
                CopyFileW(wide_from, wide_to, fail_if_exists);
    release(wide_from);
    release(wide_to);
    return done;
}

/* FAT has no links; Windows says the same on a FAT volume. */
WINBOOL WINAPI CreateHardLinkW(LPCWSTR name, LPCWSTR existing, LPSECURITY_ATTRIBUTES security)
{
    return fail(ERROR_INVALID_FUNCTION);
}

WINBOOL WINAPI CreateHardLinkA(LPCSTR name, LPCSTR existing, LPSECURITY_ATTRIBUTES security)
{
    return fail(ERROR_INVALID_FUNCTION);
}
