/*
 * A debugger that comes later, and what can go wrong with one: who may debug whom, events that are told of
 * what has been, breaking in, going away with the debuggee alive or dead, debuggers and debuggees that end in
 * the middle, handles and answers that make no sense. The same program plays every part.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static HANDLE start(const char *part, DWORD number, DWORD flags, DWORD *id)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\debug_attach.exe %s %lu", part, number);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &made))
        printf("not started: %lu\n", GetLastError());
    CloseHandle(made.hThread);
    *id = made.dwProcessId;
    return made.hProcess;
}

static LONG(NTAPI *of(const char *name))()
{
    return (LONG(NTAPI *)())GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

/* What it ended with, 103 while it runs. */
static DWORD code_of(HANDLE process, DWORD milliseconds)
{
    DWORD code = 0;
    WaitForSingleObject(process, milliseconds);
    GetExitCodeProcess(process, &code);
    return code;
}

static BOOL is_debugged(HANDLE process)
{
    BOOL is = 9;
    CheckRemoteDebuggerPresent(process, &is);
    return is;
}

/* PEB.BeingDebugged, which IsDebuggerPresent reads there; 9: it has none any more. */
static BYTE peb_says(HANDLE process)
{
    DWORD basic[6] = {0};
    BYTE is = 9;
    of("NtQueryInformationProcess")(process, 0, basic, sizeof basic, NULL);
    ReadProcessMemory(process, (char *)basic[1] + 2, &is, 1, NULL);
    return is;
}

static DWORD end(HANDLE process)
{
    TerminateProcess(process, 1);
    DWORD code = code_of(process, INFINITE);
    CloseHandle(process);
    return code;
}

/* ---- events ---- */

static const char *const names[] = {"none",          "exception",    "create thread", "create process",
                                    "exit thread",   "exit process", "load DLL",      "unload DLL",
                                    "output string", "rip"};

static void close_file(const DEBUG_EVENT *event)
{
    if (event->dwDebugEventCode == LOAD_DLL_DEBUG_EVENT)
        CloseHandle(event->u.LoadDll.hFile);
    else if (event->dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT)
        CloseHandle(event->u.CreateProcessInfo.hFile);
}

/* The next event; it is answered unless it is of the kind that is waited for. */
static DWORD next(DEBUG_EVENT *event, DWORD until)
{
    if (!WaitForDebugEvent(event, 1000)) {
        printf("  no event: %lu\n", GetLastError());
        return until;
    }
    char more[40] = "";
    if (event->dwDebugEventCode == EXCEPTION_DEBUG_EVENT)
        sprintf(more, " %lx", event->u.Exception.ExceptionRecord.ExceptionCode);
    if (event->dwDebugEventCode == LOAD_DLL_DEBUG_EVENT)
        sprintf(more, " %p%s", event->u.LoadDll.lpBaseOfDll,
                event->u.LoadDll.lpImageName ? "" : " without a name");
    if (event->dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT)
        sprintf(more, " %lx", event->u.ExitProcess.dwExitCode);
    printf("  %s%s\n", names[event->dwDebugEventCode], more);
    close_file(event);
    if (event->dwDebugEventCode != until)
        ContinueDebugEvent(event->dwProcessId, event->dwThreadId, DBG_CONTINUE);
    return event->dwDebugEventCode;
}

static DEBUG_EVENT until(DWORD kind)
{
    DEBUG_EVENT event = {0};
    while (next(&event, kind) != kind)
        ;
    return event;
}

static DWORD answer(const DEBUG_EVENT *event, DWORD status)
{
    return said(ContinueDebugEvent(event->dwProcessId, event->dwThreadId, status));
}

/* ---- the experiments ---- */

