/*
 * What processes use of memory, and the names of what they map: PSAPI's functions, which live here since
 * NT 6.1.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/process_list.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"

#define PSAPI_VERSION 2 /* their names here begin with K32 */
#include <psapi.h>

#define NAME_BYTES 0x1000u /* of a file's name with its device: longer than any path here */

/* ---- numbers ---- */

WINBOOL WINAPI GetProcessMemoryInfo(HANDLE process, PPROCESS_MEMORY_COUNTERS out, DWORD size)
{
    VM_COUNTERS_EX from;
    PROCESS_MEMORY_COUNTERS_EX to;
    DWORD bytes = size < sizeof to ? sizeof *out : sizeof to;
    if (size < sizeof *out)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!result(NtQueryInformationProcess(process, ProcessVmCounters, &from, sizeof from, NULL)))
        return FALSE;
    to = (PROCESS_MEMORY_COUNTERS_EX){
        .cb = bytes,
        .PageFaultCount = from.PageFaultCount,
        .PeakWorkingSetSize = from.PeakWorkingSetSize,
        .WorkingSetSize = from.WorkingSetSize,
        .QuotaPeakPagedPoolUsage = from.QuotaPeakPagedPoolUsage,
        .QuotaPagedPoolUsage = from.QuotaPagedPoolUsage,
        .QuotaPeakNonPagedPoolUsage = from.QuotaPeakNonPagedPoolUsage,
        .QuotaNonPagedPoolUsage = from.QuotaNonPagedPoolUsage,
        .PagefileUsage = from.PagefileUsage,
        .PeakPagefileUsage = from.PeakPagefileUsage,
        .PrivateUsage = from.PrivateUsage,
    };
    memcpy(out, &to, bytes);
    return TRUE;
}

static BOOL count_processes(PERFORMANCE_INFORMATION *out)
{
    SYSTEM_PROCESS_INFORMATION *list = process_list();
    for (SYSTEM_PROCESS_INFORMATION *entry = list; entry; entry = process_list_next(entry)) {
        out->ProcessCount++;
        out->ThreadCount += entry->NumberOfThreads;
        out->HandleCount += entry->HandleCount;
    }
    release(list);
    return list != NULL;
}

/* In pages. No pool is paged, and no memory is a cache but what is available. */
WINBOOL WINAPI GetPerformanceInfo(PPERFORMANCE_INFORMATION out, DWORD size)
{
    SYSTEM_BASIC_INFORMATION basic;
    SYSTEM_PERFORMANCE_INFORMATION performance;
    if (size < sizeof *out)
        return fail(ERROR_BAD_LENGTH);
    if (!result(NtQuerySystemInformation(SystemBasicInformation, &basic, sizeof basic, NULL)) ||
        !result(
            NtQuerySystemInformation(SystemPerformanceInformation, &performance, sizeof performance, NULL)))
        return FALSE;
    *out = (PERFORMANCE_INFORMATION){
        .cb = sizeof *out,
        .CommitTotal = performance.CommittedPages,
        .CommitLimit = performance.CommitLimit,
        .CommitPeak = performance.PeakCommitment,
        .PhysicalTotal = basic.NumberOfPhysicalPages,
        .PhysicalAvailable = performance.AvailablePages,
        .KernelTotal = performance.NonPagedPoolPages,
        .KernelNonpaged = performance.NonPagedPoolPages,
        .PageSize = basic.PageSize,
    };
    return count_processes(out);
}

WINBOOL WINAPI EnumProcesses(DWORD *ids, DWORD size, DWORD *used)
{
    SYSTEM_PROCESS_INFORMATION *list = process_list();
    DWORD count = 0;
    if (!list)
        return FALSE;
    for (SYSTEM_PROCESS_INFORMATION *entry = list; entry && count < size / sizeof *ids;
         entry = process_list_next(entry))
        ids[count++] = entry->UniqueProcessId;
    release(list);
    *used = count * (DWORD)sizeof *ids;
    return TRUE;
}

/* ---- names ---- */

/* A name for which there is too little room is cut, and the last error says so. */
static DWORD name_given(const UNICODE_STRING *name, WCHAR *out, DWORD size)
{
    DWORD length = name->Length / (DWORD)sizeof(WCHAR);
    if (size == 0) {
        fail(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    DWORD fits = length < size ? length : size - 1;
    memcpy(out, name->Buffer, fits * sizeof *out);
    out[fits] = 0;
    if (fits < length)
        fail(ERROR_INSUFFICIENT_BUFFER);
    return fits;
}

/* What a W function puts into `size` characters, for its A sister. */
static DWORD name_given_ansi(const UNICODE_STRING *name, char *out, DWORD size)
{
    DWORD room = name_room(size);
    WCHAR *wide = allocate((room + 1) * sizeof *wide);
    DWORD length = wide ? name_given(name, wide, room) : 0;
    if (length && WideCharToMultiByte(CP_ACP, 0, wide, (int)length + 1, out, (int)room, NULL, NULL) == 0)
        length = 0;
    release(wide);
    return length;
}

/* Allocated; NULL: there is none, and the last error says why. */
static UNICODE_STRING *mapped_name(HANDLE process, LPVOID address)
{
    UNICODE_STRING *name = allocate(NAME_BYTES);
    if (name && result(NtQueryVirtualMemory(process, address, MemoryMappedFilenameInformation, name,
                                            NAME_BYTES, NULL)))
        return name;
    release(name);
    return NULL;
}

static UNICODE_STRING *image_name(HANDLE process)
{
    UNICODE_STRING *name = allocate(NAME_BYTES);
    if (name && result(NtQueryInformationProcess(process, ProcessImageFileName, name, NAME_BYTES, NULL)))
        return name;
    release(name);
    return NULL;
}

DWORD WINAPI GetMappedFileNameW(HANDLE process, LPVOID address, LPWSTR out, DWORD size)
{
    UNICODE_STRING *name = mapped_name(process, address);
    DWORD length = name ? name_given(name, out, size) : 0;
    release(name);
    return length;
}

DWORD WINAPI GetMappedFileNameA(HANDLE process, LPVOID address, LPSTR out, DWORD size)
{
    UNICODE_STRING *name = mapped_name(process, address);
    DWORD length = name ? name_given_ansi(name, out, size) : 0;
    release(name);
    return length;
}

DWORD WINAPI GetProcessImageFileNameW(HANDLE process, LPWSTR out, DWORD size)
{
    UNICODE_STRING *name = image_name(process);
    DWORD length = name ? name_given(name, out, size) : 0;
    release(name);
    return length;
}

DWORD WINAPI GetProcessImageFileNameA(HANDLE process, LPSTR out, DWORD size)
{
    UNICODE_STRING *name = image_name(process);
    DWORD length = name ? name_given_ansi(name, out, size) : 0;
    release(name);
    return length;
}
