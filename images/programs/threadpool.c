/*
 * Thread pools, the older calls and the newer ones. What must be seen: a thread is made when work waits and
 * all others are held up, and no other; who has nothing to do for a minute ends; waits that are registered
 * call once or again and again, and say whether it was the time; who waits for calls has none of them under
 * way behind that; what has not begun can be taken back; a pool of one thread goes by priority; a call's
 * function can leave to its end what must not be done before; a group ends all that belongs to it.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define PIPE_NAME "\\\\.\\pipe\\threadpool"

static HANDLE event, done;

static void show(const char *what, BOOL ended)
{
    DWORD error = ended ? 0 : GetLastError();
    printf("%s: %d, error %lu\n", what, ended, error);
}

/* ---- work items ---- */

static LONG left;

static void CALLBACK read_later(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    (void)overlapped;
    printf("  its thread has stayed: error %lu, %lu bytes\n", error, bytes);
    SetEvent(done);
}

static char room[8];

/* It does not wait for what it has begun. */
static DWORD WINAPI begin_reading(void *pipe)
{
    static OVERLAPPED overlapped;
    ReadFileEx(pipe, room, 4, &overlapped, read_later);
    return 0;
}

static void read_by_item(void)
{
    DWORD bytes;
    HANDLE server =
        CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 64, 64, 0, NULL);
    HANDLE client = CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    puts("an item that reads, and two minutes");
    QueueUserWorkItem(begin_reading, server, WT_EXECUTEINIOTHREAD);
    Sleep(120000);
    WriteFile(client, "one", 3, &bytes, NULL);
    WaitForSingleObject(done, INFINITE);
    CloseHandle(client);
    CloseHandle(server);
}

static DWORD WINAPI item(void *milliseconds)
{
    printf("  an item of %d ms\n", (int)milliseconds);
    if (milliseconds)
        Sleep((DWORD)milliseconds);
    if (InterlockedDecrement(&left) == 0)
        SetEvent(done);
    return 0;
}

static void items(void)
{
    left = 5;
    puts("items that nothing holds up");
    for (int i = 0; i < 5; i++)
        QueueUserWorkItem(item, (void *)0, WT_EXECUTEDEFAULT);
    WaitForSingleObject(done, INFINITE);
    left = 3;
    puts("items that wait");
    for (int i = 0; i < 3; i++)
        QueueUserWorkItem(item, (void *)10, WT_EXECUTELONGFUNCTION);
    WaitForSingleObject(done, INFINITE);
    show("a flag of waits", QueueUserWorkItem(item, NULL, WT_EXECUTEINWAITTHREAD));
}

/* ---- registered waits ---- */

static void CALLBACK waited(void *what, BOOLEAN timed_out)
{
    printf("  %s: %s\n", (const char *)what, timed_out ? "the time is over" : "signalled");
    SetEvent(done);
}

static void CALLBACK slow(void *unused, BOOLEAN timed_out)
{
    (void)unused, (void)timed_out;
    puts("  begins");
    Sleep(5);
    puts("  ends");
}

