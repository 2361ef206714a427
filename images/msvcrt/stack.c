/*
 * _resetstkoflw: the thread's stack gets its guard page back after an overflow, so that the next one is an
 * exception, too. The guard lies above the two pages that NT keeps: the lowest is never there, the next is
 * for those who handle an overflow. Microsoft: "_resetstkoflw".
 */
#include <stdbool.h>
#include <stdint.h>
#include "win32.h"

#define PAGE       0x1000u
#define MEM_COMMIT 0x1000u
#define READWRITE  0x04u
#define GUARD      0x100u
#define KEPT       (2 * PAGE)

/* The lowest page of the stack around `here` that is committed; false if nothing is known of it. */
static bool lowest_committed(const void *here, struct memory_information *region)
{
    if (VirtualQuery(here, region, sizeof *region) == 0)
        return false;
    for (char *at = region->allocation_base; VirtualQuery(at, region, sizeof *region) != 0;
         at += region->size)
        if (region->state == MEM_COMMIT)
            return true;
    return false;
}

/* Fails while the caller stands on the page that is to be the guard. */
int _resetstkoflw(void)
{
    struct memory_information region;
    DWORD before;
    char *guard, *here = __builtin_frame_address(0);
    if (!lowest_committed(here, &region))
        return 0;
    if (region.protect & GUARD)
        return 1;
    guard = (char *)region.allocation_base + KEPT;
    if (guard < (char *)region.base)
        guard = region.base;
    if (here < guard + PAGE)
        return 0;
    return VirtualProtect(guard, PAGE, READWRITE | GUARD, &before) != 0;
}
