/*
 * Locks of one word: slim reader/writer locks, condition variables, one-time initialization, WaitOnAddress.
 * Each part prints in which order its threads come through; where a documented rule leaves the order open, it
 * prints only what must be so. The same under Windows, but for the order.
 */
#include <stdio.h>
#include <windows.h>

#define CHECK(condition) ((condition) ? (void)0 : (void)printf("line %d: not " #condition "\n", __LINE__))

static void run(LPTHREAD_START_ROUTINE body, unsigned count)
{
    HANDLE threads[8];
    for (unsigned i = 0; i < count; i++)
        threads[i] = CreateThread(NULL, 0, body, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    CHECK(WaitForMultipleObjects(count, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (unsigned i = 0; i < count; i++)
        CloseHandle(threads[i]);
}

/* ---- readers together, a writer alone ---- */

static SRWLOCK lock = SRWLOCK_INIT;
static int readers, writers, most_readers;

static DWORD WINAPI read_or_write(void *number)
{
    unsigned me = (unsigned)(ULONG_PTR)number;
    if (me == 3) {
        AcquireSRWLockExclusive(&lock);
        CHECK(readers == 0 && ++writers == 1);
        printf("%u writes\n", me);
        Sleep(1);
        CHECK(readers == 0 && --writers == 0);
        ReleaseSRWLockExclusive(&lock);
        return 0;
    }
    AcquireSRWLockShared(&lock);
    CHECK(writers == 0);
    if (++readers > most_readers)
        most_readers = readers;
    printf("%u reads\n", me);
    Sleep(1);
    readers--;
    ReleaseSRWLockShared(&lock);
    return 0;
}

static void reader_writer(void)
{
    run(read_or_write, 5);
    printf("most readers: %d\n", most_readers);
    CHECK(TryAcquireSRWLockExclusive(&lock) && !TryAcquireSRWLockShared(&lock));
    ReleaseSRWLockExclusive(&lock);
    CHECK(TryAcquireSRWLockShared(&lock) && TryAcquireSRWLockShared(&lock) &&
          !TryAcquireSRWLockExclusive(&lock));
    ReleaseSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    CHECK(lock.Ptr == NULL);
}

/* ---- a queue of two places ---- */

static CONDITION_VARIABLE room = CONDITION_VARIABLE_INIT, goods = CONDITION_VARIABLE_INIT;
static CRITICAL_SECTION section;
static int queue[2], length, taken;

static DWORD WINAPI produce_or_consume(void *number)
{
    unsigned me = (unsigned)(ULONG_PTR)number;
    for (int i = 0; i < 3; i++) {
        EnterCriticalSection(&section);
        if (me == 1) {
            while (length == 2)
                CHECK(SleepConditionVariableCS(&room, &section, INFINITE));
            queue[length++] = i;
            WakeConditionVariable(&goods);
        } else {
            while (length == 0)
                CHECK(SleepConditionVariableCS(&goods, &section, INFINITE));
            taken += queue[--length];
            WakeConditionVariable(&room);
        }
        LeaveCriticalSection(&section);
    }
    return 0;
}

static void conditions(void)
{
    InitializeCriticalSection(&section);
    run(produce_or_consume, 2);
    printf("taken: %d, left: %d\n", taken, length);
    AcquireSRWLockShared(&lock);
    DWORD before = GetTickCount();
    CHECK(!SleepConditionVariableSRW(&goods, &lock, 50, CONDITION_VARIABLE_LOCKMODE_SHARED) &&
          GetLastError() == ERROR_TIMEOUT);
    CHECK(GetTickCount() - before >= 50);
    ReleaseSRWLockShared(&lock);
    DeleteCriticalSection(&section);
}

/* ---- once ---- */

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static int tries;

static BOOL CALLBACK make(PINIT_ONCE what, void *parameter, void **context)
{
    Sleep(1); /* the others come meanwhile */
    *context = parameter;
    printf("made by %u\n", (unsigned)(ULONG_PTR)parameter / 4);
    return ++tries == 2; /* the first does not succeed */
}

static DWORD WINAPI make_once(void *number)
{
    void *made = NULL;
    BOOL good = InitOnceExecuteOnce(&once, make, (void *)((ULONG_PTR)number * 4), &made);
    printf("%u: %s %u\n", (unsigned)(ULONG_PTR)number, good ? "has that of" : "could not make",
           (unsigned)(ULONG_PTR)made / 4);
    return 0;
}

static void initialization(void)
{
    BOOL pending;
    void *context;
    run(make_once, 3);
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context) && !pending);
    INIT_ONCE two = INIT_ONCE_STATIC_INIT;
    CHECK(!InitOnceBeginInitialize(&two, INIT_ONCE_CHECK_ONLY, &pending, &context) &&
          GetLastError() == ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&two, INIT_ONCE_ASYNC, &pending, &context) && pending);
    CHECK(InitOnceBeginInitialize(&two, INIT_ONCE_ASYNC, &pending, &context) && pending);
    CHECK(!InitOnceBeginInitialize(&two, 0, &pending, &context));
    CHECK(InitOnceComplete(&two, INIT_ONCE_ASYNC, &pending));
    CHECK(!InitOnceComplete(&two, INIT_ONCE_ASYNC, &queue));
    CHECK(InitOnceBeginInitialize(&two, 0, &pending, &context) && !pending && context == &pending);
}

