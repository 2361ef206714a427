/*
 * Anonymous pipes, and what is asked of any pipe: an anonymous one is a named one whose name nobody else
 * knows, as in Windows. Making and finding pipes by name is in named_pipe.c.
 */
#include "images/kernel32/pipe.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/overlapped.h"
#include "images/ntdll/string.h"

#define ANONYMOUS_BYTES 4096
#define ANONYMOUS_NAME  L"\\Device\\NamedPipe\\Win32Pipes.00000000.00000000"
#define LAST_OF_PROCESS 36 /* places in it: the last digits of both numbers */
#define LAST_OF_COUNT   45

static LONG pipes_made;

static void put_hex(WCHAR *last, ULONG value)
{
    for (int digit = 0; digit < 8; digit++, value >>= 4)
        *last-- = L"0123456789abcdef"[value & 15];
}

static NTSTATUS open_ends(OBJECT_ATTRIBUTES *attributes, DWORD size, HANDLE *read, HANDLE *write)
{
    const LARGE_INTEGER timeout = {.QuadPart = -120 * 10000000ll};
    IO_STATUS_BLOCK io;
    NTSTATUS status =
        NtCreateNamedPipeFile(read, GENERIC_READ | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE, attributes, &io,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE, FILE_SYNCHRONOUS_IO_NONALERT,
                              FILE_PIPE_BYTE_STREAM_TYPE, FILE_PIPE_BYTE_STREAM_MODE,
                              FILE_PIPE_QUEUE_OPERATION, 1, size, size, &timeout);
    if (!NT_SUCCESS(status))
        return status;
    status = NtOpenFile(write, GENERIC_WRITE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, attributes, &io,
                        FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    if (!NT_SUCCESS(status))
        NtClose(*read);
    return status;
}

WINBOOL WINAPI CreatePipe(PHANDLE read, PHANDLE write, LPSECURITY_ATTRIBUTES security, DWORD size)
{
    WCHAR name[] = ANONYMOUS_NAME;
    UNICODE_STRING path;
    HANDLE reader, writer;
    put_hex(name + LAST_OF_PROCESS, GetCurrentProcessId());
    put_hex(name + LAST_OF_COUNT, (ULONG)InterlockedIncrement(&pipes_made));
    RtlInitUnicodeString(&path, name);
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes,
                                    .ObjectName = &path,
                                    .Attributes = OBJ_CASE_INSENSITIVE | handle_attributes(security)};
    if (!result(open_ends(&attributes, size ? size : ANONYMOUS_BYTES, &reader, &writer)))
        return FALSE;
    *read = reader;
    *write = writer;
    return TRUE;
}

NTSTATUS pipe_control(HANDLE pipe, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size,
                      DWORD *done, OVERLAPPED *overlapped)
{
    IO_STATUS_BLOCK own = {0}, *io = overlapped ? (IO_STATUS_BLOCK *)&overlapped->Internal : &own;
    HANDLE file = handle_real(pipe);
    if (overlapped)
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    NTSTATUS status =
        NtFsControlFile(file, overlapped ? overlapped->hEvent : NULL, NULL, overlapped_context(overlapped),
                        io, code, (void *)in, in_size, out, out_size);
    if (status == STATUS_PENDING && !overlapped) {
        status = NtWaitForSingleObject(file, FALSE, NULL);
        status = NT_SUCCESS(status) ? io->Status : status;
    }
    if (done)
        *done = status == STATUS_PENDING || NT_ERROR(status) ? 0 : io->Information;
    return status;
}

BOOL pipe_result(NTSTATUS status)
{
    return status == STATUS_PENDING ? fail(ERROR_IO_PENDING) : result(status);
}

WINBOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD size, LPDWORD done, LPDWORD available,
                             LPDWORD left)
{
    ULONG head = offsetof(FILE_PIPE_PEEK_BUFFER, Data);
    DWORD count;
    if (!buffer)
        size = 0;
    FILE_PIPE_PEEK_BUFFER *peek = size <= ~head ? allocate(head + size) : NULL;
    if (!peek)
        return fail(ERROR_NOT_ENOUGH_MEMORY);
    NTSTATUS status = pipe_control(pipe, FSCTL_PIPE_PEEK, NULL, 0, peek, head + size, &count, NULL);
    if (status == STATUS_BUFFER_OVERFLOW)
        status = STATUS_SUCCESS;
    if (NT_SUCCESS(status)) {
        count -= head;
        memcpy(buffer, peek->Data, count);
        if (done)
            *done = count;
        if (available)
            *available = peek->ReadDataAvailable;
        if (left)
            *left = peek->MessageLength > count ? peek->MessageLength - count : 0;
    }
    release(peek);
    return result(status);
}

WINBOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                                 LPDWORD done, LPOVERLAPPED overlapped)
{
    return pipe_result(
        pipe_control(pipe, FSCTL_PIPE_TRANSCEIVE, in, in_size, out, out_size, done, overlapped));
}

/* What only a client of another machine has is not asked for here. */
WINBOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, LPDWORD mode, LPDWORD collection, LPDWORD timeout)
{
    IO_STATUS_BLOCK io;
    if (collection || timeout || (mode && (*mode & ~(PIPE_READMODE_MESSAGE | PIPE_NOWAIT))))
        return fail(ERROR_INVALID_PARAMETER);
    if (!mode)
        return TRUE;
    FILE_PIPE_INFORMATION information = {
        .ReadMode = *mode & PIPE_READMODE_MESSAGE ? FILE_PIPE_MESSAGE_MODE : FILE_PIPE_BYTE_STREAM_MODE,
        .CompletionMode = *mode & PIPE_NOWAIT ? FILE_PIPE_COMPLETE_OPERATION : FILE_PIPE_QUEUE_OPERATION,
    };
    return result(
        NtSetInformationFile(handle_real(pipe), &io, &information, sizeof information, FilePipeInformation));
}

static BOOL local_of(HANDLE pipe, FILE_PIPE_LOCAL_INFORMATION *out)
{
    IO_STATUS_BLOCK io;
    return result(NtQueryInformationFile(handle_real(pipe), &io, out, sizeof *out, FilePipeLocalInformation));
}

/* The name of the client's user is not kept. */
static BOOL handle_state(HANDLE pipe, DWORD *state, DWORD *instances, DWORD *collection, DWORD *timeout,
                         const void *user)
{
    FILE_PIPE_LOCAL_INFORMATION local;
    FILE_PIPE_INFORMATION information;
    IO_STATUS_BLOCK io;
    if (collection || timeout)
        return fail(ERROR_INVALID_PARAMETER);
    if (user)
        return fail(ERROR_CALL_NOT_IMPLEMENTED);
    if (!result(NtQueryInformationFile(handle_real(pipe), &io, &information, sizeof information,
                                       FilePipeInformation)) ||
        !local_of(pipe, &local))
        return FALSE;
    if (state)
        *state = (information.ReadMode == FILE_PIPE_MESSAGE_MODE ? PIPE_READMODE_MESSAGE : 0) |
                 (information.CompletionMode == FILE_PIPE_COMPLETE_OPERATION ? PIPE_NOWAIT : 0);
    if (instances)
        *instances = local.CurrentInstances < PIPE_UNLIMITED_INSTANCES ? local.CurrentInstances
                                                                       : PIPE_UNLIMITED_INSTANCES;
    return TRUE;
}

WINBOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                        LPDWORD timeout, LPWSTR user, DWORD size)
{
    return handle_state(pipe, state, instances, collection, timeout, user);
}

WINBOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                        LPDWORD timeout, LPSTR user, DWORD size)
{
    return handle_state(pipe, state, instances, collection, timeout, user);
}

WINBOOL WINAPI GetNamedPipeInfo(HANDLE pipe, LPDWORD flags, LPDWORD out, LPDWORD in, LPDWORD most)
{
    FILE_PIPE_LOCAL_INFORMATION local;
    if (!local_of(pipe, &local))
        return FALSE;
    if (flags)
        *flags = (local.NamedPipeEnd == FILE_PIPE_SERVER_END ? PIPE_SERVER_END : PIPE_CLIENT_END) |
                 (local.NamedPipeType == FILE_PIPE_MESSAGE_TYPE ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE);
    if (out)
        *out = local.OutboundQuota;
    if (in)
        *in = local.InboundQuota;
    if (most)
        *most = local.MaximumInstances < PIPE_UNLIMITED_INSTANCES ? local.MaximumInstances
                                                                  : PIPE_UNLIMITED_INSTANCES;
    return TRUE;
}
