/*
 * Frames above 4 GB, which only page tables of three levels can name: taken by number, used for pages that go
 * to the page file and come back, and for another process. A frame by number stays; so who takes all that lie
 * below leaves the others for the rest of the machine. Needs a machine with memory on both sides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "lockmemory.h"

#define PAGE      0x1000u
#define FIRST     0x100000u /* the first frame above 4 GB */
#define MOST      2048u
#define HIGH_ONES 8u
#define PLACE     ((char *)0x20000000) /* where the log is asked to look (/WALK=) */

static ULONG_PTR taken[MOST];
static unsigned count;

static BOOL is_high(ULONG_PTR frame)
{
    return frame >= FIRST;
}

static BOOL take_one(void)
{
    ULONG_PTR one = 1;
    if (count == MOST || !AllocateUserPhysicalPages(GetCurrentProcess(), &one, &taken[count]) || one == 0)
        return FALSE;
    count++;
    return TRUE;
}

/* Low frames come first: once some are high, all that are low are taken. */
static void take_low_frames(void)
{
    unsigned high = 0;
    while (high < HIGH_ONES && take_one())
        high += is_high(taken[count - 1]);
    printf("the first lies below 4 GB: %d, the last above: %d\n", !is_high(taken[0]),
           is_high(taken[count - 1]));
}

/* One page of address space shows each frame in turn. */
static void use_by_number(void)
{
    unsigned *window = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_PHYSICAL, PAGE_READWRITE), wrong = 0;
    for (unsigned i = 0; i < count; i++) {
        MapUserPhysicalPages(window, 1, &taken[i]);
        *window = (unsigned)taken[i];
    }
    for (unsigned i = 0; i < count; i++) {
        MapUserPhysicalPages(window, 1, &taken[i]);
        wrong += *window != taken[i];
    }
    MapUserPhysicalPages(window, 1, NULL);
    printf("frames that hold something else than was written: %u\n", wrong);
}

static void push_out(unsigned pages)
{
    char *others = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned i = 0; i < pages; i++)
        others[i * PAGE] = 1;
    VirtualFree(others, 0, MEM_RELEASE);
}

static void use_for_a_page(const char *text, unsigned others)
{
    char *page = VirtualAlloc(PLACE, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    strcpy(page, text);
    push_out(others);
    printf("the page says: %s\n", page);
    fflush(stdout);
}

static void use_for_a_process(const char *self, const char *others)
{
    char line[MAX_PATH];
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION child;
    snprintf(line, sizeof line, "%s %s child", self, others);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &child))
        return;
    WaitForSingleObject(child.hProcess, INFINITE);
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
}

static void give_back_and_take_again(void)
{
    ULONG_PTR all = count;
    FreeUserPhysicalPages(GetCurrentProcess(), &all, taken);
    printf("all given back: %d\n", all == count);
    count = 0;
    while (take_one() && is_high(taken[count - 1]))
        ;
    printf("and one below 4 GB taken again: %d\n", count > 0 && !is_high(taken[count - 1]));
}

int main(int argc, char **argv)
{
    unsigned others = argc > 1 ? (unsigned)atoi(argv[1]) : 200;
    if (argc > 2) {
        use_for_a_page("written by the second process", others);
        return 0;
    }
    enable_lock_memory();
    take_low_frames();
    use_by_number();
    use_for_a_page("written by the first process", others);
    use_for_a_process(argv[0], argc > 1 ? argv[1] : "200");
    give_back_and_take_again();
    return 0;
}