static void nobody(void)
{
    DEBUG_EVENT event;
    printf("who debugs nobody: wait %lu, ", said(WaitForDebugEvent(&event, 0)));
    printf("continue %lu, ", said(ContinueDebugEvent(4, 8, DBG_CONTINUE)));
    printf("stop %lu, ", said(DebugActiveProcessStop(GetCurrentProcessId())));
    printf("kill on exit %lu\n", said(DebugSetProcessKillOnExit(FALSE)));
    printf("himself %lu, System %lu, ", said(DebugActiveProcess(GetCurrentProcessId())),
           said(DebugActiveProcess(4)));
    printf("nobody there %lu\n", said(DebugActiveProcess(0xfffc)));
    printf("wait: %lu\n", said(WaitForDebugEvent(&event, 10)));
}

static void answers(const DEBUG_EVENT *event)
{
    DWORD process = event->dwProcessId, thread = event->dwThreadId;
    printf("answers: no code %lu, ", said(ContinueDebugEvent(process, thread, 5)));
    printf("another thread %lu, ", said(ContinueDebugEvent(process, thread + 4, DBG_CONTINUE)));
    printf("right %lu, ", said(ContinueDebugEvent(process, thread, DBG_CONTINUE)));
    printf("again %lu\n", said(ContinueDebugEvent(process, thread, DBG_CONTINUE)));
}

static void attach(void)
{
    DWORD id, other_id;
    HANDLE child = start("loop", 0, 0, &id);
    Sleep(20);
    printf("before: %d\n", is_debugged(child));
    printf("attach %lu, ", said(DebugActiveProcess(id)));
    printf("is debugged: %d, by its PEB: %d, ", is_debugged(child), peb_says(child));
    printf("again: %lu\n", said(DebugActiveProcess(id)));
    HANDLE other = start("attach", id, 0, &other_id);
    printf("another debugger ends with %lu\n", code_of(other, INFINITE));
    CloseHandle(other);
    DEBUG_EVENT event = until(EXCEPTION_DEBUG_EVENT);
    answers(&event);
    until(EXIT_THREAD_DEBUG_EVENT);
    printf("detach %lu, ", said(DebugActiveProcessStop(id)));
    printf("is debugged: %d, by its PEB: %d, ", is_debugged(child), peb_says(child));
    printf("again: %lu\n", said(DebugActiveProcessStop(id)));
    printf("it runs: %lx\n", code_of(child, 20));
    printf("attach once more %lu\n", said(DebugActiveProcess(id)));
    event = until(EXCEPTION_DEBUG_EVENT);
    printf("not handled: %lu\n", answer(&event, DBG_EXCEPTION_NOT_HANDLED));
    event = until(EXIT_THREAD_DEBUG_EVENT);
    printf("break in %lu\n", said(answer(&event, DBG_CONTINUE) == 0 && DebugBreakProcess(child)));
    event = until(EXCEPTION_DEBUG_EVENT);
    printf("ended while it waits: %lx", (TerminateProcess(child, 77), code_of(child, 20)));
    printf(", answered %lu\n", answer(&event, DBG_CONTINUE));
    event = until(EXIT_PROCESS_DEBUG_EVENT);
    printf("not gone yet: %lx", code_of(child, 20));
    printf(", attach: %lu", said(DebugActiveProcess(id)));
    printf(", answered %lu", answer(&event, DBG_CONTINUE));
    printf(", gone: %lx\n", code_of(child, INFINITE));
    CloseHandle(child);
}

/* A thread that debugs, and ends. */
static DWORD WINAPI debug_and_end(void *stays)
{
    DWORD id;
    HANDLE child = start("loop", 0, DEBUG_PROCESS, &id);
    DEBUG_EVENT event;
    for (int i = 0; i < 6; i++)
        next(&event, 0);
    printf("  kill on exit: %lu\n", said(DebugSetProcessKillOnExit(stays == NULL)));
    return (DWORD)child;
}

static void debugger_ends(void *stays)
{
    DWORD child = 0;
    printf("a debugger that ends, the debuggee %s\n", stays ? "stays" : "goes");
    HANDLE thread = CreateThread(NULL, 0, debug_and_end, stays, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &child);
    CloseHandle(thread);
    printf("  debugged: %d, by its PEB: %d, ", is_debugged((HANDLE)child), peb_says((HANDLE)child));
    printf("ended with %lx, ", code_of((HANDLE)child, 50));
    printf("at last %lx\n", end((HANDLE)child));
}

