/*
 * TlsAlloc and its like: 64 slots in the TEB, and 1024 more in an array that a thread gets when it first
 * stores there. The bitmaps of slots in use lie in the PEB, where debuggers look for them.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/nt_process.h"

static ULONG *bitmap_word(DWORD index)
{
    if (index < TLS_SLOTS)
        return &peb()->TlsBitmapBits[index / 32];
    return &peb()->TlsExpansionBitmapBits[(index - TLS_SLOTS) / 32];
}

static DWORD slot_take(void)
{
    for (DWORD index = 0; index < TLS_SLOTS + TLS_EXPANSION_SLOTS; index++) {
        if (*bitmap_word(index) & 1u << index % 32)
            continue;
        *bitmap_word(index) |= 1u << index % 32;
        return index;
    }
    return TLS_OUT_OF_INDEXES;
}

/* A slot is zero in all threads when it is handed out: TlsFree zeroes it. */
DWORD WINAPI TlsAlloc(void)
{
    RtlEnterCriticalSection(peb()->FastPebLock);
    DWORD index = slot_take();
    RtlLeaveCriticalSection(peb()->FastPebLock);
    if (index == TLS_OUT_OF_INDEXES)
        fail(ERROR_NO_MORE_ITEMS);
    return index;
}

BOOL WINAPI TlsFree(DWORD index)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    RtlEnterCriticalSection(peb()->FastPebLock);
    if (index < TLS_SLOTS + TLS_EXPANSION_SLOTS && *bitmap_word(index) & 1u << index % 32)
        status = NtSetInformationThread(CURRENT_THREAD, ThreadZeroTlsCell, &index, sizeof index);
    if (NT_SUCCESS(status))
        *bitmap_word(index) &= ~(1u << index % 32);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return result(status);
}

/* Where the current thread keeps a slot; null when it has stored nothing in the expansion yet. */
static void **slot_place(DWORD index)
{
    TEB *block = teb();
    if (index < TLS_SLOTS)
        return &block->TlsSlots[index];
    return block->TlsExpansionSlots ? &block->TlsExpansionSlots[index - TLS_SLOTS] : NULL;
}

LPVOID WINAPI TlsGetValue(DWORD index)
{
    if (index >= TLS_SLOTS + TLS_EXPANSION_SLOTS) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    void **place = slot_place(index);
    RtlSetLastWin32Error(ERROR_SUCCESS); /* so that a stored null can be told from a failure */
    return place ? *place : NULL;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
    if (index >= TLS_SLOTS + TLS_EXPANSION_SLOTS)
        return fail(ERROR_INVALID_PARAMETER);
    if (index >= TLS_SLOTS && !teb()->TlsExpansionSlots) {
        teb()->TlsExpansionSlots =
            RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, TLS_EXPANSION_SLOTS * sizeof(void *));
        if (!teb()->TlsExpansionSlots)
            return fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    *slot_place(index) = value;
    return TRUE;
}
