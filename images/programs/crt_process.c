/* The process around main: environment, exit functions, signals, jumps, threads. */
#include <errno.h>
#include <process.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static jmp_buf place;
static int error_of_thread;

static void first(void)
{
    printf("registered first\n");
}

static void second(void)
{
    printf("registered second\n");
}

static void handler(int number)
{
    printf("signal %d\n", number);
}

static void jump(int depth)
{
    char filler[100];
    memset(filler, depth, sizeof filler);
    if (depth == 0)
        longjmp(place, 5);
    jump(depth - 1);
    printf("%d", filler[0]);
}

static unsigned __stdcall thread(void *argument)
{
    errno = 77;
    srand(1);
    error_of_thread = errno;
    return *(int *)argument + rand();
}

static void plain_thread(void *argument)
{
    SetEvent(argument);
}

static void environment(void)
{
    char name[] = "CRT_TEST=value one";
    printf("%d ", _putenv(name));
    name[9] = 'V';
    printf("%s %s ", getenv("CRT_TEST"), getenv("crt_test"));
    printf("%ls\n", _wgetenv(L"CRT_TEST"));
    char text[32] = "";
    printf("%lu %s ", GetEnvironmentVariableA("CRT_TEST", text, sizeof text), text);
    printf("%d %d ", _putenv("CRT_TEST="), getenv("CRT_TEST") == NULL);
    printf("%lu\n", GetEnvironmentVariableA("CRT_TEST", text, sizeof text));
    int found = 0;
    for (char **at = _environ; *at; at++)
        found += strchr(*at, '=') != NULL;
    printf("%d\n", found > 0);
}

static void threads(void)
{
    int argument = 1000;
    unsigned id;
    DWORD code;
    errno = 3;
    HANDLE made = (HANDLE)_beginthreadex(NULL, 0, thread, &argument, 0, &id);
    WaitForSingleObject(made, INFINITE);
    GetExitCodeThread(made, &code);
    CloseHandle(made);
    printf("%lu %d %d\n", code, errno, error_of_thread);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    printf("%d ", _beginthread(plain_thread, 0, event) != (uintptr_t)-1);
    printf("%lu\n", WaitForSingleObject(event, 5000));
}

int main(int argc, char **argv)
{
    const char *end = argc > 1 ? argv[1] : "return";
    atexit(first);
    atexit(second);
    environment();
    printf("%d\n", signal(SIGTERM, handler) == SIG_DFL);
    printf("%d %d\n", raise(SIGTERM), signal(SIGTERM, SIG_IGN) == SIG_DFL);
    printf("%d %d\n", raise(SIGTERM), signal(99, handler) == SIG_ERR);
    int jumped = setjmp(place);
    printf("jumped %d\n", jumped);
    if (!jumped)
        jump(3);
    threads();
    printf("no line end");
    if (strcmp(end, "exit") == 0)
        exit(3);
    if (strcmp(end, "_exit") == 0)
        _exit(4);
    if (strcmp(end, "ExitProcess") == 0)
        ExitProcess(5);
    if (strcmp(end, "raise") == 0) {
        signal(SIGTERM, SIG_DFL);
        raise(SIGTERM);
    }
    if (strcmp(end, "abort") == 0)
        abort();
    if (strcmp(end, "segv") == 0)
        *(volatile int *)16 = 1;
    return 9;
}