/* A process that debugs and is ended in the middle takes what it debugs along. */
static void debugger_is_ended(void)
{
    DWORD id, loop_id;
    HANDLE loop = start("loop", 0, 0, &loop_id);
    HANDLE debugger = start("hold", loop_id, 0, &id);
    Sleep(100);
    printf("held: %d, ", is_debugged(loop));
    printf("its debugger ends with %lx, ", end(debugger));
    printf("it with %lx\n", code_of(loop, INFINITE));
    CloseHandle(loop);
}

/* Who debugs by DEBUG_PROCESS hears of the children of his debuggee, too. */
static void family(void)
{
    DEBUG_EVENT event = {0};
    DWORD id, ends = 0;
    printf("a family\n");
    HANDLE child = start("parent", 0, DEBUG_PROCESS, &id);
    while (ends < 2 && WaitForDebugEvent(&event, INFINITE)) {
        DWORD kind = event.dwDebugEventCode;
        if (kind == CREATE_PROCESS_DEBUG_EVENT || kind == EXIT_PROCESS_DEBUG_EVENT)
            printf("  %s, %s\n", names[kind], event.dwProcessId == id ? "the child" : "its own");
        ends += kind == EXIT_PROCESS_DEBUG_EVENT;
        close_file(&event);
        answer(&event, DBG_CONTINUE);
    }
    printf("  ended with %lx\n", code_of(child, INFINITE));
    CloseHandle(child);
}

/* Of a thread that hides nothing is heard: not its beginning, nor its exception, nor its end. */
static void hidden_thread(void)
{
    DEBUG_EVENT event;
    DWORD id;
    printf("a thread that hides\n");
    HANDLE child = start("hides", 0, DEBUG_PROCESS, &id);
    event = until(EXIT_PROCESS_DEBUG_EVENT);
    answer(&event, DBG_CONTINUE);
    printf("  ended with %lx\n", code_of(child, INFINITE));
    CloseHandle(child);
}

/* ---- handles of every wrong kind ---- */

static HANDLE make(DWORD flags)
{
    HANDLE debug = NULL;
    LONG status = of("NtCreateDebugObject")(&debug, 0x1f000f, NULL, flags);
    printf("make with flags %lx: %lx\n", flags, status);
    return debug;
}

static void wrong_waits(HANDLE debug, HANDLE event)
{
    LONG(NTAPI * wait)() = of("NtWaitForDebugEvent");
    LARGE_INTEGER now = {.QuadPart = 0};
    DWORD change[24];
    printf("wait: %lx, ", wait(debug, FALSE, &now, change));
    printf("none %lx, ", wait(0x7770, FALSE, &now, change));
    printf("an event %lx, ", wait(event, FALSE, &now, change));
    printf("a bad place %lx\n", wait(debug, FALSE, &now, 0x1000));
}

static void wrong_continues(HANDLE debug)
{
    const DWORD id[2] = {4, 8};
    printf("continue: a code %lx, ", of("NtDebugContinue")(debug, id, 7));
    printf("nothing %lx\n", of("NtDebugContinue")(debug, id, DBG_CONTINUE));
}

static LONG set(HANDLE debug, DWORD class, DWORD flags, DWORD bytes)
{
    return of("NtSetInformationDebugObject")(debug, class, &flags, bytes, NULL);
}

static void wrong_sets(HANDLE debug)
{
    printf("set: a class %lx, ", set(debug, 2, 1, 4));
    printf("a length %lx, ", set(debug, 1, 1, 5));
    printf("flags %lx, ", set(debug, 1, 2, 4));
    printf("right %lx\n", set(debug, 1, 1, 4));
}

static void wrong_processes(HANDLE debug, HANDLE event, HANDLE child)
{
    LONG(NTAPI * attach)() = of("NtDebugActiveProcess");
    printf("debug: by an event %lx, ", attach(child, event));
    printf("an event %lx, ", attach(event, debug));
    printf("itself %lx\n", attach(GetCurrentProcess(), debug));
    printf("remove: %lx, ", of("NtRemoveProcessDebug")(child, debug));
    printf("debug: %lx, ", attach(child, debug));
    HANDLE other = make(0);
    printf("by another: %lx, ", attach(child, other));
    printf("removed: %lx\n", of("NtRemoveProcessDebug")(child, other));
    CloseHandle(other);
}

