/*
 * _resetstkoflw: the guard of a stack that has overflowed is made again, above the two pages that NT keeps:
 * the lowest is never there, the next is for those who handle an overflow.
 */
#include "win32.h"

#define PAGE_BYTES 0x1000u
#define KEPT_BYTES (2 * PAGE_BYTES)

enum { MEM_COMMIT = 0x1000, MEM_RESERVE = 0x2000, PAGE_READWRITE = 4, PAGE_GUARD = 0x100 };

int _resetstkoflw(void);

/* The lowest committed pages of the region that begins at `low`. */
static int lowest_committed(uint8_t *low, struct memory_information *found)
{
    for (uint8_t *at = low; VirtualQuery(at, found, sizeof *found); at = found->base + found->size) {
        if (found->allocation_base != low)
            return 0;
        if (found->state == MEM_COMMIT)
            return 1;
    }
    return 0;
}

/* A page, and what the thread is guaranteed (SetThreadStackGuarantee). */
static uint32_t guard_bytes(void)
{
    uint32_t guaranteed = 0;
    SetThreadStackGuarantee(&guaranteed);
    return ((guaranteed + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1)) + PAGE_BYTES;
}

/* 1: the guard is there, or was not gone. 0: the stack still stands where it would have to lie. */
int _resetstkoflw(void)
{
    struct memory_information stack, lowest;
    uint8_t *here = (uint8_t *)((uintptr_t)&stack & ~(uintptr_t)(PAGE_BYTES - 1));
    uint32_t bytes = guard_bytes();
    DWORD old;
    if (!VirtualQuery(here, &stack, sizeof stack) || !lowest_committed(stack.allocation_base, &lowest))
        return 0;
    if (lowest.protection & PAGE_GUARD)
        return 1;
    uint8_t *guard = (uint8_t *)stack.allocation_base + KEPT_BYTES;
    if (guard < lowest.base)
        guard = lowest.base;
    if (here < guard || (uint32_t)(here - guard) < bytes + PAGE_BYTES)
        return 0;
    return VirtualProtect(guard, bytes, PAGE_READWRITE | PAGE_GUARD, &old);
}
