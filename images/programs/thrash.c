/*
 * How many faults a loop over some pages takes, ten times over, when there are about as many frames.
 * Arguments: one or more numbers of pages; each is done by a process of its own, whose `process-` line has
 * its faults.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define PASSES 10u

static int loop(unsigned pages)
{
    volatile char *memory = VirtualAlloc(NULL, pages * 4096u, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory)
        return 2;
    for (unsigned pass = 0; pass < PASSES; pass++)
        for (unsigned page = 0; page < pages; page++)
            memory[page * 4096u]++;
    return 0;
}

static int run(const char *pages)
{
    char line[64];
    STARTUPINFOA how = {.cb = sizeof how};
    PROCESS_INFORMATION made;
    snprintf(line, sizeof line, "C:\\PROGRAMS\\thrash.exe loop %s", pages);
    printf("%s pages, ten times\n", pages);
    fflush(stdout);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &made)) {
        printf("CreateProcess: error %lu\n", GetLastError());
        return 2;
    }
    WaitForSingleObject(made.hProcess, INFINITE);
    CloseHandle(made.hThread);
    CloseHandle(made.hProcess);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    if (argc > 2 && argv[1][0] == 'l')
        return loop((unsigned)atoi(argv[2]));
    for (int i = 1; i < argc; i++)
        failed |= run(argv[i]);
    return failed;
}
