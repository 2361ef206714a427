/*
 * How much of the program's part of the address space can be reserved: pieces of 1 GB, of half of it, and so
 * on down to 64 KB, of each as many as there is room for; and that its highest page holds what is written
 * there. The same under Windows, where other DLLs lie in between.
 */
#include <stdio.h>
#include <windows.h>

#define MB      (1u << 20)
#define KB      (1u << 10)
#define GRANULE (64 * KB)

static void *taken[1024];
static unsigned count;

/* How many pieces of a size there is room for. */
static unsigned rung(unsigned bytes)
{
    unsigned first = count;
    while (count < 1024 && (taken[count] = VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS)))
        count++;
    return count - first;
}

static unsigned highest(void)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return (unsigned)system.lpMaximumApplicationAddress;
}

static void write_highest(void)
{
    volatile unsigned *page =
        VirtualAlloc(NULL, 4 * KB, MEM_RESERVE | MEM_COMMIT | MEM_TOP_DOWN, PAGE_READWRITE);
    if (!page)
        return;
    *page = 1234;
    printf("from the top: %p holds %u\n", (void *)page, *page);
    VirtualFree((void *)page, 0, MEM_RELEASE);
}

int main(void)
{
    printf("up to %08x\n", highest());
    write_highest();
    unsigned sum = 0;
    puts("pieces of");
    for (unsigned bytes = 1024 * MB; bytes >= MB; bytes /= 2) {
        unsigned pieces = rung(bytes);
        printf("%7u MB: %u\n", bytes / MB, pieces);
        sum += pieces * (bytes / KB);
    }
    for (unsigned bytes = MB / 2; bytes >= GRANULE; bytes /= 2)
        sum += rung(bytes) * (bytes / KB);
    void *more = VirtualAlloc(NULL, 1, MEM_RESERVE, PAGE_NOACCESS);
    printf("one byte more: %s, error %lu\n", more ? "there" : "refused", GetLastError());
    printf("with those down to 64 KB: %u MB of %u\n", sum / KB, highest() / MB + 1);
    while (count > 0)
        VirtualFree(taken[--count], 0, MEM_RELEASE);
    printf("given back: %u pieces of 1 GB\n", rung(1024 * MB));
    return 0;
}
