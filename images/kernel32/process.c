#include "images/kernel32/handle.h"
#include "images/kernel32/priority_class.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/nt_process.h"

void WINAPI ExitProcess(UINT code)
{
    RtlExitUserProcess((NTSTATUS)code);
    __builtin_unreachable();
}

BOOL WINAPI TerminateProcess(HANDLE process, UINT code)
{
    if (!process)
        return fail(ERROR_INVALID_HANDLE); /* NT's service takes null for "all other threads of mine" */
    return result(NtTerminateProcess(process, (NTSTATUS)code));
}

BOOL WINAPI GetExitCodeProcess(HANDLE process, DWORD *code)
{
    PROCESS_BASIC_INFORMATION information;
    if (!result(NtQueryInformationProcess(process, ProcessBasicInformation, &information, sizeof information,
                                          NULL)))
        return FALSE;
    *code = (DWORD)information.ExitStatus;
    return TRUE;
}

HANDLE WINAPI GetCurrentProcess(void)
{
    return CURRENT_PROCESS;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return (DWORD)teb()->ClientId.UniqueProcess;
}

DWORD WINAPI GetProcessId(HANDLE process)
{
    PROCESS_BASIC_INFORMATION information;
    if (!result(NtQueryInformationProcess(process, ProcessBasicInformation, &information, sizeof information,
                                          NULL)))
        return 0;
    return information.UniqueProcessId;
}

HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
    HANDLE process;
    CLIENT_ID client = {(HANDLE)id, NULL};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .Attributes = inherit ? OBJ_INHERIT : 0};
    return result(NtOpenProcess(&process, access, &attributes, &client)) ? process : NULL;
}

BOOL WINAPI GetProcessTimes(HANDLE process, FILETIME *created, FILETIME *exited, FILETIME *kernel,
                            FILETIME *user)
{
    KERNEL_USER_TIMES times;
    if (!result(NtQueryInformationProcess(process, ProcessTimes, &times, sizeof times, NULL)))
        return FALSE;
    memcpy(created, &times.CreateTime, sizeof *created);
    memcpy(exited, &times.ExitTime, sizeof *exited);
    memcpy(kernel, &times.KernelTime, sizeof *kernel);
    memcpy(user, &times.UserTime, sizeof *user);
    return TRUE;
}

/* Win32's priority classes in the order of NT's numbers, which begin with 1. */
static const DWORD priority_classes[] = {
    IDLE_PRIORITY_CLASS,     NORMAL_PRIORITY_CLASS,       HIGH_PRIORITY_CLASS,
    REALTIME_PRIORITY_CLASS, BELOW_NORMAL_PRIORITY_CLASS, ABOVE_NORMAL_PRIORITY_CLASS,
};

#define PRIORITY_CLASSES (sizeof priority_classes / sizeof priority_classes[0])

UCHAR priority_class_number(DWORD priority)
{
    for (UCHAR i = 0; i < PRIORITY_CLASSES; i++)
        if (priority_classes[i] == priority)
            return i + 1;
    return 0;
}

DWORD priority_class_of(ULONG number)
{
    return number >= 1 && number <= PRIORITY_CLASSES ? priority_classes[number - 1] : NORMAL_PRIORITY_CLASS;
}

DWORD WINAPI GetPriorityClass(HANDLE process)
{
    PROCESS_PRIORITY_CLASS information;
    if (!result(
            NtQueryInformationProcess(process, ProcessPriorityClass, &information, sizeof information, NULL)))
        return 0;
    return priority_class_of(information.PriorityClass);
}

BOOL WINAPI SetPriorityClass(HANDLE process, DWORD priority)
{
    PROCESS_PRIORITY_CLASS information = {FALSE, priority_class_number(priority)};
    if (!information.PriorityClass)
        return fail(ERROR_INVALID_PARAMETER);
    return result(NtSetInformationProcess(process, ProcessPriorityClass, &information, sizeof information));
}

BOOL WINAPI GetProcessHandleCount(HANDLE process, DWORD *count)
{
    return result(NtQueryInformationProcess(process, ProcessHandleCount, count, sizeof *count, NULL));
}

/* One processor: its mask is all there is. */
BOOL WINAPI GetProcessAffinityMask(HANDLE process, DWORD_PTR *of_process, DWORD_PTR *of_system)
{
    PROCESS_BASIC_INFORMATION information;
    if (!result(NtQueryInformationProcess(process, ProcessBasicInformation, &information, sizeof information,
                                          NULL)))
        return FALSE;
    *of_process = *of_system = 1;
    return TRUE;
}

/* Any mask that holds the one processor is right. */
WINBOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask)
{
    return mask & 1 ? TRUE : fail(ERROR_INVALID_PARAMETER);
}
