/*
 * Debuggers (Microsoft: "Debugging Functions"). A thread debugs by the debug object that NTDLL keeps in its
 * TEB. The handles to a process and its threads that an event brings are the system's: they are closed when
 * the debugger has gone on from the event that says that the process, or thread, has ended.
 */
#include "images/kernel32/handle.h"
#include "images/ntdll/exception.h"
#include "images/ntdll/nt_debug.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/string.h"

/* In TEB.DbgSsReserved[0], the latest first. */
struct lent {
    struct lent *next;
    HANDLE handle;
    DWORD process, thread; /* whose it is; a process's own has no thread */
    bool ended;
};

static void lend(HANDLE handle, DWORD process, DWORD thread)
{
    struct lent *lent = allocate(sizeof *lent);
    if (!lent)
        return; /* closed with the debugger */
    *lent = (struct lent){teb()->DbgSsReserved[0], handle, process, thread, false};
    teb()->DbgSsReserved[0] = lent;
}

/* The end of a process is the end of the thread that tells of it, too. */
static void note_end(DWORD process, DWORD thread, bool whole)
{
    for (struct lent *lent = teb()->DbgSsReserved[0]; lent; lent = lent->next)
        if (lent->process == process && (lent->thread == thread || (whole && !lent->thread)))
            lent->ended = true;
}

static void take_back(DWORD process)
{
    struct lent **at = (struct lent **)&teb()->DbgSsReserved[0];
    while (*at) {
        struct lent *lent = *at;
        if (lent->process != process || !lent->ended) {
            at = &lent->next;
            continue;
        }
        *at = lent->next;
        NtClose(lent->handle);
        release(lent);
    }
}

static void note_event(const DEBUG_EVENT *event)
{
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        lend(event->u.CreateProcessInfo.hProcess, event->dwProcessId, 0);
        lend(event->u.CreateProcessInfo.hThread, event->dwProcessId, event->dwThreadId);
        break;
    case CREATE_THREAD_DEBUG_EVENT:
        lend(event->u.CreateThread.hThread, event->dwProcessId, event->dwThreadId);
        break;
    case EXIT_THREAD_DEBUG_EVENT:
    case EXIT_PROCESS_DEBUG_EVENT:
        note_end(event->dwProcessId, event->dwThreadId, event->dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT);
    }
}

WINBOOL WINAPI WaitForDebugEvent(LPDEBUG_EVENT event, DWORD milliseconds)
{
    DBGUI_WAIT_STATE_CHANGE change;
    LARGE_INTEGER timeout, *due = handle_timeout(milliseconds, &timeout);
    NTSTATUS status;
    do
        status = DbgUiWaitStateChange(&change, due);
    while (status == STATUS_ALERTED || status == STATUS_USER_APC);
    if (status == STATUS_TIMEOUT)
        return fail(ERROR_SEM_TIMEOUT);
    if (!result(status) || !result(DbgUiConvertStateChangeStructure(&change, event)))
        return FALSE;
    note_event(event);
    return TRUE;
}

WINBOOL WINAPI ContinueDebugEvent(DWORD process, DWORD thread, DWORD answer)
{
    const CLIENT_ID id = {(HANDLE)process, (HANDLE)thread};
    if (!result(DbgUiContinue(&id, (NTSTATUS)answer)))
        return FALSE;
    take_back(process);
    return TRUE;
}

static void end_all(DWORD process)
{
    for (struct lent *lent = teb()->DbgSsReserved[0]; lent; lent = lent->next)
        if (lent->process == process)
            lent->ended = true;
}

static HANDLE open_debuggee(DWORD process)
{
    return OpenProcess(PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE |
                           PROCESS_QUERY_INFORMATION | PROCESS_SUSPEND_RESUME,
                       FALSE, process);
}

/* With NT's `change` of a process by its id. */
static BOOL with_debuggee(DWORD id, NTSTATUS(NTAPI *change)(HANDLE process))
{
    HANDLE process = open_debuggee(id);
    if (!process)
        return FALSE;
    BOOL done = result(change(process));
    NtClose(process);
    return done;
}

WINBOOL WINAPI DebugActiveProcess(DWORD process)
{
    return result(DbgUiConnectToDbg()) ? with_debuggee(process, DbgUiDebugActiveProcess) : FALSE;
}

WINBOOL WINAPI DebugActiveProcessStop(DWORD process)
{
    if (!with_debuggee(process, DbgUiStopDebugging))
        return FALSE;
    end_all(process);
    take_back(process);
    return TRUE;
}

WINBOOL WINAPI DebugBreakProcess(HANDLE process)
{
    return result(DbgUiIssueRemoteBreakin(process));
}

/* Only who debugs already can say so. */
WINBOOL WINAPI DebugSetProcessKillOnExit(WINBOOL kills)
{
    ULONG flags = kills ? DEBUG_KILL_ON_CLOSE : 0;
    HANDLE debug = DbgUiGetThreadDebugObject();
    if (!debug)
        return fail(ERROR_INVALID_HANDLE);
    return result(NtSetInformationDebugObject(debug, DebugObjectFlags, &flags, sizeof flags, NULL));
}

WINBOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, PBOOL present)
{
    HANDLE port;
    if (!process || !present)
        return fail(ERROR_INVALID_PARAMETER);
    if (!result(NtQueryInformationProcess(process, ProcessDebugPort, &port, sizeof port, NULL)))
        return FALSE;
    *present = port != NULL;
    return TRUE;
}

/* ---- what a program says ---- */

/* The debugger has not taken the text for its own: it is done all the same. */
static EXCEPTION_DISPOSITION go_on(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    return record->ExceptionCode == (DWORD)DBG_PRINTEXCEPTION_C ? ExceptionContinueExecution
                                                                : ExceptionContinueSearch;
}

/* An exception that NTDLL makes an event of its own of. Where nobody debugs, it goes nowhere, as on any
 * Windows where no one listens. */
void WINAPI OutputDebugStringA(LPCSTR text)
{
    if (!text || !peb()->BeingDebugged)
        return;
    const ULONG_PTR arguments[] = {strlen(text) + 1, (ULONG_PTR)text};
    FRAME frame = {.Next = (FRAME *)teb()->NtTib.ExceptionList, .Handler = (void *)go_on};
    teb()->NtTib.ExceptionList = (void *)&frame;
    RaiseException((DWORD)DBG_PRINTEXCEPTION_C, 0, 2, arguments);
    teb()->NtTib.ExceptionList = (void *)frame.Next;
}

/* Debuggers get ANSI text, as on NT 6.1. */
void WINAPI OutputDebugStringW(LPCWSTR text)
{
    UNICODE_STRING wide;
    ANSI_STRING ansi;
    if (!text || !peb()->BeingDebugged)
        return;
    RtlInitUnicodeString(&wide, text);
    if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, &wide, TRUE)))
        return;
    OutputDebugStringA(ansi.Buffer);
    RtlFreeAnsiString(&ansi);
}
