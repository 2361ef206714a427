/*
 * Pages far apart, no two in one page table. When their memory is wanted for a loop over other pages,
 * the pages leave first and their tables, which then name nothing that is in memory, behind them; a touch
 * brings both back. Arguments: how many of them, how many pages the loop has, and how many
 * frames are left beside those that nobody pages. The same under Windows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "lockmemory.h"

#define PAGE  4096u
#define TABLE (1024 * PAGE) /* what one page table maps */

/* Frames that nobody pages: all but so many. */
static void take_memory(unsigned left)
{
    static ULONG_PTR frames[1 << 16];
    ULONG_PTR count = sizeof frames / sizeof *frames, back = left;
    enable_lock_memory();
    if (!AllocateUserPhysicalPages(GetCurrentProcess(), &count, frames))
        printf("AllocateUserPhysicalPages: error %lu\n", GetLastError());
    if (!FreeUserPhysicalPages(GetCurrentProcess(), &back, frames))
        printf("FreeUserPhysicalPages: error %lu\n", GetLastError());
}

static void press(unsigned pages)
{
    volatile char *other = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned pass = 0; other && pass < 2; pass++)
        for (unsigned i = 0; i < pages; i++)
            other[i * PAGE]++;
    VirtualFree((void *)other, 0, MEM_RELEASE);
}

static unsigned *word(char *region, unsigned i)
{
    return (unsigned *)(region + i * TABLE);
}

static unsigned read_back(char *region, unsigned count)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < count; i++)
        wrong += *word(region, i) != i + 1;
    return wrong;
}

/* Of a page whose table is away: the state is what the table says. */
static void ask(char *region, unsigned i)
{
    MEMORY_BASIC_INFORMATION here, behind;
    VirtualQuery(word(region, i), &here, sizeof here);
    VirtualQuery(region + i * TABLE + PAGE, &behind, sizeof behind);
    printf("page %u: %s, behind it %s\n", i, here.State == MEM_COMMIT ? "committed" : "not committed",
           behind.State == MEM_RESERVE ? "reserved" : "not reserved");
}

int main(int argc, char **argv)
{
    unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 6, pages = argc > 2 ? (unsigned)atoi(argv[2]) : 256;
    char *region = VirtualAlloc(NULL, count * TABLE, MEM_RESERVE, PAGE_READWRITE);
    for (unsigned i = 0; region && i < count; i++)
        if (VirtualAlloc(word(region, i), PAGE, MEM_COMMIT, PAGE_READWRITE))
            *word(region, i) = i + 1;
    take_memory(argc > 3 ? (unsigned)atoi(argv[3]) : 0);
    printf("%u pages at %p, no two in one page table\n", count, region);
    press(pages);
    printf("other pages were used\n");
    printf("%u of %u are wrong\n", read_back(region, count - 1), count - 1);
    press(pages);
    ask(region, 0);
    VirtualFree(word(region, 0), PAGE, MEM_DECOMMIT);
    ask(region, 0);
    return 0;
}
