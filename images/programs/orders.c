/*
 * Small scenes whose orders are to be seen one after the other (/SCHEDULE=all). `orders steps THREADS STEPS`:
 * so many threads, each of which gives way between its steps; `orders mix THREADS STEPS`: they change two
 * cells, and what is in them at the end is said. `orders lost`: a thread looks whether there is something to
 * do and then waits to be woken, while another one gives it something and wakes it; with `lost` it is woken
 * only if it waits already (PulseEvent), with `kept` the event remembers (SetEvent). A third thread does
 * nothing but give way.
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

/* What is left in the cells depends on who wrote when; two threads that write different cells do not mind
 * each other. */
static volatile unsigned cells[2];

static DWORD WINAPI mix(void *parameter)
{
    unsigned number = (unsigned)(ULONG_PTR)parameter;
    for (int i = 0; i < steps; i++) {
        volatile unsigned *cell = &cells[(number + (unsigned)i) % 2];
        *cell = *cell * 3 + number + 1;
        SwitchToThread();
    }
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
        threads[i] = CreateThread(NULL, 0, bodies[i], (void *)(ULONG_PTR)i, 0, NULL);
    WaitForMultipleObjects(count, threads, TRUE, INFINITE);
    for (DWORD i = 0; i < count; i++) {
        DWORD code = 1;
        bad |= !GetExitCodeThread(threads[i], &code) || code != 0;
        CloseHandle(threads[i]);
    }
    return bad;
}

static int run_all(LPTHREAD_START_ROUTINE body, int count)
{
    LPTHREAD_START_ROUTINE bodies[MOST_THREADS];
    for (int i = 0; i < MOST_THREADS; i++)
        bodies[i] = body;
    return count < 1 || count > MOST_THREADS ? 2 : run(bodies, (DWORD)count);
}

int main(int argc, char **argv)
{
    LPTHREAD_START_ROUTINE both[] = {give, take, walk};
    steps = argc == 4 ? atoi(argv[3]) : 2;
    if (argc == 4 && !strcmp(argv[1], "steps"))
        return run_all(walk, atoi(argv[2]));
    if (argc == 4 && !strcmp(argv[1], "mix")) {
        int bad = run_all(mix, atoi(argv[2]));
        printf("%u %u\n", cells[0], cells[1]);
        return bad;
    }
    if (argc != 2 || (strcmp(argv[1], "lost") && strcmp(argv[1], "kept")))
        return 2;
    keeps = !strcmp(argv[1], "kept");
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    int bad = run(both, 3);
    CloseHandle(event);
    return bad;
}
