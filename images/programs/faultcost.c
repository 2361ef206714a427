/*
 * What a page fault costs by the access that it is taken for: the time-stamp counter around touches of fresh
 * pages, on the mean. Where the counter counts instructions (`make bench`), so does this.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE   0x1000u
#define ROUNDS 64

static DWORD now(void)
{
    DWORD low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low;
}

#define TOUCH(name, instruction)                                                                             \
    static DWORD name(char *at)                                                                              \
    {                                                                                                        \
        DWORD begin = now();                                                                                 \
        __asm__ volatile(instruction : : "r"(at) : "eax", "cc", "memory");                                   \
        return now() - begin;                                                                                \
    }
TOUCH(writing, "movl %%eax, (%0)")
TOUCH(reading, "movl (%0), %%eax")
TOUCH(modifying, "addl $1, (%0)")

/* In turn, so that whatever else changes on the way is the same for all three. */
int main(void)
{
    char *at = VirtualAlloc(NULL, 3 * (ROUNDS + 1) * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD sums[3] = {0};
    for (int i = 0; i <= ROUNDS; i++, at += 3 * PAGE) {
        DWORD costs[3] = {writing(at), reading(at + PAGE), modifying(at + 2 * PAGE)};
        for (int j = 0; j < 3 && i > 0; j++) /* the first ones may bring this program's own pages in */
            sums[j] += costs[j];
    }
    printf("write=%lu read=%lu modify=%lu\n", sums[0] / ROUNDS, sums[1] / ROUNDS, sums[2] / ROUNDS);
    return 0;
}
