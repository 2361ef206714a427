/*
 * Pages that have been in the page file and are locked in memory then, where they cannot leave their frames;
 * behind them all that may be committed, written. A page that was read back has a place in the page file,
 * too: once the file is full others need it. Arguments: how many pages are locked, and how many are used to
 * press them out. The same under Windows, where there is more to commit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define PAGE 4096u
#define MOST 4096u /* pages to commit */
#define LEFT 2u    /* that are not, for the program's own needs */

static void fill(char *region, unsigned pages, unsigned seed)
{
    for (unsigned i = 0; i < pages; i++)
        *(unsigned *)(region + i * PAGE) = seed + i;
}

static void check(const char *what, const char *region, unsigned pages, unsigned seed)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < pages; i++)
        wrong += *(const unsigned *)(region + i * PAGE) != seed + i;
    printf("%s: %u are wrong\n", what, wrong);
}

static void press(unsigned pages)
{
    char *other = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    fill(other, pages, 0);
    VirtualFree(other, 0, MEM_RELEASE);
}

/* All there is to commit, page after page. */
static char *commit_all(unsigned *pages)
{
    char *region = VirtualAlloc(NULL, MOST * PAGE, MEM_RESERVE, PAGE_READWRITE);
    for (*pages = 0; *pages < MOST; ++*pages)
        if (!VirtualAlloc(region + *pages * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE))
            break;
    *pages -= LEFT;
    VirtualFree(region + *pages * PAGE, LEFT * PAGE, MEM_DECOMMIT);
    return region;
}

int main(int argc, char **argv)
{
    unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 100,
             pages = argc > 2 ? (unsigned)atoi(argv[2]) : 300, rest;
    char *locked = VirtualAlloc(NULL, count * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    fill(locked, count, 1000000);
    press(pages);
    SetProcessWorkingSetSize(GetCurrentProcess(), (count + 20) * PAGE, (count + 60) * PAGE);
    if (!VirtualLock(locked, count * PAGE))
        printf("VirtualLock: error %lu\n", GetLastError());
    char *others = commit_all(&rest);
    printf("%u pages are locked, all that can be had besides is committed\n", count);
    fill(others, rest, 2000000);
    check("the others", others, rest, 2000000);
    check("the locked ones", locked, count, 1000000);
    return 0;
}
