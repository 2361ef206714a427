/*
 * Control events that a program causes itself: which handlers hear them, which processes, and what becomes of
 * one that has no handler. Each child waits for ever; "hears" and "signal" have handlers, "deaf" ignores
 * control-C.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

static void say(const char *what, DWORD result)
{
    printf("%s %lx\n", what, result);
    fflush(stdout);
}

static BOOL WINAPI first(DWORD event)
{
    say("first handler", event);
    return TRUE;
}

static BOOL WINAPI second(DWORD event)
{
    say("second handler", event);
    return event == CTRL_BREAK_EVENT;
}

static BOOL WINAPI hears(DWORD event)
{
    say("child hears", event);
    ExitProcess(50 + event);
}

static void on_break(int number)
{
    say("child's signal", (DWORD)number);
    ExitProcess(60);
}

static int child(const char *what)
{
    if (!strcmp(what, "hears"))
        SetConsoleCtrlHandler(hears, TRUE);
    if (!strcmp(what, "signal"))
        signal(SIGBREAK, on_break);
    if (!strcmp(what, "deaf"))
        SetConsoleCtrlHandler(NULL, TRUE);
    SetEvent(OpenEventA(EVENT_MODIFY_STATE, FALSE, "ready"));
    Sleep(INFINITE);
    return 0;
}

static HANDLE ready;

static PROCESS_INFORMATION start(const char *what, DWORD flags)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    char line[100];
    sprintf(line, "C:\\PROGRAMS\\ctrl_events.exe %s", what);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &made);
    CloseHandle(made.hThread);
    WaitForSingleObject(ready, 1000);
    return made;
}

/* What it ended with, 103 if it runs. */
static DWORD code_of(PROCESS_INFORMATION made)
{
    DWORD code = 0;
    WaitForSingleObject(made.hProcess, 100);
    GetExitCodeProcess(made.hProcess, &code);
    return code;
}

static void itself(void)
{
    SetConsoleCtrlHandler(first, TRUE);
    SetConsoleCtrlHandler(second, TRUE);
    say("control-break", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0)));
    Sleep(50);
    say("control-C", said(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)));
    Sleep(50);
    SetConsoleCtrlHandler(NULL, TRUE);
    say("control-C ignored", said(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)));
    Sleep(50);
    SetConsoleCtrlHandler(NULL, FALSE);
    say("second taken out", said(SetConsoleCtrlHandler(second, FALSE)));
    say("again", said(SetConsoleCtrlHandler(second, FALSE)));
    say("no such event", said(GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0)));
    say("no such group", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 9999)));
}

static void groups(void)
{
    PROCESS_INFORMATION alone = start("hears", CREATE_NEW_PROCESS_GROUP),
                        plain = start("plain", CREATE_NEW_PROCESS_GROUP);
    PROCESS_INFORMATION c = start("signal", CREATE_NEW_PROCESS_GROUP);
    say("control-C to a group", said(GenerateConsoleCtrlEvent(CTRL_C_EVENT, alone.dwProcessId)));
    say("  it ends with", code_of(alone));
    say("control-break", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, alone.dwProcessId)));
    say("  it ends with", code_of(alone));
    say("to one without handlers", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, plain.dwProcessId)));
    say("  it ends with", code_of(plain));
    say("to one with a signal", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, c.dwProcessId)));
    say("  it ends with", code_of(c));
}

static void everybody(void)
{
    PROCESS_INFORMATION one = start("hears", 0), deaf = start("deaf", 0),
                        apart = start("plain", CREATE_NEW_PROCESS_GROUP);
    say("control-C to everybody", said(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)));
    say("  with a handler", code_of(one));
    say("  deaf", code_of(deaf));
    say("  of a new group, which is deaf at first", code_of(apart));
    say("control-break to everybody", said(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0)));
    say("  deaf", code_of(deaf));
    say("  of a new group", code_of(apart));
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argv[1]);
    ready = CreateEventA(NULL, FALSE, FALSE, "ready");
    itself();
    groups();
    everybody();
    return 0;
}
