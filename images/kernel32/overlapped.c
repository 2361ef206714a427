/*
 * Work that the caller does not wait for: with a routine that is called when the caller waits alertably, and
 * what has become of it.
 */
#include "images/kernel32/handle.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

/* ---- with a routine ---- */

static void NTAPI call_routine(void *routine, IO_STATUS_BLOCK *io, ULONG reserved)
{
    BOOL failed = NT_ERROR(io->Status);
    ((LPOVERLAPPED_COMPLETION_ROUTINE)routine)(failed ? error_of(io->Status) : ERROR_SUCCESS,
                                               failed ? 0 : io->Information, (OVERLAPPED *)io);
}

typedef NTSTATUS(NTAPI *transfer)(HANDLE file, HANDLE event, void *apc, void *apc_context,
                                  IO_STATUS_BLOCK *io, void *buffer, ULONG length,
                                  const LARGE_INTEGER *offset, ULONG *key);

/* The event is the program's to use. What has moved less than there is was done all the same: the last error
 * says so. */
static BOOL begin(transfer transfer, HANDLE file, void *buffer, DWORD size, OVERLAPPED *overlapped,
                  LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    const LARGE_INTEGER offset = {.LowPart = overlapped->Offset, .HighPart = (LONG)overlapped->OffsetHigh};
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    NTSTATUS status = transfer(handle_real(file), NULL, call_routine, routine,
                               (IO_STATUS_BLOCK *)&overlapped->Internal, buffer, size, &offset, NULL);
    if (NT_ERROR(status))
        return result(status);
    RtlSetLastWin32Error(NT_SUCCESS(status) ? ERROR_SUCCESS : error_of(status));
    return TRUE;
}

WINBOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                          LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return begin(NtReadFile, file, buffer, size, overlapped, routine);
}

WINBOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                           LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return begin((transfer)NtWriteFile, file, (void *)buffer, size, overlapped, routine);
}

/* ---- its end ---- */

/* Of a handle without an event the file itself is set when work of it has ended. */
static NTSTATUS await(HANDLE file, const OVERLAPPED *overlapped, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    HANDLE event = overlapped->hEvent ? overlapped->hEvent : handle_real(file);
    NTSTATUS status;
    do
        status = NtWaitForSingleObject(event, (BOOLEAN)alertable, due);
    while (status == STATUS_ALERTED);
    return status;
}

WINBOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD done, DWORD milliseconds,
                                     WINBOOL alertable)
{
    if ((NTSTATUS)overlapped->Internal == STATUS_PENDING) {
        NTSTATUS status = milliseconds ? await(file, overlapped, milliseconds, alertable) : STATUS_TIMEOUT;
        if (status == STATUS_TIMEOUT)
            return fail(milliseconds ? WAIT_TIMEOUT : ERROR_IO_INCOMPLETE);
        if (status == STATUS_USER_APC)
            return fail(WAIT_IO_COMPLETION);
        if (!result(status))
            return FALSE;
    }
    *done = overlapped->InternalHigh;
    return result((NTSTATUS)overlapped->Internal);
}

WINBOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD done, WINBOOL wait)
{
    return GetOverlappedResultEx(file, overlapped, done, wait ? INFINITE : 0, FALSE);
}

WINBOOL WINAPI CancelIo(HANDLE file)
{
    IO_STATUS_BLOCK io;
    return result(NtCancelIoFile(handle_real(file), &io));
}

WINBOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK io;
    return result(NtCancelIoFileEx(handle_real(file), (IO_STATUS_BLOCK *)overlapped, &io));
}

WINBOOL WINAPI GetThreadIOPendingFlag(HANDLE thread, PBOOL pending)
{
    return result(NtQueryInformationThread(thread, ThreadIsIoPending, pending, sizeof *pending, NULL));
}
