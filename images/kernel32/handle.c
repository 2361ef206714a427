#include "images/kernel32/handle.h"
#include "images/ntdll/nt_sync.h"

static HANDLE *standard_slot(DWORD which)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = peb()->ProcessParameters;
    switch (which) {
    case STD_INPUT_HANDLE:
        return &parameters->StandardInput;
    case STD_OUTPUT_HANDLE:
        return &parameters->StandardOutput;
    case STD_ERROR_HANDLE:
        return &parameters->StandardError;
    }
    return NULL;
}

HANDLE handle_real(HANDLE handle)
{
    HANDLE *slot = standard_slot((DWORD)handle);
    return slot ? *slot : handle;
}

ULONG handle_attributes(const SECURITY_ATTRIBUTES *attributes)
{
    return attributes && attributes->bInheritHandle ? OBJ_INHERIT : 0;
}

LARGE_INTEGER *handle_timeout(DWORD milliseconds, LARGE_INTEGER *out)
{
    if (milliseconds == INFINITE)
        return NULL;
    out->QuadPart = -10000ll * milliseconds;
    return out;
}

HANDLE WINAPI GetStdHandle(DWORD which)
{
    HANDLE *slot = standard_slot(which);
    if (slot)
        return *slot;
    fail(ERROR_INVALID_HANDLE);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
    HANDLE *slot = standard_slot(which);
    if (!slot)
        return fail(ERROR_INVALID_HANDLE);
    *slot = handle;
    return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
    return result(NtClose(handle_real(handle)));
}

BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, HANDLE *target,
                            DWORD access, BOOL inherit, DWORD options)
{
    return result(NtDuplicateObject(source_process, handle_real(source), target_process, target, access,
                                    inherit ? OBJ_INHERIT : 0, options));
}

typedef struct _OBJECT_HANDLE_FLAG_INFORMATION {
    BOOLEAN Inherit;
    BOOLEAN ProtectFromClose;
} OBJECT_HANDLE_FLAG_INFORMATION;

static BOOL flags_of(HANDLE handle, OBJECT_HANDLE_FLAG_INFORMATION *flags)
{
    return result(NtQueryObject(handle_real(handle), ObjectHandleFlags, flags, sizeof *flags, NULL));
}

BOOL WINAPI GetHandleInformation(HANDLE handle, DWORD *flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION information;
    if (!flags_of(handle, &information))
        return FALSE;
    *flags = (information.Inherit ? HANDLE_FLAG_INHERIT : 0) |
             (information.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION information;
    if (!flags_of(handle, &information))
        return FALSE;
    if (mask & HANDLE_FLAG_INHERIT)
        information.Inherit = (flags & HANDLE_FLAG_INHERIT) != 0;
    if (mask & HANDLE_FLAG_PROTECT_FROM_CLOSE)
        information.ProtectFromClose = (flags & HANDLE_FLAG_PROTECT_FROM_CLOSE) != 0;
    return result(
        NtSetInformationObject(handle_real(handle), ObjectHandleFlags, &information, sizeof information));
}

/* Any number is good: the limit of handles is not set by this call. */
UINT WINAPI SetHandleCount(UINT count)
{
    return count;
}
