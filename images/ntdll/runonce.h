/*
 * One-time initialization (Microsoft: One-Time Initialization): a word whose two low bits say how far it is,
 * with the context in the others once it is done. Synchronous: one thread initializes, the others wait;
 * asynchronous: several may try, and the first to complete wins.
 */
#ifndef IMAGES_NTDLL_RUNONCE_H
#define IMAGES_NTDLL_RUNONCE_H

#include "images/ntdll/nt.h"

typedef ULONG(NTAPI *run_once_function)(RTL_RUN_ONCE *once, void *parameter, void **context);

void NTAPI RtlRunOnceInitialize(RTL_RUN_ONCE *once);

/* STATUS_SUCCESS: done, *context (NULL: not wanted) is told; STATUS_PENDING: the caller is to initialize and
 * to complete. INIT_ONCE_CHECK_ONLY: STATUS_UNSUCCESSFUL if it is not done. STATUS_INVALID_PARAMETER where
 * synchronous and asynchronous initialization meet. */
NTSTATUS NTAPI RtlRunOnceBeginInitialize(RTL_RUN_ONCE *once, ULONG flags, void **context);

/* `context` has its two low bits clear; with INIT_ONCE_INIT_FAILED it is NULL, and somebody else may try.
 * STATUS_OBJECT_NAME_COLLISION: another asynchronous one was first. */
NTSTATUS NTAPI RtlRunOnceComplete(RTL_RUN_ONCE *once, ULONG flags, void *context);

/* Both, with the function between them; STATUS_UNSUCCESSFUL when it says 0. */
NTSTATUS NTAPI RtlRunOnceExecuteOnce(RTL_RUN_ONCE *once, run_once_function function, void *parameter,
                                     void **context);

#endif
