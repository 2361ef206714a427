/*
 * Threads that own something and do not go on: suspended ones keep it and take nothing more, terminated ones
 * leave a mutex abandoned, a critical section closed and handles open, and make no calls that they were asked
 * for. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

static CRITICAL_SECTION section;
static HANDLE mutex, other_mutex, go, theirs;
static LONG calls;

static void said(const char *what, DWORD result)
{
    printf("%-44s %lx\n", what, result);
}

/* Another thread asks, for this one may enter what it owns itself. */
static DWORD WINAPI tries(void *unused)
{
    (void)unused;
    BOOL entered = TryEnterCriticalSection(&section);
    if (entered)
        LeaveCriticalSection(&section);
    return (DWORD)entered;
}

static DWORD section_is_open(void)
{
    DWORD entered = 2;
    HANDLE thread = CreateThread(NULL, 0, tries, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &entered);
    CloseHandle(thread);
    return entered;
}

static DWORD WINAPI owner(void *unused)
{
    (void)unused;
    WaitForSingleObject(mutex, INFINITE);
    WaitForSingleObject(other_mutex, INFINITE);
    WaitForSingleObject(other_mutex, INFINITE); /* twice */
    EnterCriticalSection(&section);
    theirs = CreateEventA(NULL, TRUE, TRUE, NULL);
    WaitForSingleObject(go, INFINITE);
    LeaveCriticalSection(&section);
    ReleaseMutex(mutex);
    return 7;
}

static void CALLBACK called(ULONG_PTR unused)
{
    (void)unused;
    calls++;
}

static HANDLE owner_begins(void)
{
    HANDLE thread = CreateThread(NULL, 0, owner, NULL, 0, NULL);
    Sleep(1); /* it has all and waits */
    return thread;
}

static void suspended(void)
{
    HANDLE thread = owner_begins();
    said("suspended: how often before", SuspendThread(thread));
    said("its mutex", WaitForSingleObject(mutex, 10));
    said("its critical section is open", section_is_open());
    SetEvent(go);
    said("what it waits for, set meanwhile, is left", WaitForSingleObject(go, 10));
    SetEvent(go);
    said("resumed: how often it was suspended", ResumeThread(thread));
    said("it ends", WaitForSingleObject(thread, INFINITE));
    said("its mutex", WaitForSingleObject(mutex, 10));
    said("another, which it had twice and never gave", WaitForSingleObject(other_mutex, 10));
    said("its critical section is open", section_is_open());
    ReleaseMutex(mutex);
    ReleaseMutex(other_mutex);
    CloseHandle(theirs);
    CloseHandle(thread);
}

static void terminated(void)
{
    DWORD code = 0;
    HANDLE thread = owner_begins(), both[] = {mutex, other_mutex};
    said("a call is queued", QueueUserAPC(called, thread, 0));
    said("terminated", (DWORD)TerminateThread(thread, 99));
    said("it ends", WaitForSingleObject(thread, INFINITE));
    GetExitCodeThread(thread, &code);
    said("with", code);
    said("both mutexes", WaitForMultipleObjects(2, both, TRUE, 10));
    said("given back", (DWORD)ReleaseMutex(mutex));
    said("and taken as any other", WaitForSingleObject(mutex, 10));
    said("its critical section is open", section_is_open());
    said("its event's handle", WaitForSingleObject(theirs, 0));
    said("calls made", (DWORD)calls);
    SetLastError(0);
    said("another call is queued", QueueUserAPC(called, thread, 0));
    CloseHandle(theirs);
    CloseHandle(thread);
}

/* Suspended when its end comes, and never resumed. */
static void both_at_once(void)
{
    HANDLE thread = CreateThread(NULL, 0, owner, NULL, CREATE_SUSPENDED, NULL);
    said("never begun, terminated", (DWORD)TerminateThread(thread, 98));
    said("it ends", WaitForSingleObject(thread, 10));
    said("suspend count of what has ended", SuspendThread(thread));
    CloseHandle(thread);
}

int main(void)
{
    InitializeCriticalSection(&section);
    mutex = CreateMutexA(NULL, FALSE, NULL);
    other_mutex = CreateMutexA(NULL, FALSE, NULL);
    go = CreateEventA(NULL, FALSE, FALSE, NULL);
    suspended();
    terminated();
    both_at_once();
    return 0;
}
