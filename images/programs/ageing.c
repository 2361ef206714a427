/*
 * Accessed and Dirty, as they are seen from outside. The program may have a few pages more than it has, and
 * touches some once each, in turn read and written, but for four in their midst, which it uses again at every
 * step: who was used since the hand came by stays. Then frames get short, and what was given up is written.
 * Arguments: how many pages; how many frames the program takes by number (AWE), to make them short.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "lockmemory.h"
#include <psapi.h>

#define PAGE 4096u

enum { OFTEN_FIRST = 8, OFTEN_END = 12, MORE = 20, MOST_FRAMES = 256 };

static void only_a_few_more(void)
{
    PROCESS_MEMORY_COUNTERS now;
    K32GetProcessMemoryInfo(GetCurrentProcess(), &now, sizeof now);
    if (!SetProcessWorkingSetSizeEx(GetCurrentProcess(), 20 * PAGE, now.WorkingSetSize + MORE * PAGE,
                                    QUOTA_LIMITS_HARDWS_MAX_ENABLE))
        printf("SetProcessWorkingSetSizeEx: error %lu\n", GetLastError());
}

static void use(volatile char *memory, unsigned page)
{
    if (page % 2)
        memory[page * PAGE] = 1;
    else
        (void)memory[page * PAGE];
}

static void use_all(volatile char *memory, unsigned pages)
{
    for (unsigned page = 0; page < pages; page++) {
        use(memory, page);
        for (unsigned often = OFTEN_FIRST; often < OFTEN_END && often < page; often++)
            use(memory, often);
    }
}

static void take_frames(ULONG_PTR count)
{
    static ULONG_PTR frames[MOST_FRAMES];
    if (!AllocateUserPhysicalPages(GetCurrentProcess(), &count, frames))
        printf("AllocateUserPhysicalPages: error %lu\n", GetLastError());
    FreeUserPhysicalPages(GetCurrentProcess(), &count, frames);
}

int main(int argc, char **argv)
{
    unsigned pages = argc > 1 ? (unsigned)atoi(argv[1]) : 36,
             frames = argc > 2 ? (unsigned)atoi(argv[2]) : 116;
    volatile char *memory = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory || frames > MOST_FRAMES)
        return 2;
    printf("%u pages from %p on\n", pages, (void *)memory);
    printf("used often: %p to %p\n", (void *)(memory + OFTEN_FIRST * PAGE),
           (void *)(memory + OFTEN_END * PAGE - 1));
    fflush(stdout);
    enable_lock_memory();
    only_a_few_more();
    use_all(memory, pages);
    printf("now frames get short\n");
    fflush(stdout);
    take_frames(frames);
    return 0;
}
