/*
 * Debuggers and debuggees that do all they can at once, drawn by chance. `debug_torture ROUNDS SEED`: in each
 * round two threads debug a child each, whose threads raise exceptions, load DLLs, start threads and a child
 * of their own, and end; the debuggers answer, now and then wrongly, break in, end threads, processes,
 * themselves, or go away. What must be seen: every child ends, and nothing is left over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static unsigned draw(unsigned *seed, unsigned bound)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % bound;
}

static HANDLE start(const char *part, unsigned seed, DWORD flags, DWORD *id)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\debug_torture.exe %s %u", part, seed);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &made);
    CloseHandle(made.hThread);
    *id = made.dwProcessId;
    return made.hProcess;
}

/* ---- the child ---- */

#define MINE 0xe0000007u

static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    DWORD code = pointers->ExceptionRecord->ExceptionCode;
    if (code == EXCEPTION_BREAKPOINT)
        pointers->ContextRecord->Eip++;
    return code == MINE || code == EXCEPTION_BREAKPOINT ? EXCEPTION_CONTINUE_EXECUTION
                                                        : EXCEPTION_CONTINUE_SEARCH;
}

static DWORD WINAPI worker(void *argument);

static void begin_worker(unsigned seed)
{
    HANDLE thread = CreateThread(NULL, 0, worker, (void *)(seed | 1), 0, NULL);
    if (thread)
        CloseHandle(thread);
}

static void grandchild(unsigned seed)
{
    DWORD id;
    HANDLE own = start("grand", seed | 1, 0, &id);
    WaitForSingleObject(own, 10);
    CloseHandle(own);
}

static void act(unsigned *seed)
{
    switch (draw(seed, 9)) {
    case 0:
        RaiseException(MINE, 0, 0, NULL);
        break;
    case 1: {
        HMODULE module = LoadLibraryA("dll_small.dll");
        Sleep(draw(seed, 2));
        FreeLibrary(module);
        break;
    }
    case 2:
        OutputDebugStringA("from a worker");
        break;
    case 3:
        DebugBreak();
        break;
    case 4:
        begin_worker(*seed);
        break;
    case 5:
        if (draw(seed, 4) == 0)
            grandchild(*seed);
        break;
    case 6:
        if (draw(seed, 16) == 0)
            *(volatile int *)8 = 1;
        break;
    default:
        Sleep(draw(seed, 3));
    }
}

static DWORD WINAPI worker(void *argument)
{
    unsigned seed = (unsigned)argument, steps = 3 + draw(&seed, 12);
    while (steps--)
        act(&seed);
    return seed;
}

static int child(unsigned seed)
{
    AddVectoredExceptionHandler(TRUE, handler);
    begin_worker(seed + 2);
    begin_worker(seed + 4);
    worker((void *)seed);
    return 3;
}

/* ---- a debugger ---- */

static void close_file(const DEBUG_EVENT *event)
{
    if (event->dwDebugEventCode == LOAD_DLL_DEBUG_EVENT)
        CloseHandle(event->u.LoadDll.hFile);
    else if (event->dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT)
        CloseHandle(event->u.CreateProcessInfo.hFile);
}

static DWORD answer_to(const DEBUG_EVENT *event, unsigned *seed)
{
    if (event->dwDebugEventCode != EXCEPTION_DEBUG_EVENT)
        return DBG_CONTINUE;
    if (event->u.Exception.ExceptionRecord.ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        return DBG_EXCEPTION_NOT_HANDLED;
    return draw(seed, 2) ? DBG_CONTINUE : DBG_EXCEPTION_NOT_HANDLED;
}

static void end_thread(DWORD id)
{
    HANDLE thread = OpenThread(THREAD_ALL_ACCESS, FALSE, id);
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    GetThreadContext(thread, &context);
    SuspendThread(thread);
    TerminateThread(thread, 9);
    CloseHandle(thread);
}

/* What a debugger may do with an event before it answers. False: it goes away. */
static BOOL meddle(const DEBUG_EVENT *event, HANDLE child, unsigned *seed)
{
    switch (draw(seed, 40)) {
    case 0:
        TerminateProcess(child, 8);
        break;
    case 1:
        end_thread(event->dwThreadId);
        break;
    case 2:
        DebugBreakProcess(child);
        break;
    case 3:
        ContinueDebugEvent(event->dwProcessId, event->dwThreadId + 4, DBG_CONTINUE);
        break;
    case 4:
        return draw(seed, 3) != 0 || !DebugActiveProcessStop(event->dwProcessId);
    case 5:
        DebugActiveProcess(event->dwProcessId);
        break;
    case 6:
        DebugSetProcessKillOnExit(draw(seed, 2));
        return draw(seed, 4) != 0;
    case 7:
        Sleep(1);
    }
    return TRUE;
}

static DWORD WINAPI debugger(void *argument)
{
    unsigned seed = (unsigned)argument;
    DWORD id;
    BOOL attaches = draw(&seed, 2) == 0;
    HANDLE child = start("child", seed | 1, attaches ? 0 : DEBUG_PROCESS, &id);
    DEBUG_EVENT event;
    if (attaches) {
        Sleep(draw(&seed, 4));
        DebugActiveProcess(id);
    }
    while (WaitForDebugEvent(&event, 20)) {
        close_file(&event);
        if (!meddle(&event, child, &seed))
            break;
        ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer_to(&event, &seed));
    }
    return (DWORD)child;
}

static void play_round(unsigned seed)
{
    HANDLE threads[2];
    DWORD child = 0;
    for (int i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, debugger, (void *)((seed + 8 * i) | 1), 0, NULL);
    for (int i = 0; i < 2; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        GetExitCodeThread(threads[i], &child);
        CloseHandle(threads[i]);
        TerminateProcess((HANDLE)child, 2);
        WaitForSingleObject((HANDLE)child, INFINITE);
        CloseHandle((HANDLE)child);
    }
}

int main(int count, char **words)
{
    unsigned seed = count > 2 ? strtoul(words[2], NULL, 10) : 1;
    if (count > 1 && !strcmp(words[1], "child"))
        return child(seed);
    if (count > 1 && !strcmp(words[1], "grand"))
        return OutputDebugStringA("the grandchild"), 4;
    unsigned rounds = count > 1 ? strtoul(words[1], NULL, 10) : 10;
    for (unsigned i = 0; i < rounds; i++) {
        draw(&seed, 2);
        play_round(seed);
    }
    printf("%u rounds\n", rounds);
    return 0;
}
