/*
 * Lists of drives, and of what kind one is.
 */
#include "images/kernel32/drives.h"

#include "images/kernel32/ansi.h"

#define DRIVE_UNITS 4 /* of "C:\" with its NUL */

/* A list: the roots, and an empty string. Its length without that. */
static DWORD drives_list(WCHAR out[26 * DRIVE_UNITS + 1])
{
    DWORD drives = GetLogicalDrives(), length = 0;
    for (WCHAR letter = 'A'; letter <= 'Z'; letter++) {
        const WCHAR root[DRIVE_UNITS] = {letter, ':', '\\', 0};
        if (!(drives >> (letter - 'A') & 1))
            continue;
        memcpy(out + length, root, sizeof root);
        length += DRIVE_UNITS;
    }
    out[length] = 0;
    return length;
}

DWORD WINAPI GetLogicalDriveStringsW(DWORD size, LPWSTR out)
{
    WCHAR list[26 * DRIVE_UNITS + 1];
    DWORD length = drives_list(list);
    if (size <= length)
        return length + 1;
    memcpy(out, list, (length + 1) * sizeof *out);
    return length;
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD size, LPSTR out)
{
    WCHAR list[26 * DRIVE_UNITS + 1];
    DWORD length = drives_list(list);
    if (size <= length)
        return length + 1;
    for (DWORD i = 0; i <= length; i++)
        out[i] = (char)list[i];
    return length;
}

UINT drive_type(const FILE_FS_DEVICE_INFORMATION *device)
{
    if (device->Characteristics & DEVICE_IS_REMOTE)
        return DRIVE_REMOTE;
    return device->DeviceType == DEVICE_DISK || device->DeviceType == DEVICE_DISK_FILE_SYSTEM ? DRIVE_FIXED
                                                                                              : DRIVE_UNKNOWN;
}
