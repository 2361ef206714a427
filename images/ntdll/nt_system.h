/*
 * System services for the clock and for what the machine is.
 */
#ifndef IMAGES_NTDLL_NT_SYSTEM_H
#define IMAGES_NTDLL_NT_SYSTEM_H

#include "images/ntdll/nt.h"

enum system_information_class {
    SystemBasicInformation = 0,
    SystemPerformanceInformation = 2,
    SystemTimeOfDayInformation = 3,
    SystemProcessInformation = 5,
    SystemModuleInformation = 11,
    SystemPageFileInformation = 18,
};

typedef struct _SYSTEM_BASIC_INFORMATION {
    ULONG Reserved;
    ULONG TimerResolution;
    ULONG PageSize;
    ULONG NumberOfPhysicalPages;
    ULONG LowestPhysicalPageNumber;
    ULONG HighestPhysicalPageNumber;
    ULONG AllocationGranularity;
    ULONG_PTR MinimumUserModeAddress;
    ULONG_PTR MaximumUserModeAddress;
    ULONG_PTR ActiveProcessorsAffinityMask;
    CHAR NumberOfProcessors;
} SYSTEM_BASIC_INFORMATION;

typedef struct _SYSTEM_PERFORMANCE_INFORMATION { /* the part that we read; the whole is 312 bytes */
    BYTE Reserved1[0x2C];
    ULONG AvailablePages;
    ULONG CommittedPages;
    ULONG CommitLimit; /* pages */
    ULONG PeakCommitment;
    BYTE Reserved2[0x74 - 0x3C];
    ULONG NonPagedPoolPages;
    BYTE Reserved3[312 - 0x78];
} SYSTEM_PERFORMANCE_INFORMATION;

typedef struct _SYSTEM_TIMEOFDAY_INFORMATION {
    LARGE_INTEGER BootTime, CurrentTime, TimeZoneBias;
    ULONG TimeZoneId, Reserved;
    ULONGLONG BootTimeBias, SleepTimeBias;
} SYSTEM_TIMEOFDAY_INFORMATION;

typedef struct _SYSTEM_PROCESS_INFORMATION { /* the part that we read */
    ULONG NextEntryOffset;                   /* 0 in the last one */
    ULONG NumberOfThreads;
    BYTE Reserved[0x38 - 8];
    UNICODE_STRING ImageName; /* the last part of its path */
    LONG BasePriority;
    ULONG UniqueProcessId;
    ULONG InheritedFromUniqueProcessId;
    ULONG HandleCount;
    BYTE Reserved2[0xB8 - 0x50];
    /* NumberOfThreads of SYSTEM_THREAD_INFORMATION */
} SYSTEM_PROCESS_INFORMATION;

typedef struct _SYSTEM_THREAD_INFORMATION {
    LARGE_INTEGER KernelTime, UserTime, CreateTime;
    ULONG WaitTime;
    void *StartAddress;
    CLIENT_ID ClientId;
    LONG Priority, BasePriority;
    ULONG ContextSwitches, ThreadState, WaitReason, Unused;
} SYSTEM_THREAD_INFORMATION;

_Static_assert(sizeof(SYSTEM_PROCESS_INFORMATION) == 0xB8, "SystemProcessInformation");
_Static_assert(sizeof(SYSTEM_THREAD_INFORMATION) == 0x40, "SystemProcessInformation");

typedef struct _SYSTEM_PAGEFILE_INFORMATION {
    ULONG NextEntryOffset;                  /* 0 in the last one */
    ULONG TotalSize, TotalInUse, PeakUsage; /* pages */
    UNICODE_STRING PageFileName;
} SYSTEM_PAGEFILE_INFORMATION;

_Static_assert(sizeof(SYSTEM_BASIC_INFORMATION) == 44, "SystemBasicInformation");
_Static_assert(sizeof(SYSTEM_TIMEOFDAY_INFORMATION) == 48, "SystemTimeOfDayInformation");

NTSTATUS NTAPI NtQuerySystemTime(LARGE_INTEGER *now);
NTSTATUS NTAPI NtQueryPerformanceCounter(LARGE_INTEGER *counter, LARGE_INTEGER *frequency);
ULONG NTAPI NtGetTickCount(void);
NTSTATUS NTAPI NtQuerySystemInformation(ULONG information_class, void *out, ULONG size, ULONG *returned);
NTSTATUS NTAPI NtShutdownSystem(ULONG action);

#endif