static void waits(void)
{
    HANDLE wait, signal = CreateEventA(NULL, FALSE, FALSE, NULL);
    puts("registered waits");
    RegisterWaitForSingleObject(&wait, signal, waited, "once", INFINITE, WT_EXECUTEONLYONCE);
    SetEvent(signal);
    WaitForSingleObject(done, INFINITE);
    SetEvent(signal);
    printf("and no more: %lu\n", WaitForSingleObject(done, 5));
    show("taken back", UnregisterWait(wait));

    ResetEvent(signal);
    RegisterWaitForSingleObject(&wait, signal, waited, "again", 10, WT_EXECUTEINWAITTHREAD);
    for (int i = 0; i < 2; i++)
        WaitForSingleObject(done, INFINITE);
    SetEvent(signal);
    WaitForSingleObject(done, INFINITE);
    show("taken back", UnregisterWaitEx(wait, NULL));

    RegisterWaitForSingleObject(&wait, signal, slow, NULL, INFINITE, WT_EXECUTEDEFAULT);
    SetEvent(signal);
    Sleep(1);
    show("in the middle", UnregisterWait(wait));
    Sleep(10);
    RegisterWaitForSingleObject(&wait, signal, slow, NULL, INFINITE, WT_EXECUTEDEFAULT);
    SetEvent(signal);
    Sleep(1);
    show("waits for its call", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    show("no function", RegisterWaitForSingleObject(&wait, signal, NULL, NULL, 0, 0));
    CloseHandle(signal);
    show("no object", RegisterWaitForSingleObject(&wait, signal, slow, NULL, 0, 0));
    show("no wait", UnregisterWait(NULL));
}

/* ---- work ---- */

static CRITICAL_SECTION section;

static void CALLBACK work(PTP_CALLBACK_INSTANCE instance, void *milliseconds, PTP_WORK of)
{
    (void)instance, (void)of;
    puts("  work");
    if (milliseconds)
        Sleep((DWORD)milliseconds);
}

static void CALLBACK at_the_end(PTP_CALLBACK_INSTANCE instance, void *library)
{
    EnterCriticalSection(&section);
    LeaveCriticalSectionWhenCallbackReturns(instance, &section);
    SetEventWhenCallbackReturns(instance, event);
    FreeLibraryWhenCallbackReturns(instance, library);
    printf("  others: %d, the event is %s\n", CallbackMayRunLong(instance),
           WaitForSingleObject(event, 0) ? "not set" : "set");
}

static void CALLBACK apart(PTP_CALLBACK_INSTANCE instance, void *unused, PTP_WORK of)
{
    (void)unused, (void)of;
    DisassociateCurrentThreadFromCallback(instance);
    Sleep(5);
    puts("  nobody has waited for this");
    SetEvent(done);
}

static void works(void)
{
    puts("work that is posted three times");
    PTP_WORK quick = CreateThreadpoolWork(work, (void *)0, NULL),
             late = CreateThreadpoolWork(work, (void *)5, NULL);
    for (int i = 0; i < 3; i++)
        SubmitThreadpoolWork(quick);
    WaitForThreadpoolWorkCallbacks(quick, FALSE);
    puts("and taken back");
    for (int i = 0; i < 3; i++)
        SubmitThreadpoolWork(quick);
    WaitForThreadpoolWorkCallbacks(quick, TRUE);
    CloseThreadpoolWork(quick);
    puts("closed while it runs");
    SubmitThreadpoolWork(late);
    CloseThreadpoolWork(late);
    Sleep(10);
    PTP_WORK alone = CreateThreadpoolWork(apart, NULL, NULL);
    SubmitThreadpoolWork(alone);
    WaitForThreadpoolWorkCallbacks(alone, FALSE);
    CloseThreadpoolWork(alone);
    WaitForSingleObject(done, INFINITE);
    puts("what is done at the end");
    ResetEvent(event);
    InitializeCriticalSection(&section);
    TrySubmitThreadpoolCallback(at_the_end, LoadLibraryA("user32.dll"), NULL);
    WaitForSingleObject(event, INFINITE);
    show("the section is free", TryEnterCriticalSection(&section));
    show("no function", CreateThreadpoolWork(NULL, NULL, NULL) != NULL);
}

/* ---- timers and waits ---- */

static void CALLBACK ring(PTP_CALLBACK_INSTANCE instance, void *name, PTP_TIMER timer)
{
    (void)instance;
    printf("  %s rings\n", (const char *)name);
    if (!strcmp(name, "once") || InterlockedDecrement(&left) == 0)
        SetThreadpoolTimer(timer, NULL, 0, 0), SetEvent(done);
}

static FILETIME *after(int milliseconds)
{
    static LONGLONG due;
    due = -10000ll * milliseconds;
    return (FILETIME *)&due;
}

static void timers(void)
{
    puts("timers");
    PTP_TIMER once = CreateThreadpoolTimer(ring, "once", NULL),
              often = CreateThreadpoolTimer(ring, "often", NULL);
    SetThreadpoolTimer(once, after(5), 0, 0);
    printf("set: %d, %d\n", IsThreadpoolTimerSet(once), IsThreadpoolTimerSet(often));
    WaitForSingleObject(done, INFINITE);
    left = 3;
    SetThreadpoolTimer(often, after(0), 5, 0);
    WaitForSingleObject(done, INFINITE);
    SetThreadpoolTimer(once, after(5), 0, 0);
    CloseThreadpoolTimer(once);
    WaitForThreadpoolTimerCallbacks(often, TRUE);
    CloseThreadpoolTimer(often);
    printf("closed before it was due: %lu\n", WaitForSingleObject(done, 10));
}

static void CALLBACK signalled(PTP_CALLBACK_INSTANCE instance, void *unused, PTP_WAIT wait,
                               TP_WAIT_RESULT result)
{
    (void)instance, (void)unused, (void)wait;
    printf("  a wait has ended: %lx\n", result);
    SetEvent(done);
}

static void pool_waits(void)
{
    puts("waits");
    PTP_WAIT wait = CreateThreadpoolWait(signalled, NULL, NULL);
    SetEvent(event);
    SetThreadpoolWait(wait, event, NULL);
    WaitForSingleObject(done, INFINITE);
    ResetEvent(event);
    SetThreadpoolWait(wait, event, after(5));
    WaitForSingleObject(done, INFINITE);
    SetThreadpoolWait(wait, event, NULL);
    SetThreadpoolWait(wait, NULL, NULL);
    SetEvent(event);
    printf("it waits no more: %lu\n", WaitForSingleObject(done, 5));
    CloseThreadpoolWait(wait);
}

/* ---- files ---- */

static void CALLBACK came(PTP_CALLBACK_INSTANCE instance, void *unused, void *overlapped, ULONG result,
                          ULONG_PTR bytes, PTP_IO io)
{
    (void)instance, (void)unused, (void)io;
    printf("  read %lu: error %lu, %lu bytes\n", ((OVERLAPPED *)overlapped)->Offset, result, (DWORD)bytes);
}

static void CALLBACK old_routine(DWORD status, DWORD bytes, OVERLAPPED *overlapped)
{
    (void)overlapped;
    printf("  a routine: status %lx, %lu bytes\n", status, bytes);
    SetEvent(done);
}

static void begin(HANDLE pipe, PTP_IO io, OVERLAPPED *overlapped)
{
    StartThreadpoolIo(io);
    if (!ReadFile(pipe, room, 4, NULL, overlapped) && GetLastError() != ERROR_IO_PENDING)
        CancelThreadpoolIo(io);
}

static void files(void)
{
    OVERLAPPED first = {.Offset = 1}, second = {.Offset = 2}, third = {.Offset = 3};
    DWORD bytes;
    puts("files");
    HANDLE server =
        CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 64, 64, 0, NULL);
    HANDLE client = CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                                FILE_FLAG_OVERLAPPED, NULL);
    PTP_IO io = CreateThreadpoolIo(server, came, NULL, NULL);
    begin(server, io, &first);
    begin(server, io, &second);
    WriteFile(client, "one", 3, &bytes, &third);
    CancelIoEx(server, &second);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    puts("all has come");
    show("bound twice", BindIoCompletionCallback(server, old_routine, 0));
    show("bound", BindIoCompletionCallback(client, old_routine, 0));
    ReadFile(client, room, 4, NULL, &first);
    CloseHandle(server);
    WaitForSingleObject(done, INFINITE);
    begin(server, io, &third);
    CloseThreadpoolIo(io);
    CloseHandle(client);
}

