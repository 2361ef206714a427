#include "images/ntdll/runonce.h"

#include "images/ntdll/parking.h"

/* The two low bits. */
enum { NOT_BEGUN = 0, BUSY = 1, DONE = 2, SEVERAL = 3, STATE = 3 };

void NTAPI RtlRunOnceInitialize(RTL_RUN_ONCE *once)
{
    once->Ptr = NULL;
}

static ULONG_PTR word(RTL_RUN_ONCE *once)
{
    return (ULONG_PTR)__atomic_load_n(&once->Ptr, __ATOMIC_SEQ_CST);
}

static bool change(RTL_RUN_ONCE *once, ULONG_PTR from, ULONG_PTR to)
{
    void *seen = (void *)from;
    return __atomic_compare_exchange_n(&once->Ptr, &seen, (void *)to, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

static NTSTATUS done(ULONG_PTR word, void **context)
{
    if (context)
        *context = (void *)(word & ~(ULONG_PTR)STATE);
    return STATUS_SUCCESS;
}

static void wait_while_busy(RTL_RUN_ONCE *once)
{
    struct parked parked;
    parking_enter();
    bool busy = word(once) == BUSY;
    if (busy)
        parking_enqueue(&parked, once, false);
    parking_leave();
    if (busy)
        parking_wait(&parked, NULL);
}

NTSTATUS NTAPI RtlRunOnceBeginInitialize(RTL_RUN_ONCE *once, ULONG flags, void **context)
{
    bool several = flags & INIT_ONCE_ASYNC;
    if (flags & ~(INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC) ||
        flags == (INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC))
        return STATUS_INVALID_PARAMETER_2;
    for (;;) {
        ULONG_PTR seen = word(once), state = seen & STATE;
        if (state == DONE)
            return done(seen, context);
        if (flags & INIT_ONCE_CHECK_ONLY)
            return STATUS_UNSUCCESSFUL;
        if (state != NOT_BEGUN && several != (state == SEVERAL))
            return STATUS_INVALID_PARAMETER;
        if (state == SEVERAL || (state == NOT_BEGUN && change(once, seen, several ? SEVERAL : BUSY)))
            return STATUS_PENDING;
        if (state == BUSY)
            wait_while_busy(once);
    }
}

/* All who wait look again. */
static void end_busy(RTL_RUN_ONCE *once, ULONG_PTR to)
{
    struct parked *out = NULL, **end = &out, *first;
    parking_enter();
    __atomic_store_n(&once->Ptr, (void *)to, __ATOMIC_SEQ_CST);
    while ((first = parking_first(once)))
        parking_take(first, &end);
    parking_leave();
    parking_let_go(out);
}

NTSTATUS NTAPI RtlRunOnceComplete(RTL_RUN_ONCE *once, ULONG flags, void *context)
{
    bool several = flags & INIT_ONCE_ASYNC, failed = flags & INIT_ONCE_INIT_FAILED;
    ULONG_PTR seen = word(once), to = failed ? NOT_BEGUN : (ULONG_PTR)context | DONE;
    if (flags & ~(INIT_ONCE_ASYNC | INIT_ONCE_INIT_FAILED) || (failed && several))
        return STATUS_INVALID_PARAMETER_2;
    if ((ULONG_PTR)context & STATE || (failed && context))
        return STATUS_INVALID_PARAMETER_3;
    if (several && seen == SEVERAL && change(once, seen, to))
        return STATUS_SUCCESS;
    if (several)
        return (word(once) & STATE) == DONE ? STATUS_OBJECT_NAME_COLLISION : STATUS_INVALID_PARAMETER;
    if (seen != BUSY)
        return (seen & STATE) == SEVERAL ? STATUS_INVALID_PARAMETER : STATUS_UNSUCCESSFUL;
    end_busy(once, to);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlRunOnceExecuteOnce(RTL_RUN_ONCE *once, run_once_function function, void *parameter,
                                     void **context)
{
    void *made = NULL;
    NTSTATUS status = RtlRunOnceBeginInitialize(once, 0, context);
    if (status != STATUS_PENDING)
        return status;
    if (!function(once, parameter, context ? context : &made)) {
        RtlRunOnceComplete(once, INIT_ONCE_INIT_FAILED, NULL);
        return STATUS_UNSUCCESSFUL;
    }
    return RtlRunOnceComplete(once, 0, context ? *context : NULL);
}
