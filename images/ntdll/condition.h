/*
 * Condition variables (Microsoft: Condition Variables): one word, 0 at first. A sleeper is parked before the
 * lock is given up, so whoever changes something under that lock and then wakes finds him.
 */
#ifndef IMAGES_NTDLL_CONDITION_H
#define IMAGES_NTDLL_CONDITION_H

#include "images/ntdll/nt.h"

void NTAPI RtlInitializeConditionVariable(RTL_CONDITION_VARIABLE *condition);

/* Gives up the lock, which is held once, and has it again when it returns: STATUS_SUCCESS or STATUS_TIMEOUT
 * (`timeout` in NT's form, NULL: for ever). `flags`: CONDITION_VARIABLE_LOCKMODE_SHARED or 0, else
 * STATUS_INVALID_PARAMETER_4; a lock that is not held so raises STATUS_RESOURCE_NOT_OWNED. */
NTSTATUS NTAPI RtlSleepConditionVariableCS(RTL_CONDITION_VARIABLE *condition, RTL_CRITICAL_SECTION *section,
                                           const LARGE_INTEGER *timeout);
NTSTATUS NTAPI RtlSleepConditionVariableSRW(RTL_CONDITION_VARIABLE *condition, RTL_SRWLOCK *lock,
                                            const LARGE_INTEGER *timeout, ULONG flags);

/* The one who has slept longest; everybody who sleeps now. */
void NTAPI RtlWakeConditionVariable(RTL_CONDITION_VARIABLE *condition);
void NTAPI RtlWakeAllConditionVariable(RTL_CONDITION_VARIABLE *condition);

#endif
