/*
 * A page file that grows. First all that is promised is committed, to the page, and a stack wants more. Then
 * memory is committed, a megabyte at a time, until no more is promised: the commit limit rises with the page
 * file, up to its most; then the refusal. What was written is all there.
 */
#include <stdio.h>
#include <windows.h>

#define MB   (1024u * 1024u)
#define PAGE 0x1000u
#define MOST 64u

static unsigned *blocks[MOST];

static void fill(unsigned *block, unsigned number)
{
    for (unsigned page = 0; page < MB / PAGE; page++)
        block[page * PAGE / 4] = number * 1000 + page;
}

static unsigned wrong(const unsigned *block, unsigned number)
{
    unsigned count = 0;
    for (unsigned page = 0; page < MB / PAGE; page++)
        count += block[page * PAGE / 4] != number * 1000 + page;
    return count;
}

static SIZE_T promised(void)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof status};
    GlobalMemoryStatusEx(&status);
    return (SIZE_T)status.ullAvailPageFile;
}

static unsigned deep(unsigned pages)
{
    volatile char page[PAGE];
    page[0] = (char)pages;
    return pages ? deep(pages - 1) + (page[0] == (char)pages) : 0;
}

static void stack(void)
{
    char *all = VirtualAlloc(NULL, promised(), MEM_RESERVE, PAGE_READWRITE);
    BOOL done = VirtualAlloc(all, promised(), MEM_COMMIT, PAGE_READWRITE) != NULL;
    unsigned grown = deep(8);
    VirtualFree(all, 0, MEM_RELEASE);
    printf("all that was promised: %s; then %u pages of stack\n", done ? "committed" : "refused", grown);
}

int main(void)
{
    stack();
    unsigned count = 0, errors = 0;
    for (; count < MOST; count++) {
        blocks[count] = VirtualAlloc(NULL, MB, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        if (!blocks[count])
            break;
        fill(blocks[count], count);
    }
    printf("%u MB committed, then error %lu\n", count, GetLastError());
    for (unsigned i = 0; i < count; i++)
        errors += wrong(blocks[i], i);
    printf("%u pages wrong\n", errors);
    for (unsigned i = 0; i < count; i++)
        VirtualFree(blocks[i], 0, MEM_RELEASE);
    printf("one more: %s\n",
           VirtualAlloc(NULL, MB, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) ? "there" : "refused");
    return (int)errors;
}
