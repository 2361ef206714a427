/*
 * Time: every form of a time-out in every call that takes one, and the clocks of the page at 7ffe0000.
 * Windows says the same, but for the sleeps of 29000 years at the end.
 */
#include <stdio.h>
#include <windows.h>

#define MS (-10000ll)

static LONG(WINAPI *delay)(BOOLEAN, const LONGLONG *);
static LONG(WINAPI *wait_one)(HANDLE, BOOLEAN, const LONGLONG *);
static LONG(WINAPI *wait_many)(ULONG, const HANDLE *, ULONG, BOOLEAN, const LONGLONG *);
static LONG(WINAPI *signal_and_wait)(HANDLE, HANDLE, BOOLEAN, const LONGLONG *);
static HANDLE never, signalled;

static LONGLONG now(void)
{
    LONGLONG time;
    GetSystemTimeAsFileTime((FILETIME *)&time);
    return time;
}

static LONG by_delay(const LONGLONG *time)
{
    return delay(FALSE, time);
}

static LONG by_one(const LONGLONG *time)
{
    return wait_one(never, FALSE, time);
}

static LONG by_many(const LONGLONG *time)
{
    return wait_many(1, &never, 1, FALSE, time);
}

static LONG by_signal(const LONGLONG *time)
{
    return signal_and_wait(signalled, never, FALSE, time);
}

static LONG (*const calls[])(const LONGLONG *) = {by_delay, by_one, by_many, by_signal};

/* The same time-out in all four calls: what each says, how many milliseconds each took. */
static void time_out(const char *what, LONGLONG time)
{
    printf("%-20s", what);
    for (int i = 0; i < 4; i++) {
        LONGLONG before = now();
        LONG status = calls[i](&time);
        printf("  %lx %d ms", status, (int)((now() - before) / 10000));
    }
    printf("\n");
}

static void absolute(const char *what, LONGLONG from_now)
{
    printf("%-20s", what);
    for (int i = 0; i < 4; i++) {
        LONGLONG before = now(), time = before + from_now;
        LONG status = calls[i](&time);
        printf("  %lx %d ms", status, (int)((now() - before) / 10000));
    }
    printf("\n");
}

static DWORD WINAPI set_later(void *event)
{
    Sleep(30);
    SetEvent(event);
    return 0;
}

/* Null and the most negative number are no time-out at all. */
static void forever(const char *what, const LONGLONG *time)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, set_later, event, 0, NULL);
    LONGLONG before = now();
    LONG status = wait_one(event, FALSE, time);
    printf("%-20s  %lx %d ms\n", what, status, (int)((now() - before) / 10000));
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(event);
}

static void win32(DWORD milliseconds)
{
    DWORD results[6], took[6];
    for (int i = 0; i < 6; i++) {
        LONGLONG before = now();
        switch (i) {
        case 0:
            Sleep(milliseconds), results[i] = 0;
            break;
        case 1:
            results[i] = SleepEx(milliseconds, TRUE);
            break;
        case 2:
            results[i] = WaitForSingleObject(never, milliseconds);
            break;
        case 3:
            results[i] = WaitForSingleObjectEx(never, milliseconds, TRUE);
            break;
        case 4:
            results[i] = WaitForMultipleObjects(1, &never, TRUE, milliseconds);
            break;
        case 5:
            results[i] = SignalObjectAndWait(signalled, never, milliseconds, TRUE);
        }
        took[i] = (DWORD)((now() - before) / 10000);
    }
    printf("Win32, %2lu ms         ", milliseconds);
    for (int i = 0; i < 6; i++)
        printf("  %lx %lu ms", results[i], took[i]);
    printf("\n");
}

/* ---- the page that everybody sees ---- */

static LONGLONG shown(DWORD offset)
{
    const volatile LONG *time = (const volatile LONG *)(0x7ffe0000 + offset);
    LONG high;
    DWORD low;
    do {
        high = time[1];
        low = (DWORD)time[0];
    } while (high != time[2]);
    return (LONGLONG)high << 32 | low;
}

static void shared_page(void)
{
    DWORD multiplier = *(const DWORD *)0x7ffe0004;
    for (int i = 0; i < 3; i++) {
        LONGLONG told = now(), counter;
        LONGLONG behind = shown(0x14) - told;
        QueryPerformanceCounter((LARGE_INTEGER *)&counter);
        LONGLONG interrupt = shown(0x08) - counter;
        DWORD ticks = GetTickCount(), millisecond = (DWORD)((ULONGLONG)shown(0x320) * multiplier >> 24);
        printf("shared page: system time %s, interrupt time %s, ticks %s, bias %ld\n",
               behind >= 0 && behind < 10000 ? "right" : "wrong",
               interrupt >= 0 && interrupt < 10000 ? "right" : "wrong",
               millisecond - ticks <= 1 ? "right" : "wrong", (long)shown(0x20));
        Sleep(40);
    }
}

/* ---- the far end ---- */

static DWORD WINAPI sleep_very_long(void *which)
{
    static const LONGLONG times[] = {-0x7fffffffffffffffll, 0x7fffffffffffffffll, -0x4000000000000000ll};
    LONG status = calls[(INT_PTR)which](&times[(INT_PTR)which]);
    printf("thread %d: %lx\n", (int)(INT_PTR)which, status);
    return 0;
}

static void far_end(void)
{
    for (int round = 0; round < 3; round++) {
        HANDLE threads[3];
        SYSTEMTIME date;
        for (int i = 0; i < 3; i++)
            threads[i] = CreateThread(NULL, 0, sleep_very_long, (void *)(INT_PTR)i, 0, NULL);
        WaitForMultipleObjects(3, threads, TRUE, INFINITE);
        GetSystemTime(&date);
        LONGLONG before = now();
        Sleep(20000);
        printf("year %u, and 20 seconds are %d ms\n", date.wYear, (int)((now() - before) / 10000));
        for (int i = 0; i < 3; i++)
            CloseHandle(threads[i]);
    }
}

int main(void)
{
    const LONGLONG most_negative = (LONGLONG)1 << 63;
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    delay = (void *)GetProcAddress(ntdll, "NtDelayExecution");
    wait_one = (void *)GetProcAddress(ntdll, "NtWaitForSingleObject");
    wait_many = (void *)GetProcAddress(ntdll, "NtWaitForMultipleObjects");
    signal_and_wait = (void *)GetProcAddress(ntdll, "NtSignalAndWaitForSingleObject");
    never = CreateEventA(NULL, TRUE, FALSE, NULL);
    signalled = CreateEventA(NULL, TRUE, FALSE, NULL);
    time_out("0", 0);
    time_out("-1", -1);
    time_out("20 ms", 20 * MS);
    time_out("absolute, 1601", 1);
    absolute("absolute, past", 10000 * MS);
    absolute("absolute, in 30 ms", -30 * MS);
    forever("null", NULL);
    forever("the most negative", &most_negative);
    win32(0);
    win32(20);
    shared_page();
    far_end();
    return 0;
}
