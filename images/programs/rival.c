/*
 * rival ID: is always ready to run, until that process has ended, and always gives way. Beside it a program
 * is preempted, if anything preempts, and steps (/QUANTUM=).
 */
#include <stdlib.h>
#include <windows.h>

int main(int argc, char **argv)
{
    HANDLE process = argc == 2 ? OpenProcess(SYNCHRONIZE, FALSE, (DWORD)atoi(argv[1])) : NULL;
    if (!process)
        return 1;
    while (WaitForSingleObject(process, 0) == WAIT_TIMEOUT)
        SwitchToThread();
    return 0;
}
