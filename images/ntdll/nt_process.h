/*
 * System services for processes and threads.
 */
#ifndef IMAGES_NTDLL_NT_PROCESS_H
#define IMAGES_NTDLL_NT_PROCESS_H

#include "images/ntdll/teb.h"

enum process_information_class {
    ProcessBasicInformation = 0,
    ProcessQuotaLimits = 1,
    ProcessVmCounters = 3,
    ProcessTimes = 4,
    ProcessBasePriority = 5,
    ProcessDebugPort = 7,
    ProcessDefaultHardErrorMode = 12,
    ProcessWorkingSetWatch = 15,
    ProcessPriorityClass = 18,
    ProcessHandleCount = 20,
    ProcessAffinityMask = 21,
    ProcessDeviceMap = 23,
    ProcessImageFileName = 27,
    ProcessDebugObjectHandle = 30,
    ProcessDebugFlags = 31,
    ProcessWorkingSetWatchEx = 42,
};

typedef struct _PROCESS_DEVICEMAP_INFORMATION {
    ULONG DriveMap; /* bit 0 is A: */
    UCHAR DriveType[32];
} PROCESS_DEVICEMAP_INFORMATION;

typedef struct _PROCESS_BASIC_INFORMATION {
    NTSTATUS ExitStatus; /* STATUS_PENDING (= STILL_ACTIVE) while it runs */
    PEB *PebBaseAddress;
    ULONG_PTR AffinityMask;
    LONG BasePriority;
    ULONG_PTR UniqueProcessId;
    ULONG_PTR InheritedFromUniqueProcessId;
} PROCESS_BASIC_INFORMATION;

typedef struct _KERNEL_USER_TIMES {
    LARGE_INTEGER CreateTime, ExitTime, KernelTime, UserTime;
} KERNEL_USER_TIMES;

typedef struct _VM_COUNTERS_EX {
    SIZE_T PeakVirtualSize, VirtualSize;
    ULONG PageFaultCount;
    SIZE_T PeakWorkingSetSize, WorkingSetSize;
    SIZE_T QuotaPeakPagedPoolUsage, QuotaPagedPoolUsage;
    SIZE_T QuotaPeakNonPagedPoolUsage, QuotaNonPagedPoolUsage;
    SIZE_T PagefileUsage, PeakPagefileUsage;
    SIZE_T PrivateUsage; /* VM_COUNTERS_EX: asked for by its length */
} VM_COUNTERS_EX;

typedef struct _PROCESS_PRIORITY_CLASS {
    BOOLEAN Foreground;
    UCHAR PriorityClass; /* 1 idle, 2 normal, 3 high, 4 realtime, 5 below normal, 6 above normal */
} PROCESS_PRIORITY_CLASS;

enum thread_information_class {
    ThreadBasicInformation = 0,
    ThreadTimes = 1,
    ThreadPriority = 2,
    ThreadBasePriority = 3,
    ThreadZeroTlsCell = 10,
    ThreadAmILastThread = 12,
    ThreadIsIoPending = 16,
};

typedef struct _THREAD_BASIC_INFORMATION {
    NTSTATUS ExitStatus; /* STATUS_PENDING while it runs */
    TEB *TebBaseAddress;
    CLIENT_ID ClientId;
    ULONG_PTR AffinityMask;
    LONG Priority;
    LONG BasePriority;
} THREAD_BASIC_INFORMATION;

typedef struct _PS_ATTRIBUTE {
    ULONG_PTR Attribute;
    SIZE_T Size;
    void *Value;
    SIZE_T *ReturnLength;
} PS_ATTRIBUTE;

#define PS_ATTRIBUTE_IMAGE_NAME  0x00020005u /* in: Value = NT path in UTF-16, Size in bytes */
#define PS_ATTRIBUTE_CLIENT_ID   0x00010003u /* out: Value = CLIENT_ID * */
#define PS_ATTRIBUTE_TEB_ADDRESS 0x00010004u /* out: Value = TEB ** */
#define PS_ATTRIBUTE_DEBUG_PORT  0x00060001u /* in: Value = handle of a debug object */

