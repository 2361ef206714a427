/*
 * Opening, reading and writing files.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/console_event.h"
#include "images/kernel32/file_name.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/overlapped.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"

/* NT's disposition for Win32's CREATE_NEW (1) to TRUNCATE_EXISTING (5). */
static const ULONG dispositions[] = {0,         FILE_CREATE,  FILE_OVERWRITE_IF,
                                     FILE_OPEN, FILE_OPEN_IF, FILE_OVERWRITE};

static ULONG create_options(DWORD access, DWORD flags)
{
    ULONG options = 0;
    options |= flags & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;
    options |= flags & FILE_FLAG_BACKUP_SEMANTICS ? FILE_OPEN_FOR_BACKUP_INTENT : FILE_NON_DIRECTORY_FILE;
    options |= flags & FILE_FLAG_WRITE_THROUGH ? FILE_WRITE_THROUGH : 0;
    options |= flags & FILE_FLAG_NO_BUFFERING ? FILE_NO_INTERMEDIATE_BUFFERING : 0;
    options |= flags & FILE_FLAG_RANDOM_ACCESS ? FILE_RANDOM_ACCESS : 0;
    options |= flags & FILE_FLAG_SEQUENTIAL_SCAN ? FILE_SEQUENTIAL_ONLY : 0;
    options |= flags & FILE_FLAG_DELETE_ON_CLOSE ? FILE_DELETE_ON_CLOSE : 0;
    return options;
}

static bool ends_in_slash(const WCHAR *name)
{
    size_t length = wcslen(name);
    return length && (name[length - 1] == '\\' || name[length - 1] == '/');
}

static void create_fail(NTSTATUS status, const WCHAR *name)
{
    if (status == STATUS_OBJECT_NAME_COLLISION)
        fail(ERROR_FILE_EXISTS);
    else if (status == STATUS_FILE_IS_A_DIRECTORY && ends_in_slash(name))
        fail(ERROR_PATH_NOT_FOUND);
    else
        result(status);
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                          DWORD disposition, DWORD flags, HANDLE template)
{
    struct file_name file;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING ||
        (disposition == TRUNCATE_EXISTING && !(access & GENERIC_WRITE))) {
        fail(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!file_name_make(&file, name, handle_attributes(security)))
        return INVALID_HANDLE_VALUE;
    if (flags & FILE_FLAG_DELETE_ON_CLOSE)
        access |= DELETE;
    NTSTATUS status = NtCreateFile(&handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &file.attributes,
                                   &io, NULL, flags & FILE_ATTRIBUTE_VALID_FLAGS & ~FILE_ATTRIBUTE_DIRECTORY,
                                   share, dispositions[disposition], create_options(access, flags), NULL, 0);
    file_name_free(&file);
    if (!NT_SUCCESS(status)) {
        create_fail(status, name);
        return INVALID_HANDLE_VALUE;
    }
    bool existed = (disposition == CREATE_ALWAYS && io.Information == FILE_OVERWRITTEN) ||
                   (disposition == OPEN_ALWAYS && io.Information == FILE_OPENED);
    RtlSetLastWin32Error(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                          DWORD disposition, DWORD flags, HANDLE template)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return INVALID_HANDLE_VALUE;
    HANDLE handle = CreateFileW(wide, access, share, security, disposition, flags, template);
    release(wide);
    return handle;
}

/* With an OVERLAPPED the place is said in it, and its first words are the status block. */
static LARGE_INTEGER *overlapped_offset(OVERLAPPED *overlapped, LARGE_INTEGER *out)
{
    if (!overlapped)
        return NULL;
    out->LowPart = overlapped->Offset;
    out->HighPart = (LONG)overlapped->OffsetHigh;
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    return out;
}

static IO_STATUS_BLOCK *status_block(OVERLAPPED *overlapped, IO_STATUS_BLOCK *own)
{
    return overlapped ? (IO_STATUS_BLOCK *)&overlapped->Internal : own;
}

/* A synchronous handle may still say STATUS_PENDING: then the file object itself is waited for. */
static NTSTATUS io_finish(HANDLE file, NTSTATUS status, const IO_STATUS_BLOCK *io,
                          const OVERLAPPED *overlapped)
{
    if (status != STATUS_PENDING || overlapped)
        return status;
    status = NtWaitForSingleObject(file, FALSE, NULL);
    return NT_SUCCESS(status) ? io->Status : status;
}

/* Seldom, so that it is no part of each read: the end of a file, of which a synchronous read makes no error,
 * and control-C on the console. */
static __attribute__((noinline)) NTSTATUS read_ended(NTSTATUS status, const OVERLAPPED *overlapped)
{
    if (status == STATUS_ALERTED)
        return console_broken();
    return overlapped ? status : STATUS_SUCCESS;
}

WINBOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD done, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own = {0}, *io = status_block(overlapped, &own);
    LARGE_INTEGER offset;
    if (done)
        *done = 0;
    NTSTATUS status = NtReadFile(handle_real(file), overlapped ? overlapped->hEvent : NULL, NULL,
                                 overlapped_context(overlapped), io, buffer, size,
                                 overlapped_offset(overlapped, &offset), NULL);
    status = io_finish(file, status, io, overlapped);
    if (status == STATUS_PENDING)
        return fail(ERROR_IO_PENDING);
    if (status == STATUS_ALERTED || status == STATUS_END_OF_FILE)
        status = read_ended(status, overlapped);
    if (done && !NT_ERROR(status))
        *done = io->Information;
    return result(status);
}

WINBOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD done, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own = {0}, *io = status_block(overlapped, &own);
    LARGE_INTEGER offset;
    if (done)
        *done = 0;
    NTSTATUS status = NtWriteFile(handle_real(file), overlapped ? overlapped->hEvent : NULL, NULL,
                                  overlapped_context(overlapped), io, buffer, size,
                                  overlapped_offset(overlapped, &offset), NULL);
    status = io_finish(file, status, io, overlapped);
    if (status == STATUS_PENDING)
        return fail(ERROR_IO_PENDING);
    if (done && !NT_ERROR(status))
        *done = io->Information;
    return result(status);
}

WINBOOL WINAPI FlushFileBuffers(HANDLE file)
{
    IO_STATUS_BLOCK io;
    return result(NtFlushBuffersFile(handle_real(file), &io));
}

static BOOL position_get(HANDLE file, LARGE_INTEGER *position)
{
    IO_STATUS_BLOCK io;
    return result(NtQueryInformationFile(file, &io, position, sizeof *position, FilePositionInformation));
}

WINBOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size)
{
    FILE_STANDARD_INFORMATION information;
    IO_STATUS_BLOCK io;
    if (!result(NtQueryInformationFile(file, &io, &information, sizeof information, FileStandardInformation)))
        return FALSE;
    *size = information.EndOfFile;
    return TRUE;
}

DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high)
{
    LARGE_INTEGER size;
    if (!GetFileSizeEx(file, &size))
        return INVALID_FILE_SIZE;
    if (high)
        *high = (DWORD)size.HighPart;
    RtlSetLastWin32Error(ERROR_SUCCESS); /* 0xffffffff may be the size */
    return size.LowPart;
}

/* The place that a method counts from. */
static BOOL seek_origin(HANDLE file, DWORD method, LARGE_INTEGER *origin)
{
    origin->QuadPart = 0;
    switch (method) {
    case FILE_BEGIN:
        return TRUE;
    case FILE_CURRENT:
        return position_get(file, origin);
    case FILE_END:
        return GetFileSizeEx(file, origin);
    }
    return fail(ERROR_INVALID_PARAMETER);
}

WINBOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER out, DWORD method)
{
    LARGE_INTEGER position;
    IO_STATUS_BLOCK io;
    if (!seek_origin(file, method, &position))
        return FALSE;
    position.QuadPart += distance.QuadPart;
    if (position.QuadPart < 0)
        return fail(ERROR_NEGATIVE_SEEK);
    if (!result(NtSetInformationFile(file, &io, &position, sizeof position, FilePositionInformation)))
        return FALSE;
    if (out)
        *out = position;
    return TRUE;
}

DWORD WINAPI SetFilePointer(HANDLE file, LONG low, PLONG high, DWORD method)
{
    LARGE_INTEGER distance = {.QuadPart = low}, position;
    if (high) {
        distance.LowPart = (DWORD)low;
        distance.HighPart = *high;
    }
    if (!SetFilePointerEx(file, distance, &position, method))
        return INVALID_SET_FILE_POINTER;
    if (high)
        *high = position.HighPart;
    else if (position.HighPart) {
        fail(ERROR_INVALID_PARAMETER);
        return INVALID_SET_FILE_POINTER;
    }
    RtlSetLastWin32Error(ERROR_SUCCESS); /* 0xffffffff may be the position */
    return position.LowPart;
}

WINBOOL WINAPI SetEndOfFile(HANDLE file)
{
    LARGE_INTEGER position;
    IO_STATUS_BLOCK io;
    if (!position_get(file, &position))
        return FALSE;
    return result(NtSetInformationFile(file, &io, &position, sizeof position, FileEndOfFileInformation));
}

DWORD WINAPI GetFileType(HANDLE file)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    NTSTATUS status =
        NtQueryVolumeInformationFile(handle_real(file), &io, &device, sizeof device, FileFsDeviceInformation);
    if (!result(status))
        return FILE_TYPE_UNKNOWN;
    RtlSetLastWin32Error(ERROR_SUCCESS);
    switch (device.DeviceType) {
    case DEVICE_DISK:
    case DEVICE_DISK_FILE_SYSTEM:
        return FILE_TYPE_DISK;
    case DEVICE_NAMED_PIPE:
        return FILE_TYPE_PIPE;
    case DEVICE_CONSOLE:
    case DEVICE_NULL:
        return FILE_TYPE_CHAR;
    }
    return FILE_TYPE_UNKNOWN;
}
