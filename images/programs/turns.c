/*
 * Who runs next: priorities, yielding, the order in which waiters are woken. Each thread leaves its letter
 * when its turn comes. With one processor the same under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static char turns[32];
static HANDLE gate, other;

static DWORD WINAPI leave_letter(void *letter)
{
    turns[strlen(turns)] = *(const char *)letter;
    return 0;
}

static DWORD WINAPI yield_between(void *letter)
{
    for (int i = 0; i < 3; i++) {
        leave_letter(letter);
        SwitchToThread();
    }
    return 0;
}

static DWORD WINAPI wait_gate(void *letter)
{
    WaitForSingleObject(gate, INFINITE);
    return leave_letter(letter);
}

static DWORD WINAPI wait_both(void *letter)
{
    const HANDLE both[] = {gate, other};
    WaitForMultipleObjects(2, both, TRUE, INFINITE);
    return leave_letter(letter);
}

static HANDLE start(LPTHREAD_START_ROUTINE body, const char *letter, int priority)
{
    HANDLE thread = CreateThread(NULL, 0, body, (void *)letter, CREATE_SUSPENDED, NULL);
    SetThreadPriority(thread, priority);
    ResumeThread(thread);
    return thread;
}

static void show(const char *what, HANDLE *threads, int count)
{
    WaitForMultipleObjects((DWORD)count, threads, TRUE, INFINITE);
    printf("%-24s %s\n", what, turns);
    memset(turns, 0, sizeof turns);
    while (count > 0)
        CloseHandle(threads[--count]);
}

int main(void)
{
    HANDLE threads[3];
    int yielded[2];
    threads[0] = start(leave_letter, "l", THREAD_PRIORITY_LOWEST);
    yielded[0] = SwitchToThread();
    threads[1] = start(leave_letter, "n", THREAD_PRIORITY_NORMAL);
    yielded[1] = SwitchToThread();
    leave_letter("m");
    threads[2] = start(leave_letter, "h", THREAD_PRIORITY_HIGHEST);
    show("by priority", threads, 3);
    printf("%-24s %d %d\n", "to lower, to equal", yielded[0], yielded[1]);

    threads[0] = start(leave_letter, "a", THREAD_PRIORITY_NORMAL);
    threads[1] = start(leave_letter, "b", THREAD_PRIORITY_NORMAL);
    SetThreadPriority(threads[1], THREAD_PRIORITY_HIGHEST); /* while it is ready */
    printf("%-24s %d\n", "priority is", GetThreadPriority(threads[1]));
    show("raised while ready", threads, 2);

    threads[0] = start(yield_between, "a", THREAD_PRIORITY_NORMAL);
    threads[1] = start(yield_between, "b", THREAD_PRIORITY_NORMAL);
    show("yielding", threads, 2);

    gate = CreateEventA(NULL, FALSE, FALSE, NULL);
    other = CreateEventA(NULL, TRUE, FALSE, NULL);
    threads[0] = start(leave_letter, "a", THREAD_PRIORITY_NORMAL);
    WaitForSingleObject(other, 0);
    leave_letter("m");
    show("asking is no waiting", threads, 1);

    threads[0] = start(wait_both, "b", THREAD_PRIORITY_NORMAL);
    threads[1] = start(wait_gate, "1", THREAD_PRIORITY_NORMAL);
    threads[2] = start(wait_gate, "2", THREAD_PRIORITY_NORMAL);
    Sleep(1);
    for (int i = 0; i < 2; i++) {
        SetEvent(gate); /* who also waits for the other stands first, and is passed over */
        Sleep(1);
    }
    SetEvent(other);
    SetEvent(gate);
    show("passing one by", threads, 3);
    return 0;
}
