/*
 * Timers: when they ring, whom they wake and whom they call; and timer queues. The same under Windows, but
 * for the times, which are exact here: each line says how long after the line before, to five milliseconds,
 * so that a page more or less in the way of a thread does not show. `timers idle` waits for a timer that is
 * not set, while others are that wake nobody.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define MS 10000 /* in units of 100 ns */

static LONGLONG before;

static LONGLONG now(void)
{
    FILETIME time;
    LARGE_INTEGER value;
    GetSystemTimeAsFileTime(&time);
    memcpy(&value, &time, sizeof value);
    return value.QuadPart;
}

/* Milliseconds since the line before. */
static DWORD later(void)
{
    LONGLONG then = before;
    before = now();
    return (DWORD)((before - then + 5 * MS / 2) / (5 * MS)) * 5;
}

static void said(const char *what, DWORD result)
{
    printf("+%2lu ms  %-32s %lx\n", later(), what, result);
}

/* `due` in milliseconds from now. */
static void set(HANDLE timer, LONGLONG due, LONG period, PTIMERAPCROUTINE routine, const char *argument)
{
    LARGE_INTEGER then = {.QuadPart = -due * MS};
    if (!SetWaitableTimer(timer, &then, period, routine, (void *)argument, FALSE))
        printf("not set: error %lu\n", GetLastError());
}

static void once(void)
{
    HANDLE manual = CreateWaitableTimerA(NULL, TRUE, NULL), other = CreateWaitableTimerA(NULL, FALSE, NULL);
    LARGE_INTEGER then;
    said("not set", WaitForSingleObject(manual, 0));
    set(manual, 10, 0, NULL, NULL);
    said("rings", WaitForSingleObject(manual, INFINITE));
    said("and stays", WaitForSingleObject(manual, 0));
    set(manual, 10, 0, NULL, NULL);
    said("set again", WaitForSingleObject(manual, 0));
    set(other, 5, 0, NULL, NULL);
    said("one for one wait", WaitForSingleObject(other, INFINITE));
    said("is taken", WaitForSingleObject(other, 1));
    HANDLE both[] = {manual, other};
    set(other, 20, 0, NULL, NULL);
    said("both", WaitForMultipleObjects(2, both, TRUE, INFINITE));
    then.QuadPart = now() + 10 * MS;
    SetWaitableTimer(manual, &then, 0, NULL, NULL, FALSE);
    said("by the calendar", WaitForSingleObject(manual, INFINITE));
    then.QuadPart = 1;
    SetWaitableTimer(other, &then, 0, NULL, NULL, FALSE);
    said("what is past", WaitForSingleObject(other, 0));
    set(other, 5, 0, NULL, NULL);
    said("cancelled", (DWORD)CancelWaitableTimer(other));
    said("does not ring", WaitForSingleObject(other, 10));
    CloseHandle(manual);
    CloseHandle(other);
}

static void again_and_again(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, FALSE, "rings"),
           same = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "rings");
    set(timer, 10, 20, NULL, NULL);
    said("first", WaitForSingleObject(same, INFINITE));
    said("a period later", WaitForSingleObject(same, INFINITE));
    Sleep(50);
    said("two were over", WaitForSingleObject(same, INFINITE));
    said("the next is when it would be", WaitForSingleObject(same, INFINITE));
    CloseHandle(timer);
    CloseHandle(same);
}

/* ---- calls ---- */

static void CALLBACK called(void *argument, DWORD low, DWORD high)
{
    LONGLONG due = (LONGLONG)high << 32 | low, is = now();
    printf("+%2lu ms  it calls %s, due %lu ms ago\n", later(), (char *)argument, (DWORD)((is - due) / MS));
}

static DWORD WINAPI sets_and_ends(void *timer)
{
    set(timer, 5, 0, called, "a thread that has ended");
    return 0;
}

