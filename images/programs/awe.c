/*
 * Frames that a program owns by their numbers (Address Windowing Extensions): taken, shown in a window one
 * after the other, given back; what they hold stays with the frame, and nothing of it goes to the page file.
 * The same under Windows, for a user who may lock pages in memory, and has to enable that privilege; the
 * numbers are none of its business and are not printed.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE   0x1000u
#define FRAMES 8u
#define WINDOW 4u

static ULONG_PTR frames[FRAMES], none[FRAMES];
static char *window;

static void say(const char *what, int good)
{
    if (good)
        printf("%s: ok\n", what);
    else
        printf("%s: error %lu\n", what, GetLastError());
    SetLastError(0);
}

/* ---- who may ---- */

/* What the token says of the privilege: held or not, its attributes. */
static void tell_privilege(HANDLE token, LUID lock)
{
    static char room[1024];
    TOKEN_PRIVILEGES *list = (TOKEN_PRIVILEGES *)room;
    DWORD bytes = 0;
    say("its length first", GetTokenInformation(token, TokenPrivileges, NULL, 0, &bytes));
    say("all privileges", GetTokenInformation(token, TokenPrivileges, room, sizeof room, &bytes));
    for (DWORD i = 0; i < list->PrivilegeCount; i++)
        if (list->Privileges[i].Luid.LowPart == lock.LowPart)
            printf("to lock memory: attributes %lx\n", list->Privileges[i].Attributes);
}

static void adjust(const char *what, HANDLE token, LUID which, DWORD attributes)
{
    TOKEN_PRIVILEGES wanted = {1, {{which, attributes}}}, before;
    DWORD bytes;
    BOOL done = AdjustTokenPrivileges(token, FALSE, &wanted, sizeof before, &before, &bytes);
    DWORD error = GetLastError();
    printf("%s: %d, error %lu, %lu changed\n", what, done, error, done ? before.PrivilegeCount : 0);
}

static void enable(void)
{
    ULONG_PTR one = 1;
    HANDLE token;
    LUID lock, machine;
    char name[32];
    DWORD length = 3;
    say("a frame, without the privilege", AllocateUserPhysicalPages(GetCurrentProcess(), &one, frames));
    say("the token", OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES, &token));
    say("a name", LookupPrivilegeValueA(NULL, SE_LOCK_MEMORY_NAME, &lock));
    say("no name", LookupPrivilegeValueW(NULL, L"SeNothingPrivilege", &machine));
    say("its name, in three bytes", LookupPrivilegeNameA(NULL, &lock, name, &length));
    length = sizeof name;
    if (LookupPrivilegeNameA(NULL, &lock, name, &length))
        printf("%s, %lu\n", name, length);
    tell_privilege(token, lock);
    LookupPrivilegeValueA("", SE_MACHINE_ACCOUNT_NAME, &machine);
    adjust("one that is not held", token, machine, SE_PRIVILEGE_ENABLED);
    adjust("to lock memory", token, lock, SE_PRIVILEGE_ENABLED);
    adjust("again", token, lock, SE_PRIVILEGE_ENABLED);
    tell_privilege(token, lock);
    SetLastError(0);
    CloseHandle(token);
}

/* Everything else leaves memory. */
static void push_out(void)
{
    char *much = VirtualAlloc(NULL, 300 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < 300; i++)
            much[i * PAGE]++;
    VirtualFree(much, 0, MEM_RELEASE);
}

static void query(const char *what, void *at)
{
    MEMORY_BASIC_INFORMATION information;
    VirtualQuery(at, &information, sizeof information);
    printf("%s: state %lx, protection %lx, type %lx, pages %lu\n", what, information.State,
           information.Protect, information.Type, information.RegionSize / PAGE);
}

static void show(const char *what, void *at, ULONG_PTR count, ULONG_PTR *numbers)
{
    say(what, MapUserPhysicalPages(at, count, numbers));
}

/* ---- a window on more than it has room for ---- */

static void windows(void)
{
    unsigned wrong = 0;
    show("the first four", window, WINDOW, frames);
    query("the window", window);
    for (unsigned i = 0; i < WINDOW; i++) {
        wrong += window[i * PAGE] != 0;
        window[i * PAGE] = (char)(1 + i);
    }
    show("the other four", window, WINDOW, frames + WINDOW);
    for (unsigned i = 0; i < WINDOW; i++) {
        wrong += window[i * PAGE] != 0;
        window[i * PAGE] = (char)(5 + i);
    }
    push_out();
    show("the first four again", window, WINDOW, frames);
    for (unsigned i = 0; i < WINDOW; i++)
        wrong += window[i * PAGE] != (char)(1 + i);
    printf("pages that are not what they should be: %u\n", wrong);
    show("none", window + PAGE, 2, NULL);
    query("its second page", window + PAGE);
}

