#include "images/ntdll/pool_legacy.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/teb.h"
#include "images/ntdll/waiter.h"
#include "images/ntdll/worker.h"

#define MARK_WAIT    0x74696157u /* Wait */
#define UNITS_PER_MS 10000u
#define FLAGS_FOR_WORKERS                                                                                    \
    (WT_EXECUTEINIOTHREAD | WT_EXECUTELONGFUNCTION | WT_EXECUTEINPERSISTENTTHREAD | WT_TRANSFER_IMPERSONATION)
#define FLAGS_OF_WAITS (FLAGS_FOR_WORKERS | WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD)

/* ---- work items ---- */

struct item {
    struct work work;
    LPTHREAD_START_ROUTINE function;
    void *context;
};

static void run_item(struct work *work)
{
    struct item *item = CONTAINING_RECORD(work, struct item, work);
    const struct item done = *item;
    RtlFreeHeap(peb()->ProcessHeap, 0, item);
    pool_unlock();
    done.function(done.context);
    pool_lock();
}

NTSTATUS NTAPI RtlQueueWorkItem(LPTHREAD_START_ROUTINE function, void *context, ULONG flags)
{
    if (!function || (flags & 0xffff & ~(ULONG)FLAGS_FOR_WORKERS))
        return STATUS_INVALID_PARAMETER;
    struct item *item = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *item);
    if (!item)
        return STATUS_NO_MEMORY;
    *item = (struct item){{.run = run_item}, function, context};
    pool_lock();
    if (flags >> 16)
        pool_own.most = flags >> 16;
    BOOL taken = work_queue(&pool_own, &item->work, TP_CALLBACK_PRIORITY_NORMAL);
    pool_unlock();
    if (!taken)
        RtlFreeHeap(peb()->ProcessHeap, 0, item);
    return taken ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* ---- registered waits ---- */

struct registered {
    ULONG mark; /* MARK_WAIT until it is taken back */
    struct awaited awaited;
    struct work work;
    HANDLE object;
    WAITORTIMERCALLBACKFUNC function;
    void *context;
    ULONG milliseconds, flags;
    BOOL timed_out, calls; /* handed to a worker, or begun, and not back */
    HANDLE told;           /* set when it is taken back and the call, too; or null */
};

static NTSTATUS wait_again(struct registered *wait)
{
    uint64_t end =
        wait->milliseconds == INFINITE ? 0 : alarm_now() + (uint64_t)wait->milliseconds * UNITS_PER_MS;
    return await(&wait->awaited, wait->object, end);
}

static BOOL is_gone(struct registered *wait)
{
    if (wait->mark || wait->calls)
        return FALSE;
    if (wait->told)
        NtSetEvent(wait->told, NULL);
    RtlFreeHeap(peb()->ProcessHeap, 0, wait);
    return TRUE;
}

/* The lock is held before and behind it. */
static void call(struct registered *wait)
{
    pool_unlock();
    wait->function(wait->context, (BOOLEAN)wait->timed_out);
    pool_lock();
    wait->calls = FALSE;
    if (!is_gone(wait) && !(wait->flags & WT_EXECUTEONLYONCE))
        wait_again(wait);
}

static void call_by_worker(struct work *work)
{
    call(CONTAINING_RECORD(work, struct registered, work));
}

static void fire(struct awaited *awaited, BOOL timed_out)
{
    struct registered *wait = CONTAINING_RECORD(awaited, struct registered, awaited);
    wait->timed_out = timed_out;
    wait->calls = TRUE;
    if ((wait->flags & WT_EXECUTEINWAITTHREAD) ||
        !work_queue(&pool_own, &wait->work, TP_CALLBACK_PRIORITY_NORMAL))
        call(wait);
}

/* What cannot be waited for is seen here, not by the thread that waits. */
static NTSTATUS can_wait(HANDLE object)
{
    BYTE flags[2];
    return NtQueryObject(object, ObjectHandleFlags, flags, sizeof flags, NULL);
}

NTSTATUS NTAPI RtlRegisterWait(HANDLE *out, HANDLE object, WAITORTIMERCALLBACKFUNC function, void *context,
                               ULONG milliseconds, ULONG flags)
{
    *out = NULL;
    if (!function || (flags & ~(ULONG)FLAGS_OF_WAITS))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = can_wait(object);
    if (!NT_SUCCESS(status))
        return status;
    struct registered *wait = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *wait);
    if (!wait)
        return STATUS_NO_MEMORY;
    *wait = (struct registered){.mark = MARK_WAIT,
                                .awaited.fire = fire,
                                .work.run = call_by_worker,
                                .object = object,
                                .function = function,
                                .context = context,
                                .milliseconds = milliseconds,
                                .flags = flags};
    *out = wait;
    pool_lock();
    status = wait_again(wait);
    pool_unlock();
    if (!NT_SUCCESS(status)) {
        *out = NULL;
        RtlFreeHeap(peb()->ProcessHeap, 0, wait);
    }
    return status;
}

static NTSTATUS take_back(HANDLE handle, HANDLE event)
{
    struct registered *wait = handle;
    NTSTATUS status = STATUS_INVALID_HANDLE;
    pool_lock();
    if (RtlSizeHeap(peb()->ProcessHeap, 0, wait) == sizeof *wait && wait->mark == MARK_WAIT) {
        await_no_more(&wait->awaited);
        wait->mark = 0;
        wait->told = event;
        status = is_gone(wait) ? STATUS_SUCCESS : STATUS_PENDING;
    }
    pool_unlock();
    return status;
}

static NTSTATUS take_back_and_wait(HANDLE handle)
{
    HANDLE event;
    NTSTATUS status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    if (!NT_SUCCESS(status))
        return status;
    status = take_back(handle, event);
    if (status == STATUS_PENDING)
        status = NtWaitForSingleObject(event, FALSE, NULL);
    NtClose(event);
    return status;
}

NTSTATUS NTAPI RtlDeregisterWaitEx(HANDLE wait, HANDLE event)
{
    if (!wait)
        return STATUS_INVALID_HANDLE;
    if (RtlDllShutdownInProgress())
        return STATUS_SUCCESS;
    if (event == INVALID_HANDLE_VALUE)
        return take_back_and_wait(wait);
    NTSTATUS status = event ? can_wait(event) : STATUS_SUCCESS;
    return NT_SUCCESS(status) ? take_back(wait, event) : status;
}

NTSTATUS NTAPI RtlDeregisterWait(HANDLE wait)
{
    return RtlDeregisterWaitEx(wait, NULL);
}
