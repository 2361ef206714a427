#include "images/ntdll/condition.h"

#include "images/ntdll/critsect.h"
#include "images/ntdll/parking.h"
#include "images/ntdll/srwlock.h"

#define SLEEPERS ((void *)1) /* the word while anybody may be parked */

void NTAPI RtlInitializeConditionVariable(RTL_CONDITION_VARIABLE *condition)
{
    condition->Ptr = NULL;
}

static void park(RTL_CONDITION_VARIABLE *condition, struct parked *parked)
{
    parking_enter();
    parking_enqueue(parked, condition, false);
    __atomic_store_n(&condition->Ptr, SLEEPERS, __ATOMIC_SEQ_CST);
    parking_leave();
}

NTSTATUS NTAPI RtlSleepConditionVariableCS(RTL_CONDITION_VARIABLE *condition, RTL_CRITICAL_SECTION *section,
                                           const LARGE_INTEGER *timeout)
{
    struct parked parked;
    park(condition, &parked);
    RtlLeaveCriticalSection(section);
    NTSTATUS status = parking_wait(&parked, timeout);
    RtlEnterCriticalSection(section);
    return status;
}

NTSTATUS NTAPI RtlSleepConditionVariableSRW(RTL_CONDITION_VARIABLE *condition, RTL_SRWLOCK *lock,
                                            const LARGE_INTEGER *timeout, ULONG flags)
{
    bool shared = flags & CONDITION_VARIABLE_LOCKMODE_SHARED;
    struct parked parked;
    if (flags & ~CONDITION_VARIABLE_LOCKMODE_SHARED)
        return STATUS_INVALID_PARAMETER_4;
    srwlock_must_be_held(lock, shared); /* nothing may be raised with the thread parked */
    park(condition, &parked);
    (shared ? RtlReleaseSRWLockShared : RtlReleaseSRWLockExclusive)(lock);
    NTSTATUS status = parking_wait(&parked, timeout);
    (shared ? RtlAcquireSRWLockShared : RtlAcquireSRWLockExclusive)(lock);
    return status;
}

static void wake(RTL_CONDITION_VARIABLE *condition, bool all)
{
    struct parked *out = NULL, **end = &out, *first;
    if (!__atomic_load_n(&condition->Ptr, __ATOMIC_SEQ_CST))
        return;
    parking_enter();
    while ((first = parking_first(condition)) && (all || !out))
        parking_take(first, &end);
    if (!first)
        __atomic_store_n(&condition->Ptr, NULL, __ATOMIC_SEQ_CST);
    parking_leave();
    parking_let_go(out);
}

void NTAPI RtlWakeConditionVariable(RTL_CONDITION_VARIABLE *condition)
{
    wake(condition, false);
}

void NTAPI RtlWakeAllConditionVariable(RTL_CONDITION_VARIABLE *condition)
{
    wake(condition, true);
}
