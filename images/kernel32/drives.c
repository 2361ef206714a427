/*
 * Lists of drives.
 */
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
