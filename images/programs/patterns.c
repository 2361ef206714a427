/*
 * One pattern of touches, by name, over an array of 4096 pages; images/programs/patterns.h says which there
 * are. First argument: its name, or `loop` and, second, over how many pages. Each touch counts in word 0 of
 * its page.
 *
 * "begin", with where the array lies, and "end" stand in the log. Before the first touch, more memory than
 * there is is used up and given back: what the program needed to come so far is out of the way, and frames
 * are free.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define WASH_PAGES  1600u
#define WASH_PASSES 6u

static unsigned *array;

static void touch(unsigned page)
{
    array[page * 1024u]++;
}

static unsigned *word(unsigned i)
{
    return &array[i];
}

#include "patterns.h"

static void *fresh(unsigned pages)
{
    void *memory = VirtualAlloc(NULL, pages * 4096u, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory) {
        printf("patterns: VirtualAlloc: error %lu\n", GetLastError());
        exit(2);
    }
    return memory;
}

static void wash(void)
{
    volatile char *memory = fresh(WASH_PAGES);
    for (unsigned pass = 0; pass < WASH_PASSES; pass++)
        for (unsigned page = 0; page < WASH_PAGES; page++)
            memory[page * 4096u]++;
    VirtualFree((void *)memory, 0, MEM_RELEASE);
}

static const struct pattern *find(const char *name)
{
    for (unsigned i = 0; i < PATTERNS; i++)
        if (strcmp(patterns[i].name, name) == 0)
            return &patterns[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const struct pattern *pattern = argc > 1 ? find(argv[1]) : NULL;
    unsigned pages = argc > 2 && strcmp(argv[1], "loop") == 0 ? (unsigned)atoi(argv[2]) : 0;
    if (!pattern && pages == 0) {
        printf("patterns: no pattern %s\n", argc > 1 ? argv[1] : "was named");
        return 2;
    }
    array = fresh(ARRAY_PAGES);
    printf("begin %08x %08x\n", (unsigned)array, (unsigned)array + ARRAY_PAGES * 4096u);
    fflush(stdout);
    wash();
    if (pattern)
        pattern_run(pattern);
    else
        loop(pages, 10);
    puts("end");
    return 0;
}
