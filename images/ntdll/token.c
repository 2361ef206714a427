#include "images/ntdll/token.h"

NTSTATUS NTAPI RtlAdjustPrivilege(ULONG privilege, BOOLEAN enable, BOOLEAN of_thread, BOOLEAN *was_enabled)
{
    TOKEN_PRIVILEGES state = {1, {{{privilege, 0}, enable ? SE_PRIVILEGE_ENABLED : 0}}}, before;
    const ACCESS_MASK access = TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY;
    ULONG bytes;
    HANDLE token;
    NTSTATUS status = of_thread ? NtOpenThreadToken((HANDLE)-2, access, FALSE, &token)
                                : NtOpenProcessToken((HANDLE)-1, access, &token);
    if (!NT_SUCCESS(status))
        return status;
    status = NtAdjustPrivilegesToken(token, FALSE, &state, sizeof before, &before, &bytes);
    NtClose(token);
    if (status == STATUS_NOT_ALL_ASSIGNED)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (NT_SUCCESS(status)) /* what has not changed was as it is asked for */
        *was_enabled =
            before.PrivilegeCount ? (before.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED) != 0 : enable;
    return status;
}
