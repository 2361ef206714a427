/*
 * Keyed events: whoever comes first waits for the other, at a key. The services by their names, so the same
 * under Windows; what is refused is so as NT refuses it.
 */
#include <stdio.h>
#include <windows.h>

#define CHECK(condition) ((condition) ? (void)0 : (void)printf("line %d: not " #condition "\n", __LINE__))

#define KEYED_ALL        0xf0003u
#define TIMEOUT          0x00000102
#define USER_APC         0x000000c0
#define ACCESS_DENIED    ((LONG)0xc0000022)
#define INVALID_HANDLE   ((LONG)0xc0000008)
#define TYPE_MISMATCH    ((LONG)0xc0000024)
#define INVALID_1        ((LONG)0xc00000ef)
#define INVALID_4        ((LONG)0xc00000f2)
#define INVALID_CID      ((LONG)0xc000000b)
#define ALERTED          0x00000101
#define ACCESS_VIOLATION ((LONG)0xc0000005)

typedef LONG(NTAPI *create_keyed)(HANDLE *, ACCESS_MASK, void *, ULONG);
typedef LONG(NTAPI *use_keyed)(HANDLE, void *, BOOLEAN, LARGE_INTEGER *);

static create_keyed create;
static use_keyed wait_for, release;
static LONG(NTAPI *wait_for_alert)(void *, LARGE_INTEGER *), (NTAPI * alert)(ULONG);
static HANDLE event;
static char keys[4]; /* addresses, of which only the even ones are keys */

static char *key(void)
{
    return keys + ((ULONG_PTR)keys & 1);
}

static void find_services(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    create = (create_keyed)(void *)GetProcAddress(ntdll, "NtCreateKeyedEvent");
    wait_for = (use_keyed)(void *)GetProcAddress(ntdll, "NtWaitForKeyedEvent");
    release = (use_keyed)(void *)GetProcAddress(ntdll, "NtReleaseKeyedEvent");
    wait_for_alert = (void *)GetProcAddress(ntdll, "NtWaitForAlertByThreadId");
    alert = (void *)GetProcAddress(ntdll, "NtAlertThreadByThreadId");
}

static DWORD WINAPI wait_at_key(void *number)
{
    LONG status = wait_for(event, key(), FALSE, NULL);
    printf("%u was released: %lx\n", (unsigned)(ULONG_PTR)number, status);
    return 0;
}

static HANDLE start(LPTHREAD_START_ROUTINE body, ULONG_PTR number)
{
    return CreateThread(NULL, 0, body, (void *)number, 0, NULL);
}

/* Two wait, in the order of coming; then a release waits for one that comes later. */
static void meetings(void)
{
    HANDLE threads[3] = {start(wait_at_key, 1), start(wait_at_key, 2), NULL};
    Sleep(1);
    CHECK(release(event, key(), FALSE, NULL) == 0);
    CHECK(release(event, key(), FALSE, NULL) == 0);
    Sleep(1);
    threads[2] = start(wait_at_key, 3);
    CHECK(release(event, key(), FALSE, NULL) == 0);
    CHECK(WaitForMultipleObjects(3, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < 3; i++)
        CloseHandle(threads[i]);
}

static void CALLBACK called(ULONG_PTR parameter)
{
    printf("called with %u\n", (unsigned)parameter);
}

static void endings(void)
{
    LARGE_INTEGER soon = {.QuadPart = -10000}, now = {.QuadPart = 0};
    CHECK(wait_for(event, key(), FALSE, &soon) == TIMEOUT);
    CHECK(release(event, key(), FALSE, &now) == TIMEOUT);
    QueueUserAPC(called, GetCurrentThread(), 5);
    CHECK(release(event, key(), TRUE, NULL) == USER_APC);
    CHECK(wait_for(NULL, key(), FALSE, &now) == TIMEOUT); /* the one of every process */
}

static void refusals(void)
{
    HANDLE some = NULL, waits_only, plain = CreateEventA(NULL, TRUE, TRUE, NULL);
    CHECK(create(&some, KEYED_ALL, NULL, 1) == INVALID_4 && some == NULL);
    CHECK(create((HANDLE *)0x80000000, KEYED_ALL, NULL, 0) == ACCESS_VIOLATION);
    CHECK(create(&waits_only, 1, NULL, 0) == 0);
    CHECK(release(waits_only, key(), FALSE, NULL) == ACCESS_DENIED);
    CHECK(wait_for(event, key() + 1, FALSE, NULL) == INVALID_1);
    CHECK(wait_for(plain, key(), FALSE, NULL) == TYPE_MISMATCH);
    CHECK(wait_for((HANDLE)0x4444, key(), FALSE, NULL) == INVALID_HANDLE);
    CHECK(wait_for(event, key(), FALSE, (LARGE_INTEGER *)0x80000000) == ACCESS_VIOLATION);
    CHECK(WaitForSingleObject(event, 0) == WAIT_FAILED); /* nothing that can be waited for */
    CloseHandle(waits_only);
    CloseHandle(plain);
}

/* An alert stays until it is asked for, and two are one. */
static void alerts(void)
{
    LARGE_INTEGER soon = {.QuadPart = -10000};
    CHECK(alert(GetCurrentThreadId()) == 0 && alert(GetCurrentThreadId()) == 0);
    CHECK(wait_for_alert(keys, NULL) == ALERTED);
    CHECK(wait_for_alert(keys, &soon) == TIMEOUT);
    CHECK(alert(3) == INVALID_CID && alert(8) == ACCESS_DENIED); /* nobody; a thread of System */
}

int main(void)
{
    find_services();
    CHECK(create(&event, KEYED_ALL, NULL, 0) == 0);
    meetings();
    endings();
    refusals();
    alerts();
    HANDLE left = start(wait_at_key, 4);
    Sleep(1);
    TerminateThread(left, 0);
    WaitForSingleObject(left, INFINITE);
    LARGE_INTEGER now = {.QuadPart = 0};
    CHECK(release(event, key(), FALSE, &now) == TIMEOUT); /* it waits no more */
    CloseHandle(left);
    CloseHandle(event);
    return 0;
}
