/*
 * Many come and go: `waves threads 100000 1000` makes so many threads, a thousand at a time, waits until all
 * of these have begun, lets them end and goes on; `waves processes 10000 100` the same with processes that
 * run this program again. What must be seen: after the last wave the machine has as much in use as after the
 * first, and one of the last tenth took no longer than one of the second. The same under Windows, but for its
 * own unrest.
 */
#define PSAPI_VERSION 2 /* its functions are KERNEL32's */
#include <windows.h>
#include <psapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_AT_ONCE 10000
#define SMALL_STACK  0x10000

static HANDLE arrived, go;
static HANDLE wave[MOST_AT_ONCE];
static HANDLE (*make)(void);

static void open_gates(void)
{
    arrived = CreateSemaphoreA(NULL, 0, MOST_AT_ONCE, "waves.arrived");
    go = CreateEventA(NULL, TRUE, FALSE, "waves.go");
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
    char path[MAX_PATH], line[] = "waves one";
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION made;
    GetModuleFileNameA(NULL, path, sizeof path);
    if (!CreateProcessA(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made))
        return NULL;
    CloseHandle(made.hThread);
    return made.hProcess;
}

static int end(int made)
{
    int ended = 0;
    SetEvent(go);
    for (int i = 0; i < made; i++)
        ended += WaitForSingleObject(wave[i], INFINITE) == WAIT_OBJECT_0 && CloseHandle(wave[i]);
    ResetEvent(go);
    return ended;
}

/* How many of them have begun and ended. */
static int roll(int count)
{
    int made = 0;
    while (made < count && (wave[made] = make()) != NULL)
        made++;
    if (made < count)
        printf("error %lu after %d\n", GetLastError(), made);
    for (int i = 0; i < made; i++)
        WaitForSingleObject(arrived, INFINITE);
    return end(made);
}

static PERFORMANCE_INFORMATION in_use(void)
{
    PERFORMANCE_INFORMATION now = {.cb = sizeof now};
    GetPerformanceInfo(&now, sizeof now);
    return now;
}

static void compare(const PERFORMANCE_INFORMATION *first, const PERFORMANCE_INFORMATION *last)
{
    printf("since the first wave: commit %d, nonpaged pool %d, handles %d,\n"
           "  processes %d, threads %d\n",
           (int)(last->CommitTotal - first->CommitTotal), (int)(last->KernelNonpaged - first->KernelNonpaged),
           (int)(last->HandleCount - first->HandleCount), (int)(last->ProcessCount - first->ProcessCount),
           (int)(last->ThreadCount - first->ThreadCount));
}

static LONGLONG now(void)
{
    LARGE_INTEGER ticks;
    QueryPerformanceCounter(&ticks);
    return ticks.QuadPart;
}

/* `count` of them, so many at a time. */
static int play(const char *what, int count, int at_once)
{
    PERFORMANCE_INFORMATION first, last;
    LONGLONG tenths[11] = {now()};
    int ended = 0, waves = at_once > 0 ? count / at_once : 0;
    if (waves == 0 || waves % 10 || at_once > MOST_AT_ONCE)
        return 0;
    make = strcmp(what, "threads") == 0 ? make_thread : make_process;
    for (int i = 0; i < waves; i++) {
        ended += roll(at_once);
        last = in_use();
        if (i == 0)
            first = last;
        if ((i + 1) % (waves / 10) == 0)
            tenths[(i + 1) / (waves / 10)] = now();
    }
    printf("%d %s, %d at a time: %d ended\n", count, what, at_once, ended);
    compare(&first, &last);
    printf("the last tenth took %d%% of the second's time\n",
           (int)((tenths[10] - tenths[9]) * 100 / (tenths[2] - tenths[1])));
    return ended == count;
}

int main(int argc, char **argv)
{
    open_gates();
    if (argc == 2 && strcmp(argv[1], "one") == 0)
        return (int)one_of_many(NULL);
    if (argc < 4)
        return 2;
    for (int i = 1; i + 2 < argc; i += 3)
        if (!play(argv[i], atoi(argv[i + 1]), atoi(argv[i + 2])))
            return 1;
    return 0;
}
