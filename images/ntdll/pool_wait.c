#include "images/ntdll/pool.h"
#include "images/ntdll/raise.h"
#include "images/ntdll/waiter.h"

struct _TP_WAIT {
    struct pool_object object;
    struct awaited awaited;
    BOOL timed_out; /* the last time */
};

static void call(struct pool_object *object, TP_CALLBACK_INSTANCE *instance)
{
    TP_WAIT *wait = (TP_WAIT *)object;
    ((PTP_WAIT_CALLBACK)object->function)(instance, object->context, wait,
                                          wait->timed_out ? WAIT_TIMEOUT : WAIT_OBJECT_0);
}

static void fire(struct awaited *awaited, BOOL timed_out)
{
    TP_WAIT *wait = CONTAINING_RECORD(awaited, TP_WAIT, awaited);
    wait->timed_out = timed_out;
    if (!work_queue(wait->object.pool, &wait->object.work, wait->object.priority))
        pool_object_call(&wait->object, NULL);
}

static void stop(struct pool_object *object)
{
    await_no_more(&((TP_WAIT *)object)->awaited);
}

NTSTATUS NTAPI TpAllocWait(TP_WAIT **out, PTP_WAIT_CALLBACK function, void *context,
                           TP_CALLBACK_ENVIRON *environment)
{
    struct pool_object *object;
    NTSTATUS status = pool_object_make(sizeof(TP_WAIT), function, context, environment, &object);
    if (!NT_SUCCESS(status))
        return status;
    *out = (TP_WAIT *)object;
    object->call = call;
    object->stop = stop;
    (*out)->awaited.fire = fire;
    return STATUS_SUCCESS;
}

void NTAPI TpSetWait(TP_WAIT *wait, HANDLE object, const LARGE_INTEGER *timeout)
{
    NTSTATUS status = STATUS_SUCCESS;
    pool_lock();
    await_no_more(&wait->awaited);
    if (object)
        status = await(&wait->awaited, object, timeout ? alarm_time(timeout) : 0);
    pool_unlock();
    if (!NT_SUCCESS(status))
        RtlRaiseStatus(status);
}

void NTAPI TpWaitForWait(TP_WAIT *wait, LONG cancel)
{
    pool_object_await(&wait->object, cancel != 0);
}

void NTAPI TpReleaseWait(TP_WAIT *wait)
{
    pool_object_release(&wait->object);
}