static void ask(const char *who, HANDLE process)
{
    DWORD answer = 0;
    printf("%s: port %lx", who, of("NtQueryInformationProcess")(process, 7, &answer, 4, NULL));
    printf(" %lx, ", answer);
    printf("flags %lx", of("NtQueryInformationProcess")(process, 31, &answer, 4, NULL));
    printf(" %lx, ", answer);
    printf("object %lx, ", of("NtQueryInformationProcess")(process, 30, &answer, 4, NULL));
    printf("a handle: %d\n", answer ? CloseHandle((HANDLE)answer) : 0);
}

static void handles(void)
{
    DWORD id;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE child = start("loop", 0, CREATE_SUSPENDED, &id);
    make(2);
    HANDLE debug = make(0);
    wrong_waits(debug, event);
    wrong_continues(debug);
    wrong_sets(debug);
    wrong_processes(debug, event, child);
    ask("the child", child);
    ask("who debugs", GetCurrentProcess());
    printf("an event is there: %lx\n", WaitForSingleObject(debug, 0));
    CloseHandle(debug);
    printf("its object gone, it ends with %lx\n", code_of(child, INFINITE));
    CloseHandle(child);
    CloseHandle(event);
}

/* ---- the other parts ---- */

/* What the main thread is in the middle of, nobody knows. */
static int loop(void)
{
    for (;;)
        Sleep(1);
}

static int hold(DWORD id)
{
    DEBUG_EVENT event;
    DebugActiveProcess(id);
    WaitForDebugEvent(&event, INFINITE);
    Sleep(INFINITE);
    return 0;
}

static LONG CALLBACK go_on(EXCEPTION_POINTERS *pointers)
{
    return pointers->ExceptionRecord->ExceptionCode == 0xe0000001 ? EXCEPTION_CONTINUE_EXECUTION
                                                                  : EXCEPTION_CONTINUE_SEARCH;
}

static DWORD WINAPI unheard(void *unused)
{
    RaiseException(0xe0000001, 0, 0, NULL);
    return 0;
}

/* 1: it hides, and says so; 2: nobody can hide by a wrong length. */
static int hides(void)
{
    HANDLE thread = NULL;
    BYTE hidden = 0;
    AddVectoredExceptionHandler(TRUE, go_on);
    of("NtCreateThreadEx")(&thread, 0x1fffff, NULL, GetCurrentProcess(), unheard, NULL, 4, 0, 0, 0, NULL);
    of("NtQueryInformationThread")(thread, 17, &hidden, 1, NULL);
    WaitForSingleObject(thread, INFINITE);
    LONG wrong = of("NtSetInformationThread")(GetCurrentThread(), 17, &hidden, 1);
    return hidden + (wrong == (LONG)0xc0000004 ? 2 : 0);
}

static int parent(void)
{
    DWORD id;
    HANDLE own = start("child", 0, 0, &id);
    return (int)code_of(own, INFINITE) + 1;
}

int main(int count, char **words)
{
    DWORD number = count > 2 ? strtoul(words[2], NULL, 10) : 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    if (count > 1 && !strcmp(words[1], "loop"))
        return loop();
    if (count > 1 && !strcmp(words[1], "hold"))
        return hold(number);
    if (count > 1 && !strcmp(words[1], "parent"))
        return parent();
    if (count > 1 && !strcmp(words[1], "hides"))
        return hides();
    if (count > 1 && !strcmp(words[1], "child"))
        return 5;
    if (count > 1)
        return (int)said(DebugActiveProcess(number));
    nobody();
    attach();
    debugger_ends(NULL);
    debugger_ends((void *)1);
    debugger_is_ended();
    family();
    hidden_thread();
    handles();
    return 0;
}
