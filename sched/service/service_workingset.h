/*
 * NtQueryVirtualMemory's classes that tell of a working set and of what is mapped.
 */
#ifndef SCHED_SERVICE_WORKINGSET_H
#define SCHED_SERVICE_WORKINGSET_H

#include "sched/service/services.h"

/* MemoryWorkingSetInformation: the whole list. STATUS_INFO_LENGTH_MISMATCH, with the number of pages told. */
ntstatus query_working_set(const struct nt_query_virtual_memory *a);

/* MemoryWorkingSetExInformation: the pages that the caller's list asks for. */
ntstatus query_working_set_ex(const struct nt_query_virtual_memory *a);

/* MemoryMappedFilenameInformation. STATUS_INVALID_ADDRESS: nothing is mapped there; STATUS_FILE_INVALID: of
 * no file; STATUS_BUFFER_OVERFLOW. */
ntstatus query_mapped_name(const struct nt_query_virtual_memory *a);

#endif
