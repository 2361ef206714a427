#include "images/kernel32/console.h"
#include "images/kernel32/console_event.h"
#include "images/kernel32/handle.h"

#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

/* A handle of our own, for functions that get none: opened by the first of them, and there until the end. */
static HANDLE own = INVALID_HANDLE_VALUE;

NTSTATUS console_ask(HANDLE handle, ULONG code, const void *in, ULONG in_bytes, void *out, ULONG out_bytes,
                     ULONG *count)
{
    IO_STATUS_BLOCK io = {0};
    handle = handle_real(handle);
    if (!console_is(handle))
        return STATUS_INVALID_HANDLE;
    NTSTATUS status =
        NtDeviceIoControlFile(handle, NULL, NULL, NULL, &io, code, (void *)in, in_bytes, out, out_bytes);
    if (count)
        *count = io.Information;
    return status;
}

static bool open_own(void)
{
    HANDLE handle = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                NULL, OPEN_EXISTING, 0, NULL);
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    HANDLE other = InterlockedCompareExchangePointer(&own, handle, INVALID_HANDLE_VALUE);
    if (other != INVALID_HANDLE_VALUE)
        NtClose(handle);
    return true;
}

/* A program may close any number, ours too. */
NTSTATUS console_ask_any(ULONG code, const void *in, ULONG in_bytes, void *out, ULONG out_bytes, ULONG *count)
{
    if (own != INVALID_HANDLE_VALUE && !console_is(own))
        own = INVALID_HANDLE_VALUE;
    if (own == INVALID_HANDLE_VALUE && !open_own())
        return STATUS_INVALID_HANDLE;
    return console_ask(own, code, in, in_bytes, out, out_bytes, count);
}

BOOL console_get(HANDLE handle, struct console_state *state)
{
    return result(console_ask(handle, CONSOLE_GET, NULL, 0, state, sizeof *state, NULL));
}

BOOL console_get_screen(HANDLE handle, struct console_state *state)
{
    if (!console_get(handle, state))
        return FALSE;
    return state->fields[CONSOLE_IS_OUTPUT] ? TRUE : fail(ERROR_INVALID_HANDLE);
}

/* The events have a turn before the read ends: a process that has no handler ends in it. */
NTSTATUS console_broken(void)
{
    NtYieldExecution();
    RtlSetLastWin32Error(ERROR_OPERATION_ABORTED);
    return STATUS_SUCCESS;
}
