/*
 * What every file of KERNEL32 needs, and those of ADVAPI32 and PSAPI that call services: NT's types, and the
 * way an NTSTATUS becomes a Win32 result.
 */
#ifndef IMAGES_KERNEL32_BASE_H
#define IMAGES_KERNEL32_BASE_H

#define _KERNEL32_ /* windows.h declares our own functions, not imports */
#include "images/ntdll/error.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/teb.h"

/* FALSE, with the last error set. */
static inline BOOL fail(ULONG error)
{
    RtlSetLastWin32Error(error);
    return FALSE;
}

/* What is not there says so: the table has ERROR_INVALID_FUNCTION for it, which tells a program nothing. */
static inline ULONG error_of(NTSTATUS status)
{
    ULONG error = RtlNtStatusToDosError(status);
    return status == STATUS_NOT_IMPLEMENTED ? ERROR_CALL_NOT_IMPLEMENTED : error;
}

/* TRUE for success; otherwise FALSE, with the last error set. */
static inline BOOL result(NTSTATUS status)
{
    return NT_SUCCESS(status) ? TRUE : fail(error_of(status));
}

static inline void *allocate(SIZE_T bytes) /* null, with the last error set, when there is no memory */
{
    void *block = RtlAllocateHeap(peb()->ProcessHeap, 0, bytes);
    if (!block)
        fail(ERROR_NOT_ENOUGH_MEMORY);
    return block;
}

static inline void release(void *block)
{
    RtlFreeHeap(peb()->ProcessHeap, 0, block);
}

#endif
