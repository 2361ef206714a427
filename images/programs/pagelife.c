/*
 * One page's life: it is written, pushed out by other pages and read back. What comes then, when nobody
 * has changed it since, scene workingset shows. First argument: how many other pages that takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE 4096u

static char *fresh(unsigned pages)
{
    return VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

/* Others come in until nothing is left of the page but its home. */
static void push_out(unsigned pages)
{
    char *others = fresh(pages);
    for (unsigned i = 0; i < pages; i++)
        others[i * PAGE] = 1;
    VirtualFree(others, 0, MEM_RELEASE);
}

int main(int argc, char **argv)
{
    unsigned others = argc > 1 ? (unsigned)atoi(argv[1]) : 200;
    char *page = fresh(1);
    printf("the page is %p\n", (void *)page);
    fflush(stdout);
    strcpy(page, "written once");
    push_out(others);
    printf("it says: %s\n", page);
    return 0;
}
