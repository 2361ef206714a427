/*
 * I/O completion ports. The rules, of who is served and how many run, are the kernel's.
 */
#include "images/kernel32/handle.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_port.h"
#include "images/ntdll/nt_sync.h"

static NTSTATUS bind(HANDLE file, HANDLE port, ULONG_PTR key)
{
    FILE_COMPLETION_INFORMATION information = {port, (void *)key};
    IO_STATUS_BLOCK io;
    return NtSetInformationFile(handle_real(file), &io, &information, sizeof information,
                                FileCompletionInformation);
}

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE existing, ULONG_PTR key, DWORD threads)
{
    HANDLE port = existing;
    if (file == INVALID_HANDLE_VALUE && existing) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!existing && !result(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, threads)))
        return NULL;
    if (file == INVALID_HANDLE_VALUE || result(bind(file, port, key)))
        return port;
    if (!existing)
        NtClose(port);
    return NULL;
}

WINBOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped)
{
    return result(NtSetIoCompletion(port, (void *)key, overlapped, STATUS_SUCCESS, bytes));
}

/* Nobody's packet: the last error says why, and the OVERLAPPED is null; work that has failed has one. */
static BOOL no_packet(NTSTATUS status)
{
    return fail(status == STATUS_TIMEOUT ? WAIT_TIMEOUT : error_of(status));
}

WINBOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key, LPOVERLAPPED *overlapped,
                                         DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    void *with, *of;
    NTSTATUS status = NtRemoveIoCompletion(port, &with, &of, &io, handle_timeout(milliseconds, &timeout));
    *overlapped = NULL;
    if (status != STATUS_SUCCESS)
        return no_packet(status);
    *key = (ULONG_PTR)with;
    *overlapped = of;
    *bytes = io.Information;
    return result(io.Status);
}

WINBOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG count,
                                           PULONG removed, DWORD milliseconds, WINBOOL alertable)
{
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    NTSTATUS status;
    do
        status = NtRemoveIoCompletionEx(port, (FILE_IO_COMPLETION_INFORMATION *)entries, count, removed, due,
                                        (BOOLEAN)alertable);
    while (status == STATUS_ALERTED);
    if (status == STATUS_USER_APC)
        return fail(WAIT_IO_COMPLETION);
    return status == STATUS_SUCCESS ? TRUE : no_packet(status);
}

WINBOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR modes)
{
    ULONG flags = modes;
    IO_STATUS_BLOCK io;
    if (modes & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE))
        return fail(ERROR_INVALID_PARAMETER);
    return result(NtSetInformationFile(handle_real(file), &io, &flags, sizeof flags,
                                       FileIoCompletionNotificationInformation));
}
