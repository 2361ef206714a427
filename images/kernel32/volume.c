/*
 * Drives: C:, and those that drivers make.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/drives.h"
#include "images/kernel32/file_name.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/path.h"

static HANDLE volume_open(const WCHAR *root)
{
    WCHAR own[] = L"\\";
    return file_open(root ? root : own, FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE,
                     FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
}

static BOOL volume_query(const WCHAR *root, void *out, ULONG size, ULONG information_class)
{
    IO_STATUS_BLOCK io;
    HANDLE volume = volume_open(root);
    if (!volume)
        return FALSE;
    NTSTATUS status = NtQueryVolumeInformationFile(volume, &io, out, size, information_class);
    NtClose(volume);
    return result(status);
}

DWORD WINAPI GetLogicalDrives(void)
{
    PROCESS_DEVICEMAP_INFORMATION map;
    NTSTATUS status =
        NtQueryInformationProcess(GetCurrentProcess(), ProcessDeviceMap, &map, sizeof map, NULL);
    return result(status) ? map.DriveMap : 0;
}

UINT WINAPI GetDriveTypeW(LPCWSTR root)
{
    FILE_FS_DEVICE_INFORMATION device;
    if (!volume_query(root, &device, sizeof device, FileFsDeviceInformation))
        return DRIVE_NO_ROOT_DIR;
    return drive_type(&device);
}

UINT WINAPI GetDriveTypeA(LPCSTR root)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, root))
        return DRIVE_UNKNOWN;
    UINT type = GetDriveTypeW(wide);
    release(wide);
    return type;
}

WINBOOL WINAPI GetDiskFreeSpaceW(LPCWSTR root, LPDWORD sectors, LPDWORD bytes, LPDWORD free_clusters,
                                 LPDWORD clusters)
{
    FILE_FS_SIZE_INFORMATION size;
    if (!volume_query(root, &size, sizeof size, FileFsSizeInformation))
        return FALSE;
    if (sectors)
        *sectors = size.SectorsPerAllocationUnit;
    if (bytes)
        *bytes = size.BytesPerSector;
    if (free_clusters)
        *free_clusters = size.AvailableAllocationUnits.LowPart;
    if (clusters)
        *clusters = size.TotalAllocationUnits.LowPart;
    return TRUE;
}

WINBOOL WINAPI GetDiskFreeSpaceA(LPCSTR root, LPDWORD sectors, LPDWORD bytes, LPDWORD free_clusters,
                                 LPDWORD clusters)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, root))
        return FALSE;
    BOOL done = GetDiskFreeSpaceW(wide, sectors, bytes, free_clusters, clusters);
    release(wide);
    return done;
}

WINBOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR folder, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                   PULARGE_INTEGER free_bytes)
{
    FILE_FS_SIZE_INFORMATION size;
    if (!volume_query(folder, &size, sizeof size, FileFsSizeInformation))
        return FALSE;
    ULONGLONG cluster = (ULONGLONG)size.SectorsPerAllocationUnit * size.BytesPerSector;
    if (available)
        available->QuadPart = (ULONGLONG)size.AvailableAllocationUnits.QuadPart * cluster;
    if (total)
        total->QuadPart = (ULONGLONG)size.TotalAllocationUnits.QuadPart * cluster;
    if (free_bytes)
        free_bytes->QuadPart = (ULONGLONG)size.AvailableAllocationUnits.QuadPart * cluster;
    return TRUE;
}

WINBOOL WINAPI GetDiskFreeSpaceExA(LPCSTR folder, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                   PULARGE_INTEGER free_bytes)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, folder))
        return FALSE;
    BOOL done = GetDiskFreeSpaceExW(wide, available, total, free_bytes);
    release(wide);
    return done;
}

struct label_information {
    FILE_FS_VOLUME_INFORMATION volume;
    WCHAR more[32];
};

struct system_information {
    FILE_FS_ATTRIBUTE_INFORMATION system;
    WCHAR more[32];
};

static BOOL text_give(const WCHAR *text, ULONG bytes, WCHAR *out, DWORD size)
{
    ULONG length = bytes / sizeof *text;
    if (!out)
        return TRUE;
    if (length >= size)
        return fail(ERROR_MORE_DATA);
    memcpy(out, text, bytes);
    out[length] = 0;
    return TRUE;
}

/* What is wrong with `root`, the name of a folder that is there: only a root will do, and with its backslash.
 */
static ULONG root_error(const WCHAR *root)
{
    WCHAR path[MAX_PATH];
    ULONG length = root ? RtlGetFullPathName_U(root, sizeof path, path, NULL) / sizeof *path : 0;
    if (!root || length >= MAX_PATH || path[0] == '\\') /* a device's name is left to who opens it */
        return ERROR_SUCCESS;
    if (!length || path[length - 1] != '\\')
        return ERROR_INVALID_NAME;
    return length > 3 ? ERROR_DIR_NOT_ROOT : ERROR_SUCCESS;
}

WINBOOL WINAPI GetVolumeInformationW(LPCWSTR root, LPWSTR label, DWORD label_size, LPDWORD serial,
                                     LPDWORD longest_name, LPDWORD flags, LPWSTR system, DWORD system_size)
{
    struct label_information volume;
    struct system_information attributes;
    if (!volume_query(root, &volume, sizeof volume, FileFsVolumeInformation) ||
        !volume_query(root, &attributes, sizeof attributes, FileFsAttributeInformation))
        return FALSE;
    if (root_error(root))
        return fail(root_error(root));
    if (serial)
        *serial = volume.volume.VolumeSerialNumber;
    if (longest_name)
        *longest_name = (DWORD)attributes.system.MaximumComponentNameLength;
    if (flags)
        *flags = attributes.system.FileSystemAttributes;
    return text_give(volume.volume.VolumeLabel, volume.volume.VolumeLabelLength, label, label_size) &&
           text_give(attributes.system.FileSystemName, attributes.system.FileSystemNameLength, system,
                     system_size);
}

WINBOOL WINAPI GetVolumeInformationA(LPCSTR root, LPSTR label, DWORD label_size, LPDWORD serial,
                                     LPDWORD longest_name, LPDWORD flags, LPSTR system, DWORD system_size)
{
    WCHAR wide_label[64], wide_system[64], *wide;
    if (!wide_from_file(&wide, root))
        return FALSE;
    BOOL done = GetVolumeInformationW(wide, wide_label, 64, serial, longest_name, flags, wide_system, 64);
    release(wide);
    if (!done)
        return FALSE;
    if ((label && file_to_buffer(wide_label, label, label_size) >= label_size) ||
        (system && file_to_buffer(wide_system, system, system_size) >= system_size))
        return fail(ERROR_MORE_DATA);
    return TRUE;
}

/* Volumes have no names of their own (\\?\Volume{…}): there is nothing to enumerate. */
HANDLE WINAPI FindFirstVolumeW(LPWSTR out, DWORD size)
{
    fail(ERROR_CALL_NOT_IMPLEMENTED);
    return INVALID_HANDLE_VALUE;
}

WINBOOL WINAPI FindNextVolumeW(HANDLE handle, LPWSTR out, DWORD size)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}

WINBOOL WINAPI FindVolumeClose(HANDLE handle)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}
