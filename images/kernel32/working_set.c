/*
 * How large a working set may be, what is in it, and reading ahead.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"

#define PSAPI_VERSION 2 /* their names here begin with K32 */
#include <psapi.h>

WINBOOL WINAPI SetProcessWorkingSetSizeEx(HANDLE process, SIZE_T minimum, SIZE_T maximum, DWORD flags)
{
    QUOTA_LIMITS_EX limits = {
        .MinimumWorkingSetSize = minimum, .MaximumWorkingSetSize = maximum, .Flags = flags};
    if (!minimum || !maximum)
        return fail(ERROR_INVALID_PARAMETER);
    return result(NtSetInformationProcess(process, ProcessQuotaLimits, &limits, sizeof limits));
}

WINBOOL WINAPI SetProcessWorkingSetSize(HANDLE process, SIZE_T minimum, SIZE_T maximum)
{
    return SetProcessWorkingSetSizeEx(process, minimum, maximum, 0);
}

WINBOOL WINAPI GetProcessWorkingSetSizeEx(HANDLE process, PSIZE_T minimum, PSIZE_T maximum, PDWORD flags)
{
    QUOTA_LIMITS_EX limits;
    if (!result(NtQueryInformationProcess(process, ProcessQuotaLimits, &limits, sizeof limits, NULL)))
        return FALSE;
    *minimum = limits.MinimumWorkingSetSize;
    *maximum = limits.MaximumWorkingSetSize;
    *flags = limits.Flags;
    return TRUE;
}

WINBOOL WINAPI GetProcessWorkingSetSize(HANDLE process, PSIZE_T minimum, PSIZE_T maximum)
{
    DWORD unused;
    return GetProcessWorkingSetSizeEx(process, minimum, maximum, &unused);
}

WINBOOL WINAPI EmptyWorkingSet(HANDLE process)
{
    return SetProcessWorkingSetSize(process, (SIZE_T)-1, (SIZE_T)-1);
}

WINBOOL WINAPI QueryWorkingSet(HANDLE process, PVOID out, DWORD size)
{
    return result(NtQueryVirtualMemory(process, NULL, MemoryWorkingSetInformation, out, size, NULL));
}

WINBOOL WINAPI QueryWorkingSetEx(HANDLE process, PVOID pages, DWORD size)
{
    return result(NtQueryVirtualMemory(process, NULL, MemoryWorkingSetExInformation, pages, size, NULL));
}

WINBOOL WINAPI PrefetchVirtualMemory(HANDLE process, ULONG_PTR count, MEMORY_RANGE_ENTRY *ranges, ULONG flags)
{
    return result(
        NtSetInformationVirtualMemory(process, VmPrefetchInformation, count, ranges, &flags, sizeof flags));
}
