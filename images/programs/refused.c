/*
 * Promises that the machine cannot keep are refused when they are asked for, though most of the frames are
 * free; a reservation is a promise of its page tables alone.
 */
#include <stdio.h>
#include <windows.h>

#define MB (1u << 20)

static void say(const char *what, const void *result)
{
    printf("%-22s %s, error %lu\n", what, result ? "there" : "refused", result ? 0 : GetLastError());
    fflush(stdout);
}

int main(void)
{
    char *reserved = VirtualAlloc(NULL, 64 * MB, MEM_RESERVE, PAGE_READWRITE);
    say("64 MB reserved", reserved);
    say("all of it committed", VirtualAlloc(reserved, 64 * MB, MEM_COMMIT, PAGE_READWRITE));
    say("16 MB of it", VirtualAlloc(reserved, 16 * MB, MEM_COMMIT, PAGE_READWRITE));
    say("a section of 16 MB",
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 16 * MB, NULL));
    say("one of 4 MB", CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4 * MB, NULL));
    say("a stack of 8 MB", CreateThread(NULL, 8 * MB, NULL, NULL, 0, NULL));
    return 0;
}
