/*
 * Control-C that is typed: whoever handles it goes on, its read ends with nothing; a process without a
 * handler ends, whatever it does; one that ignores it hears nothing. Same under Windows, with these keys
 * typed.
 */
#include <stdio.h>
#include <windows.h>

static BOOL WINAPI handler(DWORD event)
{
    printf("handler: event %lu\n", event);
    fflush(stdout);
    return TRUE;
}

static void read_line(const char *when)
{
    char line[100];
    DWORD count = 99;
    SetLastError(0);
    BOOL done = ReadFile(GetStdHandle(STD_INPUT_HANDLE), line, sizeof line, &count, NULL);
    printf("%s: read %d, %lu bytes, error %lu\n", when, done, count, count ? 0 : GetLastError());
    fflush(stdout);
}

static HANDLE start(const char *what)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\console_break.exe %s", what);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made);
    CloseHandle(made.hThread);
    return made.hProcess;
}

static DWORD code_of(HANDLE process, DWORD milliseconds)
{
    DWORD code = 0;
    WaitForSingleObject(process, milliseconds);
    GetExitCodeProcess(process, &code);
    return code;
}

/* One that sleeps, without a handler; one that sleeps and ignores it, which goes on to those it starts. */
static void with_children(void)
{
    HANDLE plain = start("sleeps");
    SetConsoleCtrlHandler(NULL, TRUE);
    HANDLE deaf = start("sleeps");
    SetConsoleCtrlHandler(NULL, FALSE);
    Sleep(10);
    read_line("second control-C");
    printf("the child ends with %lx, the deaf one with %lx\n", code_of(plain, INFINITE), code_of(deaf, 10));
    TerminateProcess(deaf, 0);
}

int main(int argc, char **argv)
{
    DWORD mode;
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    (void)argv;
    if (argc > 1)
        Sleep(INFINITE);
    SetConsoleCtrlHandler(handler, TRUE);
    read_line("a line");
    read_line("control-C");
    with_children();
    GetConsoleMode(input, &mode);
    SetConsoleMode(input, mode & ~ENABLE_PROCESSED_INPUT);
    read_line("control-C is a character");
    SetConsoleMode(input, mode);
    SetConsoleCtrlHandler(handler, FALSE);
    read_line("not reached");
    return 0;
}
