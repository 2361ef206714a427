#include "images/kernel32/handle.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

HANDLE WINAPI CreateRemoteThread(HANDLE process, LPSECURITY_ATTRIBUTES security, SIZE_T stack,
                                 LPTHREAD_START_ROUTINE start, void *parameter, DWORD flags, DWORD *thread_id)
{
    HANDLE thread;
    CLIENT_ID id;
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .Attributes = handle_attributes(security)};
    struct ps_attribute_list list = {offsetof(struct ps_attribute_list, Attributes[1]),
                                     {{PS_ATTRIBUTE_CLIENT_ID, sizeof id, &id, NULL}}};
    bool is_reserve = flags & STACK_SIZE_PARAM_IS_A_RESERVATION;
    SIZE_T commit = is_reserve ? 0 : stack, reserve = is_reserve ? stack : 0;
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, &attributes, process, start, parameter,
                                       flags & CREATE_SUSPENDED ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0, 0,
                                       commit, reserve, &list);
    if (!result(status))
        return NULL;
    if (thread_id)
        *thread_id = (DWORD)id.UniqueThread;
    return thread;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack, LPTHREAD_START_ROUTINE start,
                           LPVOID parameter, DWORD flags, LPDWORD thread_id)
{
    return CreateRemoteThread(CURRENT_PROCESS, security, stack, start, parameter, flags, thread_id);
}

void WINAPI ExitThread(DWORD code)
{
    RtlExitUserThread((NTSTATUS)code);
    __builtin_unreachable();
}

BOOL WINAPI TerminateThread(HANDLE thread, DWORD code)
{
    if (!thread)
        return fail(ERROR_INVALID_HANDLE);
    return result(NtTerminateThread(thread, (NTSTATUS)code));
}

static BOOL thread_query(HANDLE thread, THREAD_BASIC_INFORMATION *out)
{
    return result(NtQueryInformationThread(thread, ThreadBasicInformation, out, sizeof *out, NULL));
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, DWORD *code)
{
    THREAD_BASIC_INFORMATION information;
    if (!thread_query(thread, &information))
        return FALSE;
    *code = (DWORD)information.ExitStatus;
    return TRUE;
}

HANDLE WINAPI GetCurrentThread(void)
{
    return CURRENT_THREAD;
}

DWORD WINAPI GetCurrentThreadId(void)
{
    return (DWORD)teb()->ClientId.UniqueThread;
}

DWORD WINAPI GetThreadId(HANDLE thread)
{
    THREAD_BASIC_INFORMATION information;
    return thread_query(thread, &information) ? (DWORD)information.ClientId.UniqueThread : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE thread)
{
    THREAD_BASIC_INFORMATION information;
    return thread_query(thread, &information) ? (DWORD)information.ClientId.UniqueProcess : 0;
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
    HANDLE thread;
    CLIENT_ID client = {NULL, (HANDLE)id};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .Attributes = inherit ? OBJ_INHERIT : 0};
    return result(NtOpenThread(&thread, access, &attributes, &client)) ? thread : NULL;
}

/* Win32's ends of the scale stand for NT's saturated increments. */
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority)
{
    enum { SATURATED = 16 };
    LONG increment = priority == THREAD_PRIORITY_TIME_CRITICAL ? SATURATED
                     : priority == THREAD_PRIORITY_IDLE        ? -SATURATED
                                                               : priority;
    return result(NtSetInformationThread(thread, ThreadBasePriority, &increment, sizeof increment));
}

int WINAPI GetThreadPriority(HANDLE thread)
{
    THREAD_BASIC_INFORMATION information;
    if (!thread_query(thread, &information))
        return THREAD_PRIORITY_ERROR_RETURN;
    if (information.BasePriority >= 16)
        return THREAD_PRIORITY_TIME_CRITICAL;
    return information.BasePriority <= -16 ? THREAD_PRIORITY_IDLE : information.BasePriority;
}

DWORD WINAPI SuspendThread(HANDLE thread)
{
    ULONG previous;
    return result(NtSuspendThread(thread, &previous)) ? previous : (DWORD)-1;
}

DWORD WINAPI ResumeThread(HANDLE thread)
{
    ULONG previous;
    return result(NtResumeThread(thread, &previous)) ? previous : (DWORD)-1;
}

BOOL WINAPI GetThreadContext(HANDLE thread, CONTEXT *context)
{
    return result(NtGetContextThread(thread, context));
}

BOOL WINAPI SetThreadContext(HANDLE thread, const CONTEXT *context)
{
    return result(NtSetContextThread(thread, context));
}

BOOL WINAPI GetThreadTimes(HANDLE thread, FILETIME *created, FILETIME *exited, FILETIME *kernel,
                           FILETIME *user)
{
    KERNEL_USER_TIMES times;
    if (!result(NtQueryInformationThread(thread, ThreadTimes, &times, sizeof times, NULL)))
        return FALSE;
    memcpy(created, &times.CreateTime, sizeof *created);
    memcpy(exited, &times.ExitTime, sizeof *exited);
    memcpy(kernel, &times.KernelTime, sizeof *kernel);
    memcpy(user, &times.UserTime, sizeof *user);
    return TRUE;
}

/* There is one processor: any mask that holds it is right. */
DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask)
{
    if (!(mask & 1))
        return fail(ERROR_INVALID_PARAMETER);
    return 1;
}

BOOL WINAPI SwitchToThread(void)
{
    return NtYieldExecution() != STATUS_NO_YIELD_PERFORMED;
}

/* NT hands over three arguments, Win32 wants one. */
static void WINAPI apc_call(PAPCFUNC function, ULONG_PTR argument, void *unused)
{
    function(argument);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR argument)
{
    return (DWORD)result(NtQueueApcThread(thread, apc_call, function, (void *)argument, NULL));
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER interval = {.QuadPart = INT64_MIN}; /* as good as for ever */
    if (milliseconds == 0 && !alertable) {
        NtYieldExecution();
        return 0;
    }
    NTSTATUS status;
    handle_timeout(milliseconds, &interval);
    do
        status = NtDelayExecution((BOOLEAN)alertable, &interval);
    while (status == STATUS_ALERTED);
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

void WINAPI Sleep(DWORD milliseconds)
{
    SleepEx(milliseconds, FALSE);
}