/* ---- any value ---- */

typedef BOOL(WINAPI *wait_on_address)(volatile void *, void *, SIZE_T, DWORD);
typedef void(WINAPI *wake_by_address)(void *);

static wait_on_address wait_on;
static volatile SHORT value;

static DWORD WINAPI wait_for_value(void *number)
{
    SHORT old = 0;
    while (value == old)
        CHECK(wait_on(&value, &old, sizeof value, INFINITE));
    printf("%u sees %d\n", (unsigned)(ULONG_PTR)number, value);
    return 0;
}

/* The API set's name, as programs and their compilers' libraries ask for it. */
static void any_value(void)
{
    HMODULE set = LoadLibraryA("api-ms-win-core-synch-l1-2-0.dll");
    wake_by_address wake_all = (wake_by_address)(void *)GetProcAddress(set, "WakeByAddressAll");
    SHORT old = 0;
    LONGLONG three = 0;
    wait_on = (wait_on_address)(void *)GetProcAddress(set, "WaitOnAddress");
    CHECK(set && wait_on && wake_all);
    CHECK(!wait_on(&value, &old, sizeof value, 0) && GetLastError() == ERROR_TIMEOUT);
    CHECK(!wait_on(&value, &three, 3, 0) && GetLastError() == ERROR_INVALID_PARAMETER);
    HANDLE first = CreateThread(NULL, 0, wait_for_value, (void *)1, 0, NULL);
    HANDLE second = CreateThread(NULL, 0, wait_for_value, (void *)2, 0, NULL);
    Sleep(1);
    wake_all((void *)&value); /* for nothing */
    Sleep(1);
    value = 7;
    wake_all((void *)&value);
    WaitForSingleObject(first, INFINITE);
    WaitForSingleObject(second, INFINITE);
    CloseHandle(first);
    CloseHandle(second);
    FreeLibrary(set);
}

/* ---- one of those who wait, then all ---- */

static CONDITION_VARIABLE gate = CONDITION_VARIABLE_INIT;
static BOOL gate_open;
static int through;

static DWORD WINAPI go_through(void *number)
{
    (void)number;
    AcquireSRWLockExclusive(&lock);
    while (!gate_open)
        CHECK(SleepConditionVariableSRW(&gate, &lock, INFINITE, 0));
    through++;
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static DWORD WINAPI open_gate(void *number)
{
    (void)number;
    Sleep(1); /* the others wait by now */
    gate_open = TRUE;
    WakeConditionVariable(&gate);
    Sleep(1);
    printf("through: %d, ", through);
    WakeAllConditionVariable(&gate);
    Sleep(1);
    printf("then %d\n", through);
    return 0;
}

static void waking(void)
{
    HANDLE threads[5];
    for (unsigned i = 0; i < 5; i++)
        threads[i] = CreateThread(NULL, 0, i < 4 ? go_through : open_gate, NULL, 0, NULL);
    CHECK(WaitForMultipleObjects(5, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (unsigned i = 0; i < 5; i++)
        CloseHandle(threads[i]);
}

int main(void)
{
    reader_writer();
    conditions();
    initialization();
    any_value();
    waking();
    return 0;
}