static void scattered(void)
{
    void *places[3] = {window + 2 * PAGE, window, window + PAGE};
    ULONG_PTR numbers[3];
    numbers[0] = frames[7], numbers[1] = 0, numbers[2] = frames[5];
    say("scattered", MapUserPhysicalPagesScatter(places, 3, numbers));
    printf("frames 6 and 8 hold %d and %d\n", window[PAGE], window[2 * PAGE]);
    query("nothing shown", window);
    say("taken away", MapUserPhysicalPagesScatter(places, 3, NULL));
}

/* ---- what is refused: then nothing has changed ---- */

static void refusals(void)
{
    char *plain = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ULONG_PTR twice[2];
    twice[0] = twice[1] = frames[1];
    none[0] = frames[0], none[1] = 1;
    show("a frame that is another's", window, 2, none);
    show("one frame twice", window, 2, twice);
    show("frame 1, which nobody shows", window, 1, frames);
    show("and at another place", window + PAGE, 1, frames);
    show("in ordinary memory", plain, 1, frames + 1);
    show("beyond the window", window + (WINDOW - 1) * PAGE, 2, frames + 1);
    show("no frames at all", window + PAGE, 1, (ULONG_PTR *)1);
    say("frames and committed",
        VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT | MEM_PHYSICAL, PAGE_READWRITE) != NULL);
    say("frames, read-only", VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_PHYSICAL, PAGE_READONLY) != NULL);
    say("to commit", VirtualAlloc(window, PAGE, MEM_COMMIT, PAGE_READWRITE) != NULL);
    say("to decommit", VirtualFree(window, PAGE, MEM_DECOMMIT));
    VirtualFree(plain, 0, MEM_RELEASE);
}

static void protection(void)
{
    DWORD old = 0;
    say("read-only", VirtualProtect(window, PAGE, PAGE_READONLY, &old));
    query("the page", window);
    say("a write to it", !IsBadWritePtr(window, 1) && QueryPerformanceCounter((LARGE_INTEGER *)window));
    say("read and write", VirtualProtect(window, PAGE, PAGE_READWRITE, &old));
    printf("before: %lx\n", old);
    window[7] = 77;
    say("no access", VirtualProtect(window, PAGE, PAGE_NOACCESS, &old));
    query("the page", window);
    printf("to be read: %d, to be written: %d\n", !IsBadReadPtr(window, 1), !IsBadWritePtr(window, 1));
    say("read and write again", VirtualProtect(window, PAGE, PAGE_READWRITE, &old));
    printf("before: %lx, it holds %d\n", old, window[7]);
    say("no access, and another frame there",
        VirtualProtect(window, PAGE, PAGE_NOACCESS, &old) && MapUserPhysicalPages(window, 1, frames + 1));
    query("the page", window);
    say("to be executed", VirtualProtect(window, PAGE, PAGE_EXECUTE_READ, &old));
    say("what shows nothing", VirtualProtect(window + PAGE, PAGE, PAGE_READONLY, &old));
}

/* ---- more than there are ---- */

static void much(void)
{
    static ULONG_PTR numbers[400];
    ULONG_PTR count = 400, wanted = 400;
    say("400 frames of 256", AllocateUserPhysicalPages(GetCurrentProcess(), &count, numbers));
    printf("fewer: %d\n", count > 0 && count < wanted);
    ULONG_PTR more = 1;
    say("one more", AllocateUserPhysicalPages(GetCurrentProcess(), &more, none));
    push_out();
    wanted = count;
    say("given back", FreeUserPhysicalPages(GetCurrentProcess(), &count, numbers));
    printf("all: %d\n", count == wanted);
    count = 2;
    none[0] = frames[7], none[1] = numbers[0];
    say("one of ours, and one that is not any more",
        FreeUserPhysicalPages(GetCurrentProcess(), &count, none));
    printf("freed: %lu\n", count);
}

int main(void)
{
    ULONG_PTR count = FRAMES;
    enable();
    say("eight frames", AllocateUserPhysicalPages(GetCurrentProcess(), &count, frames));
    window = VirtualAlloc(NULL, WINDOW * PAGE, MEM_RESERVE | MEM_PHYSICAL, PAGE_READWRITE);
    query("a window", window);
    windows();
    scattered();
    refusals();
    protection();
    much();
    say("the window goes, with a frame in it", VirtualFree(window, 0, MEM_RELEASE));
    count = 2;
    say("two frames given back", FreeUserPhysicalPages(GetCurrentProcess(), &count, frames));
    return 0; /* five are still ours */
}
