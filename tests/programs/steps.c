/*
 * steps FILE: runs the command lines of a file one after the other, prints each and the exit code of those
 * that fail. The machine's own list of programs starts them all at once.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static DWORD run(char *line)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    DWORD code;
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made)) {
        printf("cannot be started: error %lu\n", GetLastError());
        return 1;
    }
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &code);
    CloseHandle(made.hThread);
    CloseHandle(made.hProcess);
    return code;
}

int main(int argc, char **argv)
{
    char line[1024];
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        printf("usage: steps FILE\n");
        return 2;
    }
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        printf("> %s\n", line);
        fflush(stdout);
        DWORD code = run(line);
        if (code) {
            printf("exit code %lx\n", code);
            return 1;
        }
    }
    return 0;
}
