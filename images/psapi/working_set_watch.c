/*
 * Which pages came into a working set, one after the other.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nt_process.h"

BOOL WINAPI InitializeProcessForWsWatch(HANDLE process)
{
    return result(NtSetInformationProcess(process, ProcessWorkingSetWatch, NULL, 0));
}

BOOL WINAPI GetWsChanges(HANDLE process, void *out, DWORD size)
{
    return result(NtQueryInformationProcess(process, ProcessWorkingSetWatch, out, size, NULL));
}

/* The size that was given becomes that of the list, or the one that it needs. */
BOOL WINAPI GetWsChangesEx(HANDLE process, void *out, PDWORD size)
{
    return result(NtQueryInformationProcess(process, ProcessWorkingSetWatchEx, out, *size, size));
}
