/*
 * Privileges by name and by number. The numbers are the same in every NT; this machine alone is asked.
 */
#define _ADVAPI32_
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define FIRST 2 /* the number of the first name */

static const char *const names[] = {"SeCreateTokenPrivilege",
                                    "SeAssignPrimaryTokenPrivilege",
                                    "SeLockMemoryPrivilege",
                                    "SeIncreaseQuotaPrivilege",
                                    "SeMachineAccountPrivilege",
                                    "SeTcbPrivilege",
                                    "SeSecurityPrivilege",
                                    "SeTakeOwnershipPrivilege",
                                    "SeLoadDriverPrivilege",
                                    "SeSystemProfilePrivilege",
                                    "SeSystemtimePrivilege",
                                    "SeProfileSingleProcessPrivilege",
                                    "SeIncreaseBasePriorityPrivilege",
                                    "SeCreatePagefilePrivilege",
                                    "SeCreatePermanentPrivilege",
                                    "SeBackupPrivilege",
                                    "SeRestorePrivilege",
                                    "SeShutdownPrivilege",
                                    "SeDebugPrivilege",
                                    "SeAuditPrivilege",
                                    "SeSystemEnvironmentPrivilege",
                                    "SeChangeNotifyPrivilege",
                                    "SeRemoteShutdownPrivilege",
                                    "SeUndockPrivilege",
                                    "SeSyncAgentPrivilege",
                                    "SeEnableDelegationPrivilege",
                                    "SeManageVolumePrivilege",
                                    "SeImpersonatePrivilege",
                                    "SeCreateGlobalPrivilege",
                                    "SeTrustedCredManAccessPrivilege",
                                    "SeRelabelPrivilege",
                                    "SeIncreaseWorkingSetPrivilege",
                                    "SeTimeZonePrivilege",
                                    "SeCreateSymbolicLinkPrivilege"};
#define NAMES (sizeof names / sizeof names[0])

static BOOL fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* ---- by name ---- */

static BOOL give_number(const char *name, LUID *luid)
{
    for (DWORD i = 0; i < NAMES; i++)
        if (lstrcmpiA(names[i], name) == 0) {
            *luid = (LUID){i + FIRST, 0};
            return TRUE;
        }
    return fail(ERROR_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeValueA(LPCSTR system, LPCSTR name, PLUID luid)
{
    if (system && *system)
        return fail(RPC_S_SERVER_UNAVAILABLE);
    return name ? give_number(name, luid) : fail(ERROR_INVALID_PARAMETER);
}

/* A name that is too long, or is no ASCII, is none of these. */
BOOL WINAPI LookupPrivilegeValueW(LPCWSTR system, LPCWSTR name, PLUID luid)
{
    char narrow[64];
    unsigned length = 0;
    if (system && *system)
        return fail(RPC_S_SERVER_UNAVAILABLE);
    if (!name)
        return fail(ERROR_INVALID_PARAMETER);
    for (; name[length]; length++) {
        if (length == sizeof narrow - 1 || name[length] > 0x7f)
            return fail(ERROR_NO_SUCH_PRIVILEGE);
        narrow[length] = (char)name[length];
    }
    narrow[length] = 0;
    return give_number(narrow, luid);
}

/* ---- by number ---- */

static const char *name_of(const LUID *luid)
{
    DWORD index = luid->LowPart - FIRST;
    return luid->HighPart == 0 && index < NAMES ? names[index] : NULL;
}

/* Of a name that is given the length, of one that has no room the room it needs. */
static BOOL has_room(const char *name, DWORD *length)
{
    DWORD needed;
    if (!name)
        return fail(ERROR_NO_SUCH_PRIVILEGE);
    needed = (DWORD)lstrlenA(name);
    if (*length > needed) {
        *length = needed;
        return TRUE;
    }
    *length = needed + 1;
    return fail(ERROR_INSUFFICIENT_BUFFER);
}

/* NULL: there is none to be told, and the last error says why. */
static const char *name_told(BOOL elsewhere, const LUID *luid, DWORD *length)
{
    const char *name = name_of(luid);
    if (elsewhere) {
        SetLastError(RPC_S_SERVER_UNAVAILABLE);
        return NULL;
    }
    return has_room(name, length) ? name : NULL;
}

BOOL WINAPI LookupPrivilegeNameA(LPCSTR system, PLUID luid, LPSTR out, LPDWORD length)
{
    const char *name = name_told(system && *system, luid, length);
    if (!name)
        return FALSE;
    for (DWORD i = 0; i <= *length; i++)
        out[i] = name[i];
    return TRUE;
}

BOOL WINAPI LookupPrivilegeNameW(LPCWSTR system, PLUID luid, LPWSTR out, LPDWORD length)
{
    const char *name = name_told(system && *system, luid, length);
    if (!name)
        return FALSE;
    for (DWORD i = 0; i <= *length; i++)
        out[i] = (WCHAR)name[i];
    return TRUE;
}
