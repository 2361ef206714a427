/*
 * Tokens: what a process may do, asked and changed.
 */
#define _ADVAPI32_
#include "images/kernel32/base.h"
#include "images/ntdll/nt_token.h"

BOOL WINAPI OpenProcessToken(HANDLE process, DWORD access, PHANDLE token)
{
    return result(NtOpenProcessToken(process, access, token));
}

BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, BOOL as_self, PHANDLE token)
{
    return result(NtOpenThreadToken(thread, access, (BOOLEAN)(as_self != 0), token));
}

/* Its success has an error, too: ERROR_NOT_ALL_ASSIGNED, or none. */
BOOL WINAPI AdjustTokenPrivileges(HANDLE token, BOOL disable_all, PTOKEN_PRIVILEGES state, DWORD size,
                                  PTOKEN_PRIVILEGES previous, PDWORD returned)
{
    NTSTATUS status =
        NtAdjustPrivilegesToken(token, (BOOLEAN)(disable_all != 0), state, size, previous, returned);
    SetLastError(RtlNtStatusToDosError(status));
    return NT_SUCCESS(status);
}

BOOL WINAPI GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS information_class, LPVOID out,
                                DWORD size, PDWORD returned)
{
    return result(NtQueryInformationToken(token, information_class, out, size, returned));
}
