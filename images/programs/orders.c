/*
 * Small scenes whose orders are to be seen one after the other (/SCHEDULE=all). `orders steps THREADS STEPS`:
 * so many threads, each of which gives way between its steps. `orders lost`: a thread looks whether there is
 * something to do and then waits to be woken, while another one gives it something and wakes it; with `lost`
 * it is woken only if it waits already (PulseEvent), with `kept` the event remembers (SetEvent). A third
 * thread does nothing but give way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define MOST_THREADS 8

static int steps;

static DWORD WINAPI walk(void *unused)
{
    for (int i = 1; i < steps; i++)
        SwitchToThread();
    return 0;
}

static HANDLE event;
static volatile LONG work;
static BOOL keeps;

static DWORD WINAPI take(void *unused)
{
    if (!work) {
        SwitchToThread(); /* whatever may come between the two */
        WaitForSingleObject(event, INFINITE);
    }
    return work ? 0 : 1;
}

static DWORD WINAPI give(void *unused)
{
    work = 1;
    if (keeps)
        SetEvent(event);
    else
        PulseEvent(event);
    return 0;
}

static int run(LPTHREAD_START_ROUTINE *bodies, DWORD count)
{
    HANDLE threads[MOST_THREADS];
    int bad = 0;
    for (DWORD i = 0; i < count; i++)
        threads[i] = CreateThread(NULL, 0, bodies[i], NULL, 0, NULL);
    WaitForMultipleObjects(count, threads, TRUE, INFINITE);
    for (DWORD i = 0; i < count; i++) {
        DWORD code = 1;
        bad |= !GetExitCodeThread(threads[i], &code) || code != 0;
        CloseHandle(threads[i]);
    }
    return bad;
}

int main(int argc, char **argv)
{
    LPTHREAD_START_ROUTINE walkers[MOST_THREADS], both[] = {give, take, walk};
    if (argc == 4 && !strcmp(argv[1], "steps")) {
        int count = atoi(argv[2]);
        steps = atoi(argv[3]);
        for (int i = 0; i < MOST_THREADS; i++)
            walkers[i] = walk;
        return count < 1 || count > MOST_THREADS ? 2 : run(walkers, (DWORD)count);
    }
    if (argc != 2 || (strcmp(argv[1], "lost") && strcmp(argv[1], "kept")))
        return 2;
    keeps = !strcmp(argv[1], "kept");
    steps = 2;
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    int bad = run(both, 3);
    CloseHandle(event);
    return bad;
}