static void calls(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    set(timer, 10, 0, called, "a");
    said("not alertable", (Sleep(15), 0));
    said("alertable", SleepEx(INFINITE, TRUE));
    set(timer, 10, 20, called, "b");
    said("first", SleepEx(INFINITE, TRUE));
    said("a period later", SleepEx(INFINITE, TRUE));
    Sleep(30);
    set(timer, 10, 0, called, "c");
    said("b is forgotten", SleepEx(5, TRUE));
    said("c is not", SleepEx(INFINITE, TRUE));
    HANDLE thread = CreateThread(NULL, 0, sets_and_ends, timer, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    said("its maker has ended", WaitForSingleObject(timer, 10));
    CloseHandle(timer);
}

/* ---- timer queues ---- */

static HANDLE enough;

static void CALLBACK counts(void *argument, BOOLEAN timed)
{
    LONG *left = argument;
    printf("+%2lu ms  in the timer thread, timed %d, left %ld\n", later(), timed, --*left);
    if (*left == 0)
        SetEvent(enough);
}

static void CALLBACK is_slow(void *argument, BOOLEAN timed)
{
    (void)timed;
    printf("+%2lu ms  a worker begins %s\n", later(), (char *)argument);
    Sleep(15);
    printf("+%2lu ms  a worker has done %s\n", later(), (char *)argument);
}

static void queues(void)
{
    HANDLE queue = CreateTimerQueue(), timer, slow, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    LONG left = 3;
    enough = CreateEventA(NULL, FALSE, FALSE, NULL);
    CreateTimerQueueTimer(&timer, queue, counts, &left, 10, 10, WT_EXECUTEINTIMERTHREAD);
    CreateTimerQueueTimer(&slow, NULL, is_slow, "one", 5, 0, WT_EXECUTEDEFAULT);
    said("three times", WaitForSingleObject(enough, INFINITE));
    said("deleted", (DWORD)DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    said("its time is over", (DWORD)ChangeTimerQueueTimer(NULL, slow, 1, 0));
    said("deleted", (DWORD)DeleteTimerQueueTimer(NULL, slow, NULL));
    CreateTimerQueueTimer(&slow, queue, is_slow, "two", INFINITE, 0, WT_EXECUTEDEFAULT);
    ChangeTimerQueueTimer(queue, slow, 5, 10);
    Sleep(16); /* the second call begins beside the first */
    said("deleted while it is called", (DWORD)DeleteTimerQueueTimer(queue, slow, event));
    said("the reason", GetLastError());
    said("its calls are back", WaitForSingleObject(event, INFINITE));
    CreateTimerQueueTimer(&slow, queue, is_slow, "three", 0, 0, WT_EXECUTELONGFUNCTION);
    Sleep(1);
    said("the queue, when all are back", (DWORD)DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    CloseHandle(event);
    CloseHandle(enough);
}

/* ---- none that wakes anybody ---- */

static DWORD WINAPI waits_for_both(void *timer)
{
    HANDLE both[] = {timer, CreateEventA(NULL, TRUE, FALSE, NULL)};
    return WaitForMultipleObjects(2, both, TRUE, INFINITE);
}

static int idle(void)
{
    HANDLE set_timer = CreateWaitableTimerA(NULL, FALSE, NULL),
           other = CreateWaitableTimerA(NULL, FALSE, NULL), not_set = CreateWaitableTimerA(NULL, FALSE, NULL);
    set(set_timer, 10, 10, NULL, NULL);
    set(other, 10, 10, called, "nobody who listens");
    CreateThread(NULL, 0, waits_for_both, set_timer, 0, NULL);
    set(not_set, 10, 0, NULL, NULL);
    said("one that is set", WaitForSingleObject(not_set, INFINITE));
    return (int)WaitForSingleObject(not_set, INFINITE);
}

int main(int argc, char **argv)
{
    (void)argv;
    before = now();
    if (argc > 1)
        return idle();
    once();
    again_and_again();
    calls();
    queues();
    return 0;
}
