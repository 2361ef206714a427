#include "images/kernel32/handle.h"
#include "images/ntdll/nt_sync.h"

/* NT's answers are Win32's: index, WAIT_ABANDONED + index, WAIT_TIMEOUT, WAIT_IO_COMPLETION. STATUS_ALERTED
 * has no counterpart: the wait begins again. */
static DWORD wait_result(NTSTATUS status)
{
    return result(status) ? (DWORD)status : WAIT_FAILED;
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD milliseconds, WINBOOL alertable)
{
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    NTSTATUS status;
    do
        status = NtWaitForSingleObject(handle_real(object), (BOOLEAN)alertable, due);
    while (status == STATUS_ALERTED);
    return wait_result(status);
}

DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD milliseconds)
{
    return WaitForSingleObjectEx(object, milliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *objects, WINBOOL all, DWORD milliseconds,
                                      WINBOOL alertable)
{
    HANDLE real[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    NTSTATUS status;
    if (count == 0 || count > MAXIMUM_WAIT_OBJECTS) {
        fail(ERROR_INVALID_PARAMETER);
        return WAIT_FAILED;
    }
    for (DWORD i = 0; i < count; i++)
        real[i] = handle_real(objects[i]);
    do
        status = NtWaitForMultipleObjects(count, real, all ? WaitAll : WaitAny, (BOOLEAN)alertable, due);
    while (status == STATUS_ALERTED);
    return wait_result(status);
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *objects, WINBOOL all, DWORD milliseconds)
{
    return WaitForMultipleObjectsEx(count, objects, all, milliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE object, DWORD milliseconds, WINBOOL alertable)
{
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    NTSTATUS status = NtSignalAndWaitForSingleObject(signal, handle_real(object), (BOOLEAN)alertable, due);
    while (status == STATUS_ALERTED) /* without a second signal */
        status = NtWaitForSingleObject(handle_real(object), (BOOLEAN)alertable, due);
    return wait_result(status);
}
