#include "images/kernel32/file_elsewhere.h"

/* Files only: a folder stays where it is, as on Windows. */
static BOOL move_by_copy(LPCWSTR from, LPCWSTR to, DWORD flags)
{
    DWORD attributes = GetFileAttributesW(from);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return FALSE;
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        return fail(ERROR_ACCESS_DENIED);
    if (!CopyFileW(from, to, !(flags & MOVEFILE_REPLACE_EXISTING)))
        return RtlGetLastWin32Error() == ERROR_FILE_EXISTS ? fail(ERROR_ALREADY_EXISTS) : FALSE;
    return DeleteFileW(from);
}

WINBOOL WINAPI MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags)
{
    if (move_on_drive(from, to, flags))
        return TRUE;
    bool elsewhere = RtlGetLastWin32Error() == ERROR_NOT_SAME_DEVICE;
    return elsewhere && (flags & MOVEFILE_COPY_ALLOWED) ? move_by_copy(from, to, flags) : FALSE;
}