struct ps_attribute_list { /* PS_ATTRIBUTE_LIST with room for all that we ever pass */
    SIZE_T TotalLength;    /* bytes in use, this field included */
    PS_ATTRIBUTE Attributes[3];
};

typedef struct _PS_CREATE_INFO {
    SIZE_T Size;
    ULONG State; /* 0 = PsCreateInitialState */
    BYTE Rest[0x48 - 8];
} PS_CREATE_INFO;

#define PROCESS_CREATE_FLAGS_BREAKAWAY        0x00000001u
#define PROCESS_CREATE_FLAGS_NO_DEBUG_INHERIT 0x00000002u
#define PROCESS_CREATE_FLAGS_INHERIT_HANDLES  0x00000004u
#define THREAD_CREATE_FLAGS_CREATE_SUSPENDED  0x00000001u

NTSTATUS NTAPI NtCreateUserProcess(HANDLE *process, HANDLE *thread, ACCESS_MASK process_access,
                                   ACCESS_MASK thread_access, const OBJECT_ATTRIBUTES *process_attributes,
                                   const OBJECT_ATTRIBUTES *thread_attributes, ULONG process_flags,
                                   ULONG thread_flags, RTL_USER_PROCESS_PARAMETERS *parameters,
                                   PS_CREATE_INFO *create_info, struct ps_attribute_list *list);
NTSTATUS NTAPI NtOpenProcess(HANDLE *process, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                             const CLIENT_ID *id);
NTSTATUS NTAPI NtTerminateProcess(HANDLE process, NTSTATUS status);
NTSTATUS NTAPI NtQueryInformationProcess(HANDLE process, ULONG information_class, void *out, ULONG size,
                                         ULONG *returned);
NTSTATUS NTAPI NtSetInformationProcess(HANDLE process, ULONG information_class, void *in, ULONG size);
NTSTATUS NTAPI NtCreateThreadEx(HANDLE *thread, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                HANDLE process, void *start, void *parameter, ULONG flags,
                                ULONG_PTR zero_bits, SIZE_T stack_commit, SIZE_T stack_reserve,
                                struct ps_attribute_list *list);
NTSTATUS NTAPI NtOpenThread(HANDLE *thread, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                            const CLIENT_ID *id);
NTSTATUS NTAPI NtTerminateThread(HANDLE thread, NTSTATUS status);
NTSTATUS NTAPI NtSuspendThread(HANDLE thread, ULONG *previous);
NTSTATUS NTAPI NtResumeThread(HANDLE thread, ULONG *previous);
NTSTATUS NTAPI NtQueryInformationThread(HANDLE thread, ULONG information_class, void *out, ULONG size,
                                        ULONG *returned);
NTSTATUS NTAPI NtSetInformationThread(HANDLE thread, ULONG information_class, void *in, ULONG size);
NTSTATUS NTAPI NtGetContextThread(HANDLE thread, CONTEXT *context);
NTSTATUS NTAPI NtSetContextThread(HANDLE thread, const CONTEXT *context);
NTSTATUS NTAPI NtYieldExecution(void);
NTSTATUS NTAPI NtQueueApcThread(HANDLE thread, void *routine, void *first, void *second, void *third);
NTSTATUS NTAPI NtTestAlert(void);
NTSTATUS NTAPI NtAlertThread(HANDLE thread);
NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval);
NTSTATUS NTAPI NtContinue(const CONTEXT *context, BOOLEAN test_alert);
NTSTATUS NTAPI NtRaiseException(EXCEPTION_RECORD *record, CONTEXT *context, BOOLEAN first_chance);
NTSTATUS NTAPI NtRaiseHardError(NTSTATUS status, ULONG parameters, ULONG unicode_mask, ULONG_PTR *parameter,
                                ULONG response_options, ULONG *response);

#endif
