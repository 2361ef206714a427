#include "images/ntdll/alarm.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/pool.h"
#include "images/ntdll/raise.h"

#define UNITS_PER_MS 10000u

struct _TP_TIMER {
    struct pool_object object;
    struct alarm alarm;
    BOOL set;
};

static void call(struct pool_object *object, TP_CALLBACK_INSTANCE *instance)
{
    ((PTP_TIMER_CALLBACK)object->function)(instance, object->context, (TP_TIMER *)object);
}

static void ring(struct alarm *alarm)
{
    struct pool_object *object = &CONTAINING_RECORD(alarm, TP_TIMER, alarm)->object;
    if (!work_queue(object->pool, &object->work, object->priority))
        pool_object_call(object, NULL);
}

static void stop(struct pool_object *object)
{
    TP_TIMER *timer = (TP_TIMER *)object;
    timer->set = FALSE;
    alarm_cancel(&timer->alarm);
}

NTSTATUS NTAPI TpAllocTimer(TP_TIMER **out, PTP_TIMER_CALLBACK function, void *context,
                            TP_CALLBACK_ENVIRON *environment)
{
    struct pool_object *object;
    pool_lock();
    NTSTATUS status = alarm_start();
    pool_unlock();
    if (NT_SUCCESS(status))
        status = pool_object_make(sizeof(TP_TIMER), function, context, environment, &object);
    if (!NT_SUCCESS(status))
        return status;
    *out = (TP_TIMER *)object;
    object->call = call;
    object->stop = stop;
    (*out)->alarm.ring = ring;
    return STATUS_SUCCESS;
}

void NTAPI TpSetTimer(TP_TIMER *timer, const LARGE_INTEGER *due, LONG period, LONG window)
{
    pool_lock();
    timer->set = due != NULL;
    if (due)
        alarm_set(&timer->alarm, alarm_time(due), (uint64_t)(ULONG)period * UNITS_PER_MS);
    else
        alarm_cancel(&timer->alarm);
    pool_unlock();
}

LONG NTAPI TpIsTimerSet(TP_TIMER *timer)
{
    return timer->set;
}

void NTAPI TpWaitForTimer(TP_TIMER *timer, LONG cancel)
{
    pool_object_await(&timer->object, cancel != 0);
}

void NTAPI TpReleaseTimer(TP_TIMER *timer)
{
    pool_object_release(&timer->object);
}
