/*
 * How many can be there at once: `crowd threads 10000` or `crowd processes 4000` makes that many, waits until
 * all of them have begun, and lets them go. `crowd threads` and `crowd processes` go on until one cannot be
 * made, and say why. What must be seen: all of them were alive, and at a limit its error. The same under
 * Windows, whose limits are elsewhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define MOST_AT_ALL 1000000
#define SMALL_STACK 0x10000

static HANDLE arrived, go;
static HANDLE *crowd;

static void open_gates(void)
{
    arrived = CreateSemaphoreA(NULL, 0, MOST_AT_ALL, "crowd.arrived");
    go = CreateEventA(NULL, TRUE, FALSE, "crowd.go");
}

static DWORD WINAPI one_of_many(void *unused)
{
    (void)unused;
    ReleaseSemaphore(arrived, 1, NULL);
    return WaitForSingleObject(go, INFINITE);
}

static HANDLE make_thread(void)
{
    return CreateThread(NULL, SMALL_STACK, one_of_many, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
}

static HANDLE make_process(void)
{
    char path[MAX_PATH], line[] = "crowd one";
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION made;
    GetModuleFileNameA(NULL, path, sizeof path);
    if (!CreateProcessA(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made))
        return NULL;
    CloseHandle(made.hThread);
    return made.hProcess;
}

/* Has it begun? One that has not the memory to load what it needs ends before, and its exit code says why. */
static int has_begun(HANDLE one, int is_thread)
{
    HANDLE either[] = {arrived, one};
    DWORD code = 0;
    if (WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0)
        return 1;
    if (is_thread)
        GetExitCodeThread(one, &code);
    else
        GetExitCodeProcess(one, &code);
    printf("one ended with %08lx before it began\n", code);
    CloseHandle(one);
    return 0;
}

static int make(int threads, int most)
{
    int made = 0;
    while (made < most) {
        crowd[made] = threads ? make_thread() : make_process();
        if (!crowd[made]) {
            printf("error %lu after %d\n", GetLastError(), made);
            break;
        }
        if (!has_begun(crowd[made], threads))
            break;
        made++;
    }
    return made;
}

static int count_ended(int made)
{
    int ended = 0;
    for (int i = 0; i < made; i++)
        ended += WaitForSingleObject(crowd[i], INFINITE) == WAIT_OBJECT_0 && CloseHandle(crowd[i]);
    return ended;
}

int main(int count, char **arguments)
{
    open_gates();
    if (count == 2 && strcmp(arguments[1], "one") == 0)
        return (int)one_of_many(NULL);
    if (count < 2)
        return 2;
    int threads = strcmp(arguments[1], "threads") == 0;
    int most = count > 2 ? atoi(arguments[2]) : MOST_AT_ALL;
    crowd = malloc((size_t)most * sizeof *crowd);
    if (!crowd)
        return 1;
    int made = make(threads, most);
    SetEvent(go);
    printf("%d %s were there, %d ended\n", made, arguments[1], count_ended(made));
    return 0;
}
