/*
 * Touches more memory than there are frames, and reads everything back. First argument: pages. Each page
 * gets a number that only it has; three passes: write all, check all, change every third page and check all
 * again. Then what came out of all that: a protection, this program's own data, memory that is given back and
 * taken again, and the bytes behind the ends of this image's sections.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static volatile char data[PAGE] __attribute__((aligned(4096))) = "read before, written behind";

/* Uninitialised data and the heap go to the page file, too: each word says where it is. */
static unsigned uninitialised[2 * PAGE / 4];

static void mark(unsigned *words)
{
    for (unsigned i = 0; i < 2 * PAGE / 4; i++)
        words[i] = (unsigned)&words[i] * 2654435761u;
}

static unsigned unmarked(const unsigned *words)
{
    unsigned count = 0;
    for (unsigned i = 0; i < 2 * PAGE / 4; i++)
        count += words[i] != (unsigned)&words[i] * 2654435761u;
    return count;
}

/* Fresh memory must be zero, whatever its frames held before. */
static unsigned not_zero(unsigned pages)
{
    unsigned count = 0;
    unsigned *memory = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (unsigned word = 0; word < pages * PAGE / 4; word++)
        count += memory[word] != 0;
    memset(memory, 0xee, pages * PAGE);
    VirtualFree(memory, 0, MEM_RELEASE);
    return count;
}

/* What an image has in memory beyond what its file holds must be zero. */
static unsigned not_zero_behind(const char *image)
{
    const IMAGE_NT_HEADERS *nt = (const void *)(image + ((const IMAGE_DOS_HEADER *)image)->e_lfanew);
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(nt);
    unsigned count = 0;
    for (DWORD at = nt->OptionalHeader.SizeOfHeaders; at % PAGE; at++)
        count += image[at] != 0;
    for (int i = 0; i < nt->FileHeader.NumberOfSections; i++)
        if (!(section[i].Characteristics & IMAGE_SCN_MEM_WRITE) && section[i].SizeOfRawData)
            for (DWORD at = section[i].VirtualAddress + section[i].SizeOfRawData; at % PAGE; at++)
                count += image[at] != 0;
    return count;
}

int main(int argc, char **argv)
{
    unsigned pages = argc > 1 ? (unsigned)atoi(argv[1]) : 3072u, seed = 0x5eed;
    unsigned *memory = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    char first_byte = data[0];
    unsigned *heap = malloc(2 * PAGE);
    DWORD old, kept;
    if (!memory) {
        printf("VirtualAlloc: error %lu\n", GetLastError());
        return 2;
    }
    mark(uninitialised);
    mark(heap);
    for (unsigned i = 0; i < pages; i++)
        for (unsigned word = 0; word < PAGE / 4; word += 256)
            memory[i * PAGE / 4 + word] = ((i * 2654435761u) ^ seed) + word;
    memory[1] = seed; /* written and at once protected: neither may get lost on the way out */
    VirtualProtect(memory, PAGE, PAGE_READONLY, &old);
    unsigned first = wrong(memory, pages, seed, 0, 0);
    VirtualProtect(memory, PAGE, PAGE_READWRITE, &kept);
    first += memory[1] != seed;
    for (unsigned i = 0; i < pages; i += 3)
        for (unsigned word = 0; word < PAGE / 4; word += 256)
            memory[i * PAGE / 4 + word] += 17;
    unsigned second = wrong(memory, pages, seed, 3, 17);
    printf("%u pages, %u words wrong, %u words wrong\n", pages, first, second);
    printf("own data: %u and %u words wrong\n", unmarked(uninitialised), unmarked(heap));
    VirtualFree(memory, 0, MEM_RELEASE);
    data[0] = 'R';
    printf("protection %lx, was %lx; %c%s was %c\n", kept, old, data[0], (const char *)data + 1, first_byte);
    for (int i = 0; i < 2; i++) {
        Sleep(1); /* the system has the time to clear what is free */
        printf("taken again: %u words are not zero\n", not_zero(48));
    }
    printf("behind the ends of sections: %u bytes are not zero\n",
           not_zero_behind((const char *)GetModuleHandleA(NULL)));
    return first + second ? 1 : 0;
}
