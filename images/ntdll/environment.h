/*
 * Environment variables: NAME=value strings in any order, names compared without regard to case. A null block
 * (or a null pointer to one) means the process's own, ProcessParameters->Environment, guarded by the PEB
 * lock.
 */
#ifndef IMAGES_NTDLL_ENVIRONMENT_H
#define IMAGES_NTDLL_ENVIRONMENT_H

#include "images/ntdll/nt.h"

/* STATUS_VARIABLE_NOT_FOUND; STATUS_BUFFER_TOO_SMALL with value->Length = bytes needed without the
 * terminator.
 */
NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(void *environment, const UNICODE_STRING *name,
                                             UNICODE_STRING *value);

/* A null value deletes the variable. A block of RtlCreateEnvironment() is replaced by a new one. */
NTSTATUS NTAPI RtlSetEnvironmentVariable(WCHAR **environment, const UNICODE_STRING *name,
                                         const UNICODE_STRING *value);

/* Replaces each %NAME% that is set. *needed: bytes of the result with its terminator.
 * STATUS_BUFFER_TOO_SMALL. */
NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(void *environment, const UNICODE_STRING *in, UNICODE_STRING *out,
                                             ULONG *needed);

/* A copy of the whole block (or an empty one), freed with RtlDestroyEnvironment. */
NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN copy_current, WCHAR **out);
NTSTATUS NTAPI RtlDestroyEnvironment(WCHAR *environment);

/* Bytes of a block, both terminators included. */
SIZE_T environment_bytes(const WCHAR *environment);

#endif
