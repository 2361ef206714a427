/*
 * Pipes by name: CreateNamedPipe, waiting for a client or for a pipe, and a whole call in one.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/file_name.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/pipe.h"
#include "images/ntdll/string.h"

#define PREFIX       L"\\??\\PIPE\\"
#define PREFIX_UNITS 9
#define DEFAULT_WAIT 50 /* milliseconds, of who waits for a pipe that does not say how long */
#define TICKS        10000ll
#define OPEN_MODES                                                                                           \
    (PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_WRITE_THROUGH | FILE_FLAG_OVERLAPPED |   \
     WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY)
#define PIPE_MODES    (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS)
#define ACCESS_RIGHTS (WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY)

/* The NT name of \\.\pipe\x. FALSE, with ERROR_INVALID_NAME, for a name of anything else. */
static BOOL pipe_name_make(struct file_name *out, const WCHAR *name, ULONG flags)
{
    if (!name)
        return fail(ERROR_PATH_NOT_FOUND);
    if (!file_name_make(out, name, flags))
        return FALSE;
    if (out->path.Length > PREFIX_UNITS * sizeof(WCHAR) &&
        _wcsnicmp(out->path.Buffer, PREFIX, PREFIX_UNITS) == 0)
        return TRUE;
    file_name_free(out);
    return fail(ERROR_INVALID_NAME);
}

static LARGE_INTEGER time_of(DWORD milliseconds)
{
    return (LARGE_INTEGER){.QuadPart =
                               milliseconds == NMPWAIT_WAIT_FOREVER ? INT64_MIN : -TICKS * milliseconds};
}

static NTSTATUS make(const OBJECT_ATTRIBUTES *attributes, DWORD open, DWORD mode, DWORD most, DWORD out_size,
                     DWORD in_size, const LARGE_INTEGER *timeout, HANDLE *handle)
{
    IO_STATUS_BLOCK io;
    ULONG share = (open & PIPE_ACCESS_INBOUND ? FILE_SHARE_WRITE : 0) |
                  (open & PIPE_ACCESS_OUTBOUND ? FILE_SHARE_READ : 0);
    ACCESS_MASK access = (open & PIPE_ACCESS_INBOUND ? GENERIC_READ : 0) |
                         (open & PIPE_ACCESS_OUTBOUND ? GENERIC_WRITE : 0) | (open & ACCESS_RIGHTS) |
                         SYNCHRONIZE;
    return NtCreateNamedPipeFile(
        handle, access, attributes, &io, share,
        open & FILE_FLAG_FIRST_PIPE_INSTANCE ? FILE_CREATE : FILE_OPEN_IF,
        (open & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT) |
            (open & FILE_FLAG_WRITE_THROUGH ? FILE_WRITE_THROUGH : 0),
        mode & PIPE_TYPE_MESSAGE ? FILE_PIPE_MESSAGE_TYPE : FILE_PIPE_BYTE_STREAM_TYPE,
        mode & PIPE_READMODE_MESSAGE ? FILE_PIPE_MESSAGE_MODE : FILE_PIPE_BYTE_STREAM_MODE,
        mode & PIPE_NOWAIT ? FILE_PIPE_COMPLETE_OPERATION : FILE_PIPE_QUEUE_OPERATION,
        most == PIPE_UNLIMITED_INSTANCES ? FILE_PIPE_UNLIMITED_INSTANCES : most, in_size, out_size, timeout);
}

HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open, DWORD mode, DWORD most, DWORD out_size,
                               DWORD in_size, DWORD timeout, LPSECURITY_ATTRIBUTES security)
{
    const LARGE_INTEGER wait = time_of(timeout ? timeout : DEFAULT_WAIT);
    struct file_name file;
    HANDLE handle = INVALID_HANDLE_VALUE;
    if (!(open & PIPE_ACCESS_DUPLEX) || (open & ~OPEN_MODES) || (mode & ~PIPE_MODES) || most == 0 ||
        most > PIPE_UNLIMITED_INSTANCES) {
        fail(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!pipe_name_make(&file, name, handle_attributes(security)))
        return INVALID_HANDLE_VALUE;
    if (!result(make(&file.attributes, open, mode, most, out_size, in_size, &wait, &handle)))
        handle = INVALID_HANDLE_VALUE;
    file_name_free(&file);
    return handle;
}

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open, DWORD mode, DWORD most, DWORD out_size, DWORD in_size,
                               DWORD timeout, LPSECURITY_ATTRIBUTES security)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return INVALID_HANDLE_VALUE;
    HANDLE handle = CreateNamedPipeW(wide, open, mode, most, out_size, in_size, timeout, security);
    release(wide);
    return handle;
}

WINBOOL WINAPI ConnectNamedPipe(HANDLE pipe, LPOVERLAPPED overlapped)
{
    return pipe_result(pipe_control(pipe, FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0, NULL, overlapped));
}

WINBOOL WINAPI DisconnectNamedPipe(HANDLE pipe)
{
    return result(pipe_control(pipe, FSCTL_PIPE_DISCONNECT, NULL, 0, NULL, 0, NULL, NULL));
}

/* The folder of all pipes is who can be asked. */
static NTSTATUS ask_folder(const FILE_PIPE_WAIT_FOR_BUFFER *what, ULONG size)
{
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes = {
        .Length = sizeof attributes, .ObjectName = &path, .Attributes = OBJ_CASE_INSENSITIVE};
    IO_STATUS_BLOCK io;
    HANDLE folder;
    RtlInitUnicodeString(&path, PREFIX);
    NTSTATUS status = NtOpenFile(&folder, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (!NT_SUCCESS(status))
        return status;
    status = pipe_control(folder, FSCTL_PIPE_WAIT, what, size, NULL, 0, NULL, NULL);
    NtClose(folder);
    return status;
}

static NTSTATUS wait_for(const WCHAR *name, ULONG bytes, DWORD milliseconds)
{
    ULONG size = offsetof(FILE_PIPE_WAIT_FOR_BUFFER, Name) + bytes;
    FILE_PIPE_WAIT_FOR_BUFFER *what = allocate(size);
    if (!what)
        return STATUS_NO_MEMORY;
    what->Timeout = time_of(milliseconds);
    what->TimeoutSpecified = milliseconds != NMPWAIT_USE_DEFAULT_WAIT;
    what->NameLength = bytes;
    memcpy(what->Name, name, bytes);
    NTSTATUS status = ask_folder(what, size);
    release(what);
    return status;
}

WINBOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD milliseconds)
{
    struct file_name file;
    if (!pipe_name_make(&file, name, 0))
        return FALSE;
    NTSTATUS status = wait_for(file.path.Buffer + PREFIX_UNITS,
                               file.path.Length - PREFIX_UNITS * sizeof(WCHAR), milliseconds);
    file_name_free(&file);
    return result(status);
}

WINBOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD milliseconds)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = WaitNamedPipeW(wide, milliseconds);
    release(wide);
    return done;
}

/* Another client may be faster after each wait. */
static HANDLE open_waiting(const WCHAR *name, DWORD milliseconds)
{
    for (;;) {
        HANDLE pipe = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                  NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE || RtlGetLastWin32Error() != ERROR_PIPE_BUSY ||
            milliseconds == NMPWAIT_NOWAIT || !WaitNamedPipeW(name, milliseconds))
            return pipe;
    }
}

WINBOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                              LPDWORD done, DWORD milliseconds)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    HANDLE pipe = open_waiting(name, milliseconds);
    if (pipe == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL good = SetNamedPipeHandleState(pipe, &mode, NULL, NULL) &&
                TransactNamedPipe(pipe, in, in_size, out, out_size, done, NULL);
    DWORD error = RtlGetLastWin32Error();
    CloseHandle(pipe);
    return good ? TRUE : fail(error);
}

WINBOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD done,
                              DWORD milliseconds)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL good = CallNamedPipeW(wide, in, in_size, out, out_size, done, milliseconds);
    release(wide);
    return good;
}
