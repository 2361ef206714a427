/*
 * One thread reads lines from the console while another works: the reader waits as for anything else, and the
 * other is not held up by it. The handle can be waited for, too. Same under Windows with this input typed.
 */
#include <stdio.h>
#include <windows.h>

static HANDLE input;

static void read_line(const char *who)
{
    char line[100];
    DWORD count = 0;
    BOOL done = ReadFile(input, line, sizeof line, &count, NULL);
    printf("%s: %d, %lu bytes: %.*s", who, done, count, count ? (int)count : 1, count ? line : "\n");
    fflush(stdout);
}

static DWORD WINAPI read_first(void *unused)
{
    read_line("another thread");
    return 0;
}

int main(void)
{
    HANDLE thread;
    input = GetStdHandle(STD_INPUT_HANDLE);
    thread = CreateThread(NULL, 0, read_first, NULL, 0, NULL);
    printf("it has not read yet: %lx\n", WaitForSingleObject(thread, 0));
    fflush(stdout);
    SwitchToThread();
    printf("it waits: %lx\n", WaitForSingleObject(thread, 0));
    fflush(stdout);
    WaitForSingleObject(thread, INFINITE);
    printf("there is input: %lx\n", WaitForSingleObject(input, 1000));
    fflush(stdout);
    read_line("main");
    read_line("end");
    read_line("and again");
    printf("the end can be waited for: %lx\n", WaitForSingleObject(input, 0));
    return 0;
}
