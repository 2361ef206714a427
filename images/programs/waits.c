/*
 * Waiting: events, mutexes, semaphores, threads, time-outs; what each call says. The same under Windows and
 * Wine.
 */
#include <stdio.h>
#include <windows.h>

static HANDLE event, mutex, semaphore, done;

static void said(const char *what, DWORD result)
{
    if (result == WAIT_FAILED || result == 0xdead)
        printf("%-36s %lx error %lu\n", what, result, GetLastError());
    else
        printf("%-36s %lx\n", what, result);
}

static DWORD ok(BOOL result)
{
    return result ? 1 : 0xdead;
}

static DWORD WINAPI owner(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    return 7; /* ends without releasing it */
}

static DWORD WINAPI late_owner(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    Sleep(10);
    return 7; /* ends without releasing it, while another waits */
}

static LONG woken;

static DWORD WINAPI waiter(void *number)
{
    (void)number;
    if (WaitForSingleObject(semaphore, INFINITE) == WAIT_OBJECT_0)
        InterlockedIncrement(&woken);
    return 0;
}

static DWORD WINAPI try_mutex(void *unused)
{
    (void)unused;
    said("mutex of another, no time", WaitForSingleObject(mutex, 0));
    said("release what is not mine", ok(ReleaseMutex(mutex)));
    return 0;
}

static void run(LPTHREAD_START_ROUTINE body)
{
    HANDLE thread = CreateThread(NULL, 0, body, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void events(void)
{
    event = CreateEventA(NULL, FALSE, TRUE, "an event");
    said("auto-reset, set", WaitForSingleObject(event, 0));
    said("auto-reset, taken", WaitForSingleObject(event, 5));
    SetEvent(event);
    SetEvent(event);
    said("set twice, once", WaitForSingleObject(event, 0));
    said("set twice, twice", WaitForSingleObject(event, 0));
    HANDLE same = OpenEventA(EVENT_ALL_ACCESS, FALSE, "an event");
    SetEvent(same);
    said("by its other handle", WaitForSingleObject(event, 0));
    HANDLE again = CreateEventA(NULL, FALSE, FALSE, "an event");
    printf("%-36s %lu\n", "create again", GetLastError());
    said("open as a mutex", OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "an event") ? 1 : 0xdead);
    said("open what is not", OpenEventA(EVENT_ALL_ACCESS, FALSE, "nothing") ? 1 : 0xdead);
    HANDLE manual = CreateEventA(NULL, TRUE, TRUE, NULL);
    said("manual, once", WaitForSingleObject(manual, 0));
    said("manual, twice", WaitForSingleObject(manual, 0));
    ResetEvent(manual);
    said("manual, reset", WaitForSingleObject(manual, 0));
    PulseEvent(manual);
    said("manual, pulsed", WaitForSingleObject(manual, 0));
    CloseHandle(same);
    CloseHandle(again);
    CloseHandle(manual);
}

static void mutexes(void)
{
    mutex = CreateMutexA(NULL, TRUE, NULL);
    said("my mutex again", WaitForSingleObject(mutex, 0));
    run(try_mutex);
    said("release", ok(ReleaseMutex(mutex)));
    said("release", ok(ReleaseMutex(mutex)));
    said("release once too often", ok(ReleaseMutex(mutex)));
    run(owner);
    said("abandoned", WaitForSingleObject(mutex, 0));
    said("and mine now", ok(ReleaseMutex(mutex)));
}

static void semaphores(void)
{
    LONG before = -1;
    HANDLE threads[3];
    semaphore = CreateSemaphoreA(NULL, 0, 3, NULL);
    for (int i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, waiter, (void *)(INT_PTR)i, 0, NULL);
    Sleep(20);
    said("release 2", ok(ReleaseSemaphore(semaphore, 2, &before)));
    printf("%-36s %ld\n", "before", before);
    Sleep(20);
    printf("%-36s %ld\n", "woken", woken);
    said("release 4", ok(ReleaseSemaphore(semaphore, 4, NULL)));
    said("release 1", ok(ReleaseSemaphore(semaphore, 1, NULL)));
    said("all three have ended", WaitForMultipleObjects(3, threads, TRUE, INFINITE));
    for (int i = 0; i < 3; i++)
        CloseHandle(threads[i]);
}

static void several(void)
{
    HANDLE set[3] = {event, mutex, CreateEventA(NULL, TRUE, FALSE, NULL)};
    ResetEvent(event);
    said("any of three: the mutex", WaitForMultipleObjects(3, set, FALSE, 100));
    SetEvent(set[2]);
    said("any of event and third", WaitForMultipleObjects(3, set, FALSE, 100));
    said("all of three, event missing", WaitForMultipleObjects(3, set, TRUE, 10));
    SetEvent(event);
    said("all of three", WaitForMultipleObjects(3, set, TRUE, 10));
    said("the event was taken", WaitForSingleObject(event, 0));
    for (int i = 0; i < 4; i++)
        said("the mutex was taken 3 times", ok(ReleaseMutex(mutex)));
    set[1] = set[0];
    said("the same twice", WaitForMultipleObjects(2, set, TRUE, 0));
    said("none", WaitForMultipleObjects(0, set, FALSE, 0));
    set[1] = (HANDLE)0x7ffc;
    said("no such handle", WaitForMultipleObjects(2, set, FALSE, 0));
    said("signal and wait", SignalObjectAndWait(set[2], set[2], 0, FALSE));
}

static DWORD WINAPI suspended(void *unused)
{
    (void)unused;
    SetEvent(done);
    return 0x1234;
}

static void threads(void)
{
    DWORD code = 0;
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, suspended, NULL, CREATE_SUSPENDED, NULL);
    said("suspended", WaitForSingleObject(done, 10));
    GetExitCodeThread(thread, &code);
    said("still active", code);
    said("suspend again, before", SuspendThread(thread));
    said("resume, before", ResumeThread(thread));
    said("still suspended", WaitForSingleObject(done, 10));
    said("resume, before", ResumeThread(thread));
    said("it ran", WaitForSingleObject(done, 1000));
    said("it ended", WaitForSingleObject(thread, 1000));
    GetExitCodeThread(thread, &code);
    said("exit code", code);
    thread = CreateThread(NULL, 0, owner, NULL, CREATE_SUSPENDED, NULL);
    said("terminate", ok(TerminateThread(thread, 99)));
    said("it ended", WaitForSingleObject(thread, 1000));
    GetExitCodeThread(thread, &code);
    said("exit code", code);
    said("wait for a closed handle", (CloseHandle(thread), WaitForSingleObject(thread, 0)));
    LARGE_INTEGER start, end, second;
    QueryPerformanceFrequency(&second);
    QueryPerformanceCounter(&start);
    Sleep(50);
    QueryPerformanceCounter(&end);
    printf("%-36s %d\n", "slept, ms", (int)((end.QuadPart - start.QuadPart) * 1000 / second.QuadPart));
}

static void ends(void)
{
    HANDLE thread = CreateThread(NULL, 0, late_owner, NULL, 0, NULL);
    Sleep(1);
    said("abandoned while I waited", WaitForSingleObject(mutex, 1000));
    said("release", ok(ReleaseMutex(mutex)));
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, waiter, NULL, 0, NULL);
    Sleep(1);
    said("terminate one that waits", ok(TerminateThread(thread, 98)));
    said("it ended", WaitForSingleObject(thread, 1000));
    CloseHandle(thread);
}

int main(void)
{
    events();
    mutexes();
    semaphores();
    several();
    threads();
    ends();
    return 0;
}
