/*
 * What is known about files: attributes, times, sizes.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/file_name.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"

static DWORD win32_attributes(ULONG attributes)
{
    return attributes ? attributes : FILE_ATTRIBUTE_NORMAL;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    struct file_name file;
    FILE_BASIC_INFORMATION information;
    if (!file_name_make(&file, name, 0))
        return INVALID_FILE_ATTRIBUTES;
    bool device = file_name_is_device(&file, name);
    NTSTATUS status = NtQueryAttributesFile(&file.attributes, &information);
    file_name_free(&file);
    if (device)
        return FILE_ATTRIBUTE_ARCHIVE;
    return result(status) ? win32_attributes(information.FileAttributes) : INVALID_FILE_ATTRIBUTES;
}

DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return INVALID_FILE_ATTRIBUTES;
    DWORD attributes = GetFileAttributesW(wide);
    release(wide);
    return attributes;
}

static void filetime(FILETIME *out, const LARGE_INTEGER *time)
{
    out->dwLowDateTime = time->LowPart;
    out->dwHighDateTime = (DWORD)time->HighPart;
}

WINBOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID out)
{
    struct file_name file;
    FILE_NETWORK_OPEN_INFORMATION information;
    WIN32_FILE_ATTRIBUTE_DATA *data = out;
    if (level != GetFileExInfoStandard)
        return fail(ERROR_INVALID_PARAMETER);
    if (!file_name_make(&file, name, 0))
        return FALSE;
    bool device = file_name_is_device(&file, name);
    NTSTATUS status = NtQueryFullAttributesFile(&file.attributes, &information);
    file_name_free(&file);
    if (device)
        information = (FILE_NETWORK_OPEN_INFORMATION){.FileAttributes = FILE_ATTRIBUTE_ARCHIVE};
    else if (!result(status))
        return FALSE;
    data->dwFileAttributes = win32_attributes(information.FileAttributes);
    filetime(&data->ftCreationTime, &information.CreationTime);
    filetime(&data->ftLastAccessTime, &information.LastAccessTime);
    filetime(&data->ftLastWriteTime, &information.LastWriteTime);
    data->nFileSizeHigh = (DWORD)information.EndOfFile.HighPart;
    data->nFileSizeLow = information.EndOfFile.LowPart;
    return TRUE;
}

WINBOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID out)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = GetFileAttributesExW(wide, level, out);
    release(wide);
    return done;
}

static BOOL basic_set(HANDLE file, FILE_BASIC_INFORMATION *information)
{
    IO_STATUS_BLOCK io;
    return result(NtSetInformationFile(file, &io, information, sizeof *information, FileBasicInformation));
}

WINBOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes)
{
    FILE_BASIC_INFORMATION information = {
        .FileAttributes = (attributes & 0xffff & ~FILE_ATTRIBUTE_DIRECTORY) | FILE_ATTRIBUTE_NORMAL};
    HANDLE file =
        file_open(name, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                  FILE_OPEN_FOR_BACKUP_INTENT);
    if (!file)
        return FALSE;
    BOOL done = basic_set(file, &information);
    NtClose(file);
    return done;
}

WINBOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = SetFileAttributesW(wide, attributes);
    release(wide);
    return done;
}

static BOOL basic_get(HANDLE file, FILE_BASIC_INFORMATION *information)
{
    IO_STATUS_BLOCK io;
    return result(NtQueryInformationFile(file, &io, information, sizeof *information, FileBasicInformation));
}

WINBOOL WINAPI GetFileTime(HANDLE file, LPFILETIME created, LPFILETIME accessed, LPFILETIME written)
{
    FILE_BASIC_INFORMATION information;
    if (!basic_get(file, &information))
        return FALSE;
    if (created)
        filetime(created, &information.CreationTime);
    if (accessed)
        filetime(accessed, &information.LastAccessTime);
    if (written)
        filetime(written, &information.LastWriteTime);
    return TRUE;
}

/* A time of 0 leaves the file's as it is, which is what a null pointer asks for. */
static LARGE_INTEGER nt_time(const FILETIME *time)
{
    LARGE_INTEGER out = {.QuadPart = 0};
    if (time) {
        out.LowPart = time->dwLowDateTime;
        out.HighPart = (LONG)time->dwHighDateTime;
    }
    return out;
}

WINBOOL WINAPI SetFileTime(HANDLE file, const FILETIME *created, const FILETIME *accessed,
                           const FILETIME *written)
{
    FILE_BASIC_INFORMATION information = {.CreationTime = nt_time(created),
                                          .LastAccessTime = nt_time(accessed),
                                          .LastWriteTime = nt_time(written)};
    return basic_set(file, &information);
}

static DWORD volume_serial(HANDLE file)
{
    struct {
        FILE_FS_VOLUME_INFORMATION information;
        WCHAR label[32];
    } volume;
    IO_STATUS_BLOCK io;
    NTSTATUS status =
        NtQueryVolumeInformationFile(file, &io, &volume, sizeof volume, FileFsVolumeInformation);
    return NT_ERROR(status) ? 0 : volume.information.VolumeSerialNumber;
}

WINBOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION out)
{
    FILE_BASIC_INFORMATION basic;
    FILE_STANDARD_INFORMATION standard;
    FILE_INTERNAL_INFORMATION internal;
    IO_STATUS_BLOCK io;
    if (!basic_get(file, &basic) ||
        !result(NtQueryInformationFile(file, &io, &standard, sizeof standard, FileStandardInformation)) ||
        !result(NtQueryInformationFile(file, &io, &internal, sizeof internal, FileInternalInformation)))
        return FALSE;
    out->dwFileAttributes = win32_attributes(basic.FileAttributes);
    filetime(&out->ftCreationTime, &basic.CreationTime);
    filetime(&out->ftLastAccessTime, &basic.LastAccessTime);
    filetime(&out->ftLastWriteTime, &basic.LastWriteTime);
    out->dwVolumeSerialNumber = volume_serial(file);
    out->nFileSizeHigh = (DWORD)standard.EndOfFile.HighPart;
    out->nFileSizeLow = standard.EndOfFile.LowPart;
    out->nNumberOfLinks = standard.NumberOfLinks;
    out->nFileIndexHigh = (DWORD)internal.IndexNumber.HighPart;
    out->nFileIndexLow = internal.IndexNumber.LowPart;
    return TRUE;
}
