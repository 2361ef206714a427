/*
 * Two fibers of one thread, which take turns without the kernel. Each has a stack, which grows by faults like
 * a thread's, and values of fiber-local storage, of whose end the program is told. No C run time, so that the
 * log is short. The same under Windows.
 */
#define _WIN32_WINNT 0x0600
#include <windows.h>

static void *first;
static DWORD owner; /* index of fiber-local storage: who runs */

static void print(const char *before, const char *name, const char *behind)
{
    char line[64];
    DWORD written;
    lstrcpyA(line, before);
    lstrcatA(line, name);
    lstrcatA(line, behind);
    lstrcatA(line, "\r\n");
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)lstrlenA(line), &written, NULL);
}

static void say(const char *what)
{
    print(GetFiberData(), ": ", what);
}

/* A page or more of stack each time. */
__attribute__((noinline)) static int descend(int calls)
{
    volatile char frame[0x1000];
    frame[0] = (char)calls;
    return calls ? descend(calls - 1) + frame[0] : 0;
}

static void WINAPI fiber(void *name)
{
    FlsSetValue(owner, name);
    say("begins");
    SwitchToFiber(first);
    say("calls itself");
    descend(2);
    SwitchToFiber(first);
}

static void WINAPI value_ends(void *name)
{
    print("the value of ", name, " ends");
}

static void take_turns(void *const *fibers)
{
    for (int turn = 0; turn < 4; turn++)
        SwitchToFiber(fibers[turn % 2]);
}

void mainCRTStartup(void)
{
    void *fibers[2];
    owner = FlsAlloc(value_ends);
    first = ConvertThreadToFiber("thread");
    FlsSetValue(owner, "thread");
    fibers[0] = CreateFiber(0, fiber, "A");
    fibers[1] = CreateFiber(0, fiber, "B");
    say("has two fibers");
    take_turns(fibers);
    say("deletes A");
    DeleteFiber(fibers[0]);
    say("ends");
    ExitProcess(0);
}
