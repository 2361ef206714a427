/*
 * Condition variables, one-time initialization and WaitOnAddress: NTDLL's, as far as Win32's prototypes
 * differ. A time that runs out is ERROR_TIMEOUT.
 */
#include "images/kernel32/handle.h"
#include "images/ntdll/address_wait.h"
#include "images/ntdll/condition.h"
#include "images/ntdll/runonce.h"

static WINBOOL in_time(NTSTATUS status)
{
    return status == STATUS_TIMEOUT ? fail(ERROR_TIMEOUT) : result(status);
}

WINBOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section,
                                        DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    return in_time(RtlSleepConditionVariableCS(condition, section, handle_timeout(milliseconds, &timeout)));
}

WINBOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds,
                                         ULONG flags)
{
    LARGE_INTEGER timeout;
    return in_time(
        RtlSleepConditionVariableSRW(condition, lock, handle_timeout(milliseconds, &timeout), flags));
}

WINBOOL WINAPI WaitOnAddress(volatile void *address, void *compared, SIZE_T size, DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    return in_time(RtlWaitOnAddress(address, compared, size, handle_timeout(milliseconds, &timeout)));
}

/* The last error is the function's. */
WINBOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, void *parameter, void **context)
{
    return NT_SUCCESS(RtlRunOnceExecuteOnce(once, (run_once_function)function, parameter, context));
}

WINBOOL WINAPI InitOnceBeginInitialize(PINIT_ONCE once, DWORD flags, PBOOL pending, void **context)
{
    NTSTATUS status = RtlRunOnceBeginInitialize(once, flags, context);
    if (NT_SUCCESS(status))
        *pending = status == STATUS_PENDING;
    return result(status);
}

WINBOOL WINAPI InitOnceComplete(PINIT_ONCE once, DWORD flags, void *context)
{
    return result(RtlRunOnceComplete(once, flags, context));
}
