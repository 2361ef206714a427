/*
 * Thread pools, which are NTDLL's: the flags and errors of the older calls stand in
 * images/ntdll/pool_legacy.h, the rules of the newer ones in images/ntdll/pool.h. What is not here is NTDLL's
 * own function by Win32's name (kernel32.def).
 */
#include "images/kernel32/handle.h"
#include "images/ntdll/pool.h"
#include "images/ntdll/pool_legacy.h"

/* ---- the older calls ---- */

WINBOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags)
{
    return result(RtlQueueWorkItem(function, context, flags));
}

WINBOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE routine, ULONG flags)
{
    return result(RtlSetIoCompletionCallback(handle_real(file), routine, flags));
}

WINBOOL WINAPI RegisterWaitForSingleObject(PHANDLE out, HANDLE object, WAITORTIMERCALLBACK function,
                                           PVOID context, ULONG milliseconds, ULONG flags)
{
    return result(RtlRegisterWait(out, handle_real(object), function, context, milliseconds, flags));
}

/* A call that is not back is a failure, ERROR_IO_PENDING: it waits no more all the same. */
WINBOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE event)
{
    NTSTATUS status = RtlDeregisterWaitEx(wait, event);
    return status == STATUS_PENDING ? fail(ERROR_IO_PENDING) : result(status);
}

WINBOOL WINAPI UnregisterWait(HANDLE wait)
{
    return UnregisterWaitEx(wait, NULL);
}

/* ---- pools ---- */

PTP_POOL WINAPI CreateThreadpool(PVOID reserved)
{
    TP_POOL *pool;
    return result(TpAllocPool(&pool, reserved)) ? pool : NULL;
}

WINBOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD least)
{
    return TpSetPoolMinThreads(pool, (LONG)least) ? TRUE : fail(ERROR_NOT_ENOUGH_MEMORY);
}

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(void)
{
    TP_CLEANUP_GROUP *group;
    return result(TpAllocCleanupGroup(&group)) ? group : NULL;
}

/* ---- objects ---- */

WINBOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK function, PVOID context,
                                           PTP_CALLBACK_ENVIRON environment)
{
    return result(TpSimpleTryPost(function, context, environment));
}

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK function, PVOID context,
                                     PTP_CALLBACK_ENVIRON environment)
{
    TP_WORK *work;
    return result(TpAllocWork(&work, function, context, environment)) ? work : NULL;
}

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK function, PVOID context,
                                       PTP_CALLBACK_ENVIRON environment)
{
    TP_TIMER *timer;
    return result(TpAllocTimer(&timer, function, context, environment)) ? timer : NULL;
}

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK function, PVOID context,
                                     PTP_CALLBACK_ENVIRON environment)
{
    TP_WAIT *wait;
    return result(TpAllocWait(&wait, function, context, environment)) ? wait : NULL;
}

static void NTAPI call_win32(TP_CALLBACK_INSTANCE *instance, void *context, void *of,
                             const IO_STATUS_BLOCK *io, TP_IO *file)
{
    PTP_WIN32_IO_CALLBACK function = ((struct pool_object *)file)->of_win32;
    function(instance, context, of, NT_SUCCESS(io->Status) ? ERROR_SUCCESS : error_of(io->Status),
             io->Information, file);
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK function, PVOID context,
                                 PTP_CALLBACK_ENVIRON environment)
{
    TP_IO *io;
    if (!function) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!result(TpAllocIoCompletion(&io, handle_real(file), call_win32, context, environment)))
        return NULL;
    ((struct pool_object *)io)->of_win32 = function;
    return io;
}

/* ---- for a function that is called ---- */

WINBOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance)
{
    return result(TpCallbackMayRunLong(instance));
}
