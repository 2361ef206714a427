/*
 * churn N [forever]: takes a page of memory, touches it and gives it back, N times. A log with all classes
 * has a dozen lines a time, so that N chooses how long it becomes. With `forever` it then computes without
 * end, and without an event that could be logged.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static int churn(void)
{
    volatile char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!page)
        return 0;
    *page = 1;
    return VirtualFree((void *)page, 0, MEM_RELEASE);
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < count; i++)
        if (!churn()) {
            printf("%d: error %lu\n", i, GetLastError());
            return 1;
        }
    printf("%d times\n", count);
    fflush(stdout);
    if (argc > 2 && strcmp(argv[2], "forever") == 0)
        for (volatile unsigned i = 0;; i++)
            ;
    return 0;
}
