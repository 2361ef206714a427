/*
 * Belady's string, 1 2 3 4 1 2 5 1 2 3 4 5, six times over. Each number is a block of pages, which are
 * touched in order; the argument says how many. First in, first out takes more page-ins of it with room for
 * four blocks than with less.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define BLOCKS 5u
#define TIMES  6u

static void touch(volatile char *block, unsigned pages)
{
    for (unsigned page = 0; page < pages; page++)
        block[page * 4096u]++;
}

int main(int argc, char **argv)
{
    static const unsigned char string[] = {1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
    unsigned pages = argc > 1 ? (unsigned)atoi(argv[1]) : 31;
    char *memory = VirtualAlloc(NULL, BLOCKS * pages * 4096u, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory) {
        printf("VirtualAlloc: error %lu\n", GetLastError());
        return 2;
    }
    printf("five blocks of %u pages\n", pages);
    fflush(stdout);
    for (unsigned time = 0; time < TIMES; time++)
        for (unsigned i = 0; i < sizeof string; i++)
            touch(memory + (string[i] - 1) * pages * 4096u, pages);
    return 0;
}
