/*
 * User APCs: who calls them, when, in which order; and what an alertable wait says. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

static LONG(WINAPI *queue_apc)(HANDLE, void *, void *, void *, void *);
static LONG(WINAPI *test_alert)(void);
static LONG(WINAPI *alert_thread)(HANDLE);
static LONG(WINAPI *wait_one)(HANDLE, BOOLEAN, const LONGLONG *);
static LONG(WINAPI *delay)(BOOLEAN, const LONGLONG *);
static HANDLE never, main_thread;
static char calls[64];
static int used;

static void WINAPI call(ULONG_PTR letter)
{
    calls[used++] = (char)letter;
}

/* What was called since the last line. */
static void said(const char *what, LONG result)
{
    printf("%-34s %lx  %.*s\n", what, result, used, calls);
    used = 0;
}

static void queue(const char *letters)
{
    for (; *letters; letters++)
        QueueUserAPC(call, GetCurrentThread(), (ULONG_PTR)*letters);
}

static void to_itself(void)
{
    queue("abc");
    said("queued to itself", 0);
    said("wait, not alertable", WaitForSingleObject(never, 1));
    said("sleep, not alertable", (Sleep(1), 0));
    said("SleepEx", SleepEx(0, TRUE));
    said("SleepEx again", SleepEx(0, TRUE));
    queue("de");
    said("WaitForSingleObjectEx", WaitForSingleObjectEx(never, INFINITE, TRUE));
    queue("f");
    said("WaitForMultipleObjectsEx", WaitForMultipleObjectsEx(1, &never, FALSE, INFINITE, TRUE));
    queue("g");
    SetEvent(never);
    said("what is signalled comes first", WaitForSingleObjectEx(never, 0, TRUE));
    ResetEvent(never);
    HANDLE other = CreateEventA(NULL, FALSE, FALSE, NULL);
    said("then the APC", SignalObjectAndWait(other, never, INFINITE, TRUE));
    said("though it had signalled", WaitForSingleObject(other, 0));
    queue("h");
    said("NtTestAlert", test_alert());
    CloseHandle(other);
}

/* ---- from another thread ---- */

static DWORD WINAPI queue_later(void *letters)
{
    Sleep(5);
    for (const char *letter = letters; *letter; letter++)
        QueueUserAPC(call, main_thread, (ULONG_PTR)*letter);
    return 0;
}

static HANDLE sender(const char *letters)
{
    return CreateThread(NULL, 0, queue_later, (void *)letters, 0, NULL);
}

static void from_another(void)
{
    HANDLE thread = sender("ij");
    said("wakes a sleeper", SleepEx(INFINITE, TRUE));
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    thread = sender("k");
    HANDLE both[2] = {never, thread};
    said("wakes who waits for all", WaitForMultipleObjectsEx(2, both, TRUE, INFINITE, TRUE));
    CloseHandle(thread);
    thread = sender("l");
    said("does not wake this one", WaitForSingleObject(never, 20));
    said("but comes later", SleepEx(20, TRUE));
    said("a time-out", SleepEx(20, TRUE));
    CloseHandle(thread);
}

/* ---- a thread that has not begun, one that has ended ---- */

static DWORD WINAPI body(void *unused)
{
    (void)unused;
    call('n');
    return 0;
}

static void before_and_behind(void)
{
    HANDLE thread = CreateThread(NULL, 0, body, NULL, CREATE_SUSPENDED, NULL);
    said("queued before it begins", (LONG)QueueUserAPC(call, thread, 'm'));
    ResumeThread(thread);
    said("called before its function", (LONG)WaitForSingleObject(thread, INFINITE));
    SetLastError(0);
    said("it has ended", (LONG)QueueUserAPC(call, thread, 'x'));
    printf("%-34s %lu\n", "error", GetLastError());
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, body, NULL, CREATE_SUSPENDED, NULL);
    QueueUserAPC(call, thread, 'x');
    TerminateThread(thread, 0);
    said("ended before it began", (LONG)WaitForSingleObject(thread, INFINITE));
    said("no such thread", (LONG)QueueUserAPC(call, never, 'x'));
    printf("%-34s %lu\n", "error", GetLastError());
    CloseHandle(thread);
}

/* ---- NT's own calls ---- */

static ULONG_PTR arguments[3];

static void WINAPI three(ULONG_PTR first, ULONG_PTR second, ULONG_PTR third)
{
    arguments[0] = first, arguments[1] = second, arguments[2] = third;
}

/* An APC may wait alertably itself: the next one comes in between. */
static void WINAPI nested(ULONG_PTR letter)
{
    call(letter);
    call('0' + (SleepEx(0, TRUE) == WAIT_IO_COMPLETION));
}

static DWORD WINAPI alert(void *unused)
{
    (void)unused;
    Sleep(5);
    alert_thread(main_thread);
    return 0;
}

static void natively(void)
{
    const LONGLONG second = -10000000;
    queue_apc(GetCurrentThread(), three, (void *)1, (void *)2, (void *)3);
    said("three arguments", test_alert());
    printf("%-34s %lu %lu %lu\n", "they are", arguments[0], arguments[1], arguments[2]);
    QueueUserAPC(nested, GetCurrentThread(), 'o');
    queue("pq");
    said("nested", SleepEx(0, TRUE));
    HANDLE thread = CreateThread(NULL, 0, alert, NULL, 0, NULL);
    said("alerted while it waits", wait_one(never, TRUE, &second));
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    alert_thread(GetCurrentThread());
    said("alerted, a wait that is not", wait_one(never, FALSE, &(LONGLONG){-1}));
    said("and one that is", delay(TRUE, &second));
    alert_thread(GetCurrentThread());
    said("NtTestAlert", test_alert());
    said("once", test_alert());
    thread = CreateThread(NULL, 0, alert, NULL, 0, NULL);
    said("Win32 does not know alerts", (LONG)WaitForSingleObjectEx(never, 20, TRUE));
    CloseHandle(thread);
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    queue_apc = (void *)GetProcAddress(ntdll, "NtQueueApcThread");
    test_alert = (void *)GetProcAddress(ntdll, "NtTestAlert");
    alert_thread = (void *)GetProcAddress(ntdll, "NtAlertThread");
    wait_one = (void *)GetProcAddress(ntdll, "NtWaitForSingleObject");
    delay = (void *)GetProcAddress(ntdll, "NtDelayExecution");
    never = CreateEventA(NULL, TRUE, FALSE, NULL);
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &main_thread, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    to_itself();
    from_another();
    before_and_behind();
    natively();
    return 0;
}
