/*
 * Touches more memory than there are frames, and reads everything back. First argument: megabytes. Each page
 * gets a number that only it has; three passes: write all, check all, change every third page and check all
 * again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define PAGE 4096u

static unsigned wrong(const unsigned *memory, unsigned pages, unsigned seed, unsigned every, unsigned extra)
{
    unsigned count = 0;
    for (unsigned i = 0; i < pages; i++) {
        unsigned want = (i * 2654435761u) ^ seed;
        if (every && i % every == 0)
            want += extra;
        for (unsigned word = 0; word < PAGE / 4; word += 256)
            count += memory[i * PAGE / 4 + word] != want + word;
    }
    return count;
}

int main(int argc, char **argv)
{
    unsigned pages = (unsigned)(argc > 1 ? atoi(argv[1]) : 12) * 256u, seed = 0x5eed;
    unsigned *memory = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory) {
        printf("VirtualAlloc: error %lu\n", GetLastError());
        return 2;
    }
    for (unsigned i = 0; i < pages; i++)
        for (unsigned word = 0; word < PAGE / 4; word += 256)
            memory[i * PAGE / 4 + word] = ((i * 2654435761u) ^ seed) + word;
    unsigned first = wrong(memory, pages, seed, 0, 0);
    for (unsigned i = 0; i < pages; i += 3)
        for (unsigned word = 0; word < PAGE / 4; word += 256)
            memory[i * PAGE / 4 + word] += 17;
    unsigned second = wrong(memory, pages, seed, 3, 17);
    printf("%u pages, %u words wrong, %u words wrong\n", pages, first, second);
    VirtualFree(memory, 0, MEM_RELEASE);
    return first + second ? 1 : 0;
}
