/*
 * DeviceIoControl. A code tells in its upper half whom it is for: the file system, or the device below it.
 */
#include "images/kernel32/handle.h"
#include "images/kernel32/overlapped.h"
#include "images/ntdll/nt_file.h"
#include <winioctl.h>

static NTSTATUS control(HANDLE handle, HANDLE event, void *context, IO_STATUS_BLOCK *io, DWORD code, void *in,
                        DWORD in_size, void *out, DWORD out_size)
{
    if (code >> 16 == FILE_DEVICE_FILE_SYSTEM)
        return NtFsControlFile(handle, event, NULL, context, io, code, in, in_size, out, out_size);
    return NtDeviceIoControlFile(handle, event, NULL, context, io, code, in, in_size, out, out_size);
}

WINBOOL WINAPI DeviceIoControl(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                               DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own = {0}, *io = overlapped ? (IO_STATUS_BLOCK *)&overlapped->Internal : &own;
    if (overlapped)
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    NTSTATUS status = control(handle_real(handle), overlapped ? overlapped->hEvent : NULL,
                              overlapped_context(overlapped), io, code, in, in_size, out, out_size);
    if (returned)
        *returned = NT_ERROR(status) ? 0 : io->Information;
    return result(status);
}
