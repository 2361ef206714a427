/*
 * SetThreadStackGuarantee: how much of its stack a thread or fiber can still use when it has overflowed. The
 * kernel keeps the guard as large as the TEB says (mmu/stack.h); here it is made so for the first time.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nt_memory.h"

static uintptr_t page_of(uintptr_t address)
{
    return address & ~(uintptr_t)(PAGE_BYTES - 1);
}

/* Where a guard of so many bytes begins: below the lowest byte that was used or, where there is no room for
 * it, at the stack's end, where it may take what was used once and is not now. 0: not even there. The lowest
 * page is never committed. */
static uintptr_t guard_place(uintptr_t bytes)
{
    uintptr_t low = (uintptr_t)teb()->DeallocationStack, limit = page_of((uintptr_t)teb()->NtTib.StackLimit);
    uintptr_t here = page_of((uintptr_t)__builtin_frame_address(0)), lowest = low + PAGE_BYTES;
    if (limit > lowest && limit - lowest >= bytes)
        return limit - bytes;
    return here > lowest && here - lowest >= bytes + PAGE_BYTES ? lowest : 0;
}

static BOOL guarantee(ULONG bytes)
{
    const NT_TIB *tib = &teb()->NtTib;
    if (bytes > (uintptr_t)tib->StackBase - (uintptr_t)teb()->DeallocationStack)
        return fail(ERROR_INVALID_PARAMETER);
    bytes = page_of(bytes + PAGE_BYTES - 1);
    SIZE_T size = bytes + PAGE_BYTES;
    void *start = (void *)guard_place(size);
    if (!start)
        return fail(ERROR_INVALID_PARAMETER);
    if (!result(NtAllocateVirtualMemory(CURRENT_PROCESS, &start, 0, &size, MEM_COMMIT,
                                        PAGE_READWRITE | PAGE_GUARD)))
        return FALSE;
    teb()->GuaranteedStackBytes = bytes;
    return TRUE;
}

/* A guarantee never becomes smaller: who asks for less, or for 0, only learns what it is. */
BOOL WINAPI SetThreadStackGuarantee(PULONG bytes)
{
    ULONG old = teb()->GuaranteedStackBytes;
    if (*bytes > old && !guarantee(*bytes))
        return FALSE;
    *bytes = old;
    return TRUE;
}
