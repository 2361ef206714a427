/*
 * Waitable timers.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/object_name.h"
#include "images/ntdll/nt_sync.h"

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access)
{
    struct object_name object;
    HANDLE timer;
    if (flags & ~(DWORD)CREATE_WAITABLE_TIMER_MANUAL_RESET) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    NTSTATUS status =
        NtCreateTimer(&timer, access, &object.attributes,
                      flags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer : SynchronizationTimer);
    return object_result(status, &timer);
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE timer = CreateWaitableTimerExW(security, wide, flags, access);
    release(wide);
    return timer;
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES security, WINBOOL manual, LPCWSTR name)
{
    DWORD flags = manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0;
    return CreateWaitableTimerExW(security, name, flags, TIMER_ALL_ACCESS);
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES security, WINBOOL manual, LPCSTR name)
{
    DWORD flags = manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0;
    return CreateWaitableTimerExA(security, name, flags, TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE timer;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenTimer(&timer, access, &object.attributes), &timer);
}

HANDLE WINAPI OpenWaitableTimerA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE timer = OpenWaitableTimerW(access, inherit, wide);
    release(wide);
    return timer;
}

/* The machine cannot sleep: to wake it is asked for in vain, which is a success with an error to read. */
BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                             LPVOID argument, BOOL resume)
{
    NTSTATUS status =
        NtSetTimer(timer, due, (PTIMER_APC_ROUTINE)routine, argument, (BOOLEAN)(resume != 0), period, NULL);
    if (!result(status))
        return FALSE;
    RtlSetLastWin32Error(status == STATUS_TIMER_RESUME_IGNORED ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS);
    return TRUE;
}

/* A delay that is tolerated is not made use of: the clock is exact. */
BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                               LPVOID argument, PREASON_CONTEXT reason, ULONG tolerable)
{
    return SetWaitableTimer(timer, due, period, routine, argument, reason != NULL);
}

BOOL WINAPI CancelWaitableTimer(HANDLE timer)
{
    return result(NtCancelTimer(timer, NULL));
}
