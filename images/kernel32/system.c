/*
 * What the machine and the system are.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_system.h"

DWORD WINAPI GetVersion(void)
{
    const PEB *block = peb();
    return block->OSMajorVersion | block->OSMinorVersion << 8 | (DWORD)block->OSBuildNumber << 16;
}

static const WCHAR service_pack[] = L"Service Pack 1";

struct version { /* what the four OSVERSIONINFO structures begin with */
    DWORD size, major, minor, build, platform;
};

static void version_fill(struct version *out)
{
    const PEB *block = peb();
    out->major = block->OSMajorVersion;
    out->minor = block->OSMinorVersion;
    out->build = block->OSBuildNumber;
    out->platform = VER_PLATFORM_WIN32_NT;
}

WINBOOL WINAPI GetVersionExW(LPOSVERSIONINFOW out)
{
    DWORD size = out->dwOSVersionInfoSize;
    if (size != sizeof(OSVERSIONINFOW) && size != sizeof(OSVERSIONINFOEXW))
        return fail(ERROR_INSUFFICIENT_BUFFER);
    memset(out, 0, size);
    out->dwOSVersionInfoSize = size;
    version_fill((struct version *)out);
    wcscpy(out->szCSDVersion, service_pack);
    if (size == sizeof(OSVERSIONINFOEXW)) {
        ((OSVERSIONINFOEXW *)out)->wServicePackMajor = 1;
        ((OSVERSIONINFOEXW *)out)->wProductType = VER_NT_WORKSTATION;
    }
    return TRUE;
}

WINBOOL WINAPI GetVersionExA(LPOSVERSIONINFOA out)
{
    DWORD size = out->dwOSVersionInfoSize;
    if (size != sizeof(OSVERSIONINFOA) && size != sizeof(OSVERSIONINFOEXA))
        return fail(ERROR_INSUFFICIENT_BUFFER);
    memset(out, 0, size);
    out->dwOSVersionInfoSize = size;
    version_fill((struct version *)out);
    ansi_to_buffer(service_pack, out->szCSDVersion, sizeof out->szCSDVersion);
    if (size == sizeof(OSVERSIONINFOEXA)) {
        ((OSVERSIONINFOEXA *)out)->wServicePackMajor = 1;
        ((OSVERSIONINFOEXA *)out)->wProductType = VER_NT_WORKSTATION;
    }
    return TRUE;
}

void WINAPI GetSystemInfo(LPSYSTEM_INFO out)
{
    SYSTEM_BASIC_INFORMATION information = {0};
    NtQuerySystemInformation(SystemBasicInformation, &information, sizeof information, NULL);
    *out = (SYSTEM_INFO){
        .wProcessorArchitecture = PROCESSOR_ARCHITECTURE_INTEL,
        .dwPageSize = information.PageSize,
        .lpMinimumApplicationAddress = (void *)information.MinimumUserModeAddress,
        .lpMaximumApplicationAddress = (void *)information.MaximumUserModeAddress,
        .dwActiveProcessorMask = information.ActiveProcessorsAffinityMask,
        .dwNumberOfProcessors = (DWORD)information.NumberOfProcessors,
        .dwProcessorType = PROCESSOR_INTEL_PENTIUM,
        .dwAllocationGranularity = information.AllocationGranularity,
        .wProcessorLevel = 6,
    };
}

/* The kernel fills the table of features in the shared page; a byte of 0 means no. */
WINBOOL WINAPI IsProcessorFeaturePresent(DWORD feature)
{
    enum { SHARED_PAGE = 0x7ffe0000, PROCESSOR_FEATURES = 0x274, FEATURES = 64 };
    const volatile UCHAR *features = (const volatile UCHAR *)(SHARED_PAGE + PROCESSOR_FEATURES);
    return feature < FEATURES && features[feature];
}

WINBOOL WINAPI IsDebuggerPresent(void)
{
    return peb()->BeingDebugged;
}

void WINAPI DebugBreak(void)
{
    __asm__ volatile("int3");
}

/* Memory of the machine, of the page file, and of the address space, in bytes. */
static BOOL memory_fill(MEMORYSTATUSEX *out)
{
    SYSTEM_BASIC_INFORMATION basic;
    SYSTEM_PERFORMANCE_INFORMATION performance;
    VM_COUNTERS_EX process;
    if (!result(NtQuerySystemInformation(SystemBasicInformation, &basic, sizeof basic, NULL)) ||
        !result(
            NtQuerySystemInformation(SystemPerformanceInformation, &performance, sizeof performance, NULL)) ||
        !result(
            NtQueryInformationProcess(CURRENT_PROCESS, ProcessVmCounters, &process, sizeof process, NULL)))
        return FALSE;
    ULONGLONG page = basic.PageSize;
    out->ullTotalPhys = basic.NumberOfPhysicalPages * page;
    out->ullAvailPhys = performance.AvailablePages * page;
    out->ullTotalPageFile = performance.CommitLimit * page;
    out->ullAvailPageFile = (performance.CommitLimit - performance.CommittedPages) * page;
    out->ullTotalVirtual = basic.MaximumUserModeAddress - basic.MinimumUserModeAddress + 1;
    out->ullAvailVirtual = out->ullTotalVirtual - process.VirtualSize;
    out->ullAvailExtendedVirtual = 0;
    out->dwMemoryLoad =
        out->ullTotalPhys ? (DWORD)((out->ullTotalPhys - out->ullAvailPhys) * 100 / out->ullTotalPhys) : 0;
    return TRUE;
}

WINBOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX out)
{
    if (out->dwLength != sizeof *out)
        return fail(ERROR_INVALID_PARAMETER);
    return memory_fill(out);
}

static SIZE_T clamp(ULONGLONG bytes)
{
    return bytes > 0x7fffffff ? 0x7fffffff : (SIZE_T)bytes;
}

void WINAPI GlobalMemoryStatus(LPMEMORYSTATUS out)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    memset(out, 0, sizeof *out);
    out->dwLength = sizeof *out;
    if (!memory_fill(&memory))
        return;
    out->dwMemoryLoad = memory.dwMemoryLoad;
    out->dwTotalPhys = clamp(memory.ullTotalPhys);
    out->dwAvailPhys = clamp(memory.ullAvailPhys);
    out->dwTotalPageFile = clamp(memory.ullTotalPageFile);
    out->dwAvailPageFile = clamp(memory.ullAvailPageFile);
    out->dwTotalVirtual = clamp(memory.ullTotalVirtual);
    out->dwAvailVirtual = clamp(memory.ullAvailVirtual);
}

WINBOOL WINAPI GetComputerNameW(LPWSTR out, LPDWORD size)
{
    DWORD length = wide_to_buffer(L"FAULTLINE", out, *size);
    BOOL fits = length < *size;
    *size = length;
    return fits ? TRUE : fail(ERROR_BUFFER_OVERFLOW);
}

WINBOOL WINAPI GetComputerNameA(LPSTR out, LPDWORD size)
{
    DWORD length = ansi_to_buffer(L"FAULTLINE", out, *size);
    BOOL fits = length < *size;
    *size = length;
    return fits ? TRUE : fail(ERROR_BUFFER_OVERFLOW);
}
