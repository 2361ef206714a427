/*
 * A process and its children, which are the same program with another command line: one with arguments that
 * need quotes, one that crashes, one that is ended by its parent. Returns how many did not end as they
 * should.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define TERMINATED 55

static char program[MAX_PATH];
static int wrong;

static int child_arguments(int count, char **arguments)
{
    printf("child: %d arguments:", count);
    for (int i = 0; i < count; i++)
        printf(" <%s>", arguments[i]);
    printf("\n");
    return 40 + count;
}

static int child_crash(void)
{
    printf("child: about to crash\n");
    fflush(stdout);
    *(volatile int *)16 = 1;
    printf("child: did not crash\n");
    return 0;
}

static int child_wait(void)
{
    HANDLE running = OpenEventA(EVENT_MODIFY_STATE, FALSE, "child runs");
    printf("child: waits for ever\n");
    fflush(stdout);
    SetEvent(running);
    Sleep(INFINITE);
    return 0;
}

static PROCESS_INFORMATION start(const char *arguments)
{
    char line[MAX_PATH + 80];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    sprintf(line, "\"%s\" %s", program, arguments);
    printf("start: %s\n", arguments);
    fflush(stdout);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child)) {
        printf("cannot start it: error %lu\n", GetLastError());
        exit(100);
    }
    return child;
}

static void expect_end(PROCESS_INFORMATION child, DWORD expected)
{
    DWORD code = 0;
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    printf("ended: %lx\n", code);
    wrong += code != expected;
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
}

static void terminate(void)
{
    DWORD code = 0;
    HANDLE running = CreateEventA(NULL, FALSE, FALSE, "child runs");
    PROCESS_INFORMATION child = start("wait");
    WaitForSingleObject(running, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    printf("still active: %d\n",
           code == STILL_ACTIVE && WaitForSingleObject(child.hProcess, 0) == WAIT_TIMEOUT);
    printf("terminate: %d\n", TerminateProcess(child.hProcess, TERMINATED));
    expect_end(child, TERMINATED);
    CloseHandle(running);
}

static void no_such_program(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    int started =
        CreateProcessA("C:\\TEMP\\nothing.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child);
    printf("no such program: %d, error %lu\n", started, GetLastError());
    wrong += started || GetLastError() != ERROR_FILE_NOT_FOUND;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "arguments") == 0)
        return child_arguments(argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "crash") == 0)
        return child_crash();
    if (argc > 1 && strcmp(argv[1], "wait") == 0)
        return child_wait();

    GetModuleFileNameA(NULL, program, sizeof program);
    SetErrorMode(SEM_NOGPFAULTERRORBOX);
    expect_end(start("arguments plain \"two words\" \\\"quoted\\\" \"\" back\\slash\\ \"end\\\\\""), 46);
    expect_end(start("crash"), STATUS_ACCESS_VIOLATION);
    terminate();
    no_such_program();
    return wrong;
}
