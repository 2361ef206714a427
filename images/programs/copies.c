/*
 * Memory of one process read and written for another while frames are short: the kernel keeps each page for a
 * moment in memory of its own, which may leave (/PAGEKERNEL). Three threads copy more than fits, each page
 * there and back, and look at each word. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE    0x1000u
#define WORDS   (PAGE / 4)
#define PAGES   160u
#define THREADS 3u

static LONG wrong;

static DWORD word_of(DWORD page, DWORD i)
{
    return page * 2654435761u + i;
}

static void fill(DWORD *at, DWORD page)
{
    for (DWORD i = 0; i < WORDS; i++)
        at[i] = word_of(page, i);
}

static void check(const DWORD *at, DWORD page, const char *what)
{
    DWORD i = 0;
    while (i < WORDS && at[i] == word_of(page, i))
        i++;
    if (i == WORDS || InterlockedIncrement(&wrong) > 8)
        return;
    printf("%s: page %lu, word %lu\n", what, page, i);
}

static void copy(DWORD *from, DWORD *to, DWORD page)
{
    SIZE_T read = 0, written = 0;
    ReadProcessMemory(GetCurrentProcess(), from, to, PAGE, &read);
    check(to, page, "read");
    fill(to, page + 1);
    WriteProcessMemory(GetCurrentProcess(), from, to, PAGE, &written);
    check(from, page + 1, "written");
    if (read != PAGE || written != PAGE)
        printf("page %lu: %lu read, %lu written\n", page, (DWORD)read, (DWORD)written);
}

static DWORD WINAPI work(void *argument)
{
    DWORD first = (DWORD)(ULONG_PTR)argument * PAGES;
    DWORD *from = VirtualAlloc(NULL, 2 * PAGES * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (DWORD i = 0; i < PAGES; i++)
        fill(from + i * WORDS, first + i);
    for (DWORD i = 0; i < PAGES; i++)
        copy(from + i * WORDS, from + (PAGES + i) * WORDS, first + i);
    return 0;
}

int main(void)
{
    HANDLE threads[THREADS];
    for (DWORD i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, work, (void *)(ULONG_PTR)i, 0, NULL);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    printf("%lu pages there and back, %ld wrong\n", (DWORD)(THREADS * PAGES), wrong);
    return 0;
}
