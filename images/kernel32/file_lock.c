/*
 * Byte-range locks: LockFile and its like. Without LOCKFILE_FAIL_IMMEDIATELY the call waits until the range
 * is free, also on a handle for overlapped work.
 */
#include "images/kernel32/handle.h"
#include "images/kernel32/overlapped.h"
#include "images/ntdll/nt_file.h"

static LARGE_INTEGER number(DWORD low, DWORD high)
{
    return (LARGE_INTEGER){.LowPart = low, .HighPart = (LONG)high};
}

WINBOOL WINAPI LockFile(HANDLE file, DWORD low, DWORD high, DWORD bytes_low, DWORD bytes_high)
{
    const LARGE_INTEGER first = number(low, high), bytes = number(bytes_low, bytes_high);
    IO_STATUS_BLOCK io;
    return result(NtLockFile(handle_real(file), NULL, NULL, NULL, &io, &first, &bytes, 0, TRUE, TRUE));
}

WINBOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD bytes_low, DWORD bytes_high,
                          LPOVERLAPPED overlapped)
{
    if (reserved || !overlapped)
        return fail(ERROR_INVALID_PARAMETER);
    const LARGE_INTEGER first = number(overlapped->Offset, overlapped->OffsetHigh),
                        bytes = number(bytes_low, bytes_high);
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    return result(NtLockFile(handle_real(file), overlapped->hEvent, NULL, overlapped_context(overlapped),
                             (IO_STATUS_BLOCK *)&overlapped->Internal, &first, &bytes, 0,
                             (flags & LOCKFILE_FAIL_IMMEDIATELY) != 0,
                             (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0));
}

WINBOOL WINAPI UnlockFile(HANDLE file, DWORD low, DWORD high, DWORD bytes_low, DWORD bytes_high)
{
    const LARGE_INTEGER first = number(low, high), bytes = number(bytes_low, bytes_high);
    IO_STATUS_BLOCK io;
    return result(NtUnlockFile(handle_real(file), &io, &first, &bytes, 0));
}

WINBOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD bytes_low, DWORD bytes_high,
                            LPOVERLAPPED overlapped)
{
    if (reserved || !overlapped)
        return fail(ERROR_INVALID_PARAMETER);
    return UnlockFile(file, overlapped->Offset, overlapped->OffsetHigh, bytes_low, bytes_high);
}