/* ---- a pool and a group ---- */

static void CALLBACK simple(PTP_CALLBACK_INSTANCE instance, void *name)
{
    (void)instance;
    printf("  %s\n", (const char *)name);
    Sleep(1);
}

static void CALLBACK dropped(void *of, void *with)
{
    printf("  dropped: %s, %s\n", of ? (const char *)of : "work", (const char *)with);
}

static void submit(TP_CALLBACK_ENVIRON *environment, TP_CALLBACK_PRIORITY priority, const char *name)
{
    SetThreadpoolCallbackPriority(environment, priority);
    TrySubmitThreadpoolCallback(simple, (void *)name, environment);
}

static void pools(void)
{
    TP_CALLBACK_ENVIRON environment;
    PTP_POOL pool = CreateThreadpool(NULL);
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    puts("a pool of one thread");
    SetThreadpoolThreadMaximum(pool, 1);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolCallbackCleanupGroup(&environment, group, dropped);
    submit(&environment, TP_CALLBACK_PRIORITY_LOW, "low");
    submit(&environment, TP_CALLBACK_PRIORITY_NORMAL, "normal");
    submit(&environment, TP_CALLBACK_PRIORITY_HIGH, "high");
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    puts("a group that is cancelled");
    SubmitThreadpoolWork(CreateThreadpoolWork(work, NULL, &environment));
    SetThreadpoolTimer(CreateThreadpoolTimer(ring, "a timer", &environment), after(10), 0, 0);
    submit(&environment, TP_CALLBACK_PRIORITY_HIGH, "runs");
    submit(&environment, TP_CALLBACK_PRIORITY_NORMAL, "does not run");
    SwitchToThread();
    CloseThreadpoolCleanupGroupMembers(group, TRUE, "cancelled");
    CloseThreadpoolCleanupGroup(group);
    CloseThreadpool(pool);
    DestroyThreadpoolEnvironment(&environment);
}

int main(void)
{
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    items();
    waits();
    works();
    timers();
    pool_waits();
    pools();
    read_by_item();
    files();
    puts("the end");
    return 0;
}
