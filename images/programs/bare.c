/*
 * A program without a C run time: KERNEL32 is all that it imports, and its first instruction is its own. What
 * a process costs by itself (`make bench`). With a last argument `wait` it stays until it is ended.
 */
#include <windows.h>

static int says_wait(const char *line)
{
    unsigned length = (unsigned)lstrlenA(line);
    return length >= 4 && lstrcmpA(line + length - 4, "wait") == 0;
}

void mainCRTStartup(void)
{
    if (says_wait(GetCommandLineA()))
        Sleep(INFINITE);
    ExitProcess(0);
}
