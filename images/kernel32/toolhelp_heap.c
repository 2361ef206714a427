/*
 * Toolhelp's blocks of a heap. They belong to no snapshot: each call reads the heap as it is then, of
 * whatever process, and goes on behind the block that it told last. Windows lets a thread of the other
 * process gather the blocks for each call anew; here nothing runs there and no lock is taken, so that a walk
 * of a heap whose process waits sees what is there, and one of a heap that changes may end early
 * (ERROR_INVALID_PARAMETER).
 */
#include "images/kernel32/base.h"
#include "images/ntdll/heap_walk.h"

#include <tlhelp32.h>

/* Segments and what is not committed are no blocks. */
static NTSTATUS next_block(HANDLE process, const void *heap, RTL_HEAP_WALK_ENTRY *at)
{
    NTSTATUS status;
    do
        status = heap_walk(process, heap, at);
    while (NT_SUCCESS(status) && (at->Flags & (RTL_HEAP_SEGMENT | RTL_HEAP_UNCOMMITTED_RANGE)));
    return status;
}

static void entry_fill(HEAPENTRY32 *entry, const RTL_HEAP_WALK_ENTRY *at)
{
    entry->hHandle = at->DataAddress;
    entry->dwAddress = (ULONG_PTR)at->DataAddress;
    entry->dwBlockSize = at->DataSize;
    entry->dwFlags = at->Flags & RTL_HEAP_BUSY ? LF32_FIXED : LF32_FREE;
    entry->dwLockCount = 0;
    entry->dwResvd = (DWORD)at->DataAddress; /* where the next call goes on */
}

static BOOL entry_next(HEAPENTRY32 *entry, DWORD id, ULONG_PTR heap, DWORD behind)
{
    RTL_HEAP_WALK_ENTRY at = {.DataAddress = (void *)behind};
    if (entry->dwSize < sizeof *entry)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    HANDLE process = OpenProcess(PROCESS_VM_READ, FALSE, id ? id : GetCurrentProcessId());
    if (!process)
        return FALSE;
    NTSTATUS status = next_block(process, (void *)heap, &at);
    CloseHandle(process);
    if (status == STATUS_NO_MORE_ENTRIES)
        return fail(ERROR_NO_MORE_FILES);
    if (!result(status))
        return FALSE;
    entry_fill(entry, &at);
    return TRUE;
}

WINBOOL WINAPI Heap32First(LPHEAPENTRY32 entry, DWORD process, ULONG_PTR heap)
{
    if (!entry_next(entry, process, heap, 0))
        return FALSE;
    entry->th32ProcessID = process;
    entry->th32HeapID = heap;
    return TRUE;
}

WINBOOL WINAPI Heap32Next(LPHEAPENTRY32 entry)
{
    return entry_next(entry, entry->th32ProcessID, entry->th32HeapID, entry->dwResvd);
}
