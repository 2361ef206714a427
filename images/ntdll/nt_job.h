/*
 * System services for job objects. The structures are those of windows.h (JOBOBJECT_...).
 */
#ifndef IMAGES_NTDLL_NT_JOB_H
#define IMAGES_NTDLL_NT_JOB_H

#include "images/ntdll/nt.h"

NTSTATUS NTAPI NtCreateJobObject(HANDLE *job, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtOpenJobObject(HANDLE *job, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtAssignProcessToJobObject(HANDLE job, HANDLE process);
NTSTATUS NTAPI NtTerminateJobObject(HANDLE job, NTSTATUS status);
/* A null job: any. STATUS_PROCESS_IN_JOB or STATUS_PROCESS_NOT_IN_JOB. */
NTSTATUS NTAPI NtIsProcessInJob(HANDLE process, HANDLE job);
/* A null job: the caller's own. */
NTSTATUS NTAPI NtQueryInformationJobObject(HANDLE job, ULONG information_class, void *out, ULONG size,
                                           ULONG *returned);
NTSTATUS NTAPI NtSetInformationJobObject(HANDLE job, ULONG information_class, void *in, ULONG size);

#endif
