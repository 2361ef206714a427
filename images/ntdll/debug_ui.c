#include "images/ntdll/exception.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/nt_debug.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

HANDLE NTAPI DbgUiGetThreadDebugObject(void)
{
    return teb()->DbgSsReserved[1];
}

void NTAPI DbgUiSetThreadDebugObject(HANDLE debug)
{
    teb()->DbgSsReserved[1] = debug;
}

NTSTATUS NTAPI DbgUiConnectToDbg(void)
{
    const OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes};
    if (DbgUiGetThreadDebugObject())
        return STATUS_SUCCESS;
    return NtCreateDebugObject(&teb()->DbgSsReserved[1], DEBUG_ALL_ACCESS, &attributes, DEBUG_KILL_ON_CLOSE);
}

NTSTATUS NTAPI DbgUiWaitStateChange(DBGUI_WAIT_STATE_CHANGE *change, const LARGE_INTEGER *timeout)
{
    return NtWaitForDebugEvent(DbgUiGetThreadDebugObject(), TRUE, timeout, change);
}

NTSTATUS NTAPI DbgUiContinue(const CLIENT_ID *id, NTSTATUS answer)
{
    return NtDebugContinue(DbgUiGetThreadDebugObject(), id, answer);
}

NTSTATUS NTAPI DbgUiStopDebugging(HANDLE process)
{
    return NtRemoveProcessDebug(process, DbgUiGetThreadDebugObject());
}

NTSTATUS NTAPI DbgUiDebugActiveProcess(HANDLE process)
{
    NTSTATUS status = NtDebugActiveProcess(process, DbgUiGetThreadDebugObject());
    if (!NT_SUCCESS(status))
        return status;
    status = DbgUiIssueRemoteBreakin(process);
    if (!NT_SUCCESS(status))
        DbgUiStopDebugging(process);
    return status;
}

/* ---- breaking in ---- */

/* NTDLL lies at one place in all processes. */
NTSTATUS NTAPI DbgUiIssueRemoteBreakin(HANDLE process)
{
    HANDLE thread;
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, process, (void *)DbgUiRemoteBreakin,
                                       NULL, 0, 0, 0, 0, NULL);
    if (NT_SUCCESS(status))
        NtClose(thread);
    return status;
}

/* Nobody has handled the breakpoint: the debugger has gone, or does not want it. */
static EXCEPTION_DISPOSITION step_over(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                       void *dispatcher)
{
    if (record->ExceptionCode != (DWORD)STATUS_BREAKPOINT)
        return ExceptionContinueSearch;
    context->Eip++;
    return ExceptionContinueExecution;
}

void debugger_break_in(void)
{
    FRAME frame = {.Next = (FRAME *)teb()->NtTib.ExceptionList, .Handler = (void *)step_over};
    teb()->NtTib.ExceptionList = (void *)&frame;
    DbgBreakPoint();
    teb()->NtTib.ExceptionList = (void *)frame.Next;
}

DWORD NTAPI DbgUiRemoteBreakin(void *unused)
{
    if (peb()->BeingDebugged)
        debugger_break_in();
    RtlExitUserThread(STATUS_SUCCESS);
    return 0;
}

/* ---- Win32's words ---- */

static void *teb_of(HANDLE thread)
{
    THREAD_BASIC_INFORMATION basic;
    NTSTATUS status = NtQueryInformationThread(thread, ThreadBasicInformation, &basic, sizeof basic, NULL);
    return NT_SUCCESS(status) ? basic.TebBaseAddress : NULL;
}

static void convert_process(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event)
{
    const DBGKM_IMAGE *image = &change->StateInfo.CreateProcessInfo.Image;
    HANDLE thread = change->StateInfo.CreateProcessInfo.HandleToThread;
    event->dwDebugEventCode = CREATE_PROCESS_DEBUG_EVENT;
    event->u.CreateProcessInfo = (CREATE_PROCESS_DEBUG_INFO){
        .hFile = image->FileHandle,
        .hProcess = change->StateInfo.CreateProcessInfo.HandleToProcess,
        .hThread = thread,
        .lpBaseOfImage = image->BaseOfImage,
        .dwDebugInfoFileOffset = image->DebugInfoFileOffset,
        .nDebugInfoSize = image->DebugInfoSize,
        .lpThreadLocalBase = teb_of(thread),
        .lpStartAddress = (LPTHREAD_START_ROUTINE)change->StateInfo.CreateProcessInfo.StartAddress,
        .fUnicode = TRUE,
    };
}

static void convert_thread(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event)
{
    HANDLE thread = change->StateInfo.CreateThread.HandleToThread;
    event->dwDebugEventCode = CREATE_THREAD_DEBUG_EVENT;
    event->u.CreateThread = (CREATE_THREAD_DEBUG_INFO){
        .hThread = thread,
        .lpThreadLocalBase = teb_of(thread),
        .lpStartAddress = (LPTHREAD_START_ROUTINE)change->StateInfo.CreateThread.StartAddress,
    };
}

static void convert_load(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event)
{
    const DBGKM_IMAGE *image = &change->StateInfo.LoadDll.Image;
    event->dwDebugEventCode = LOAD_DLL_DEBUG_EVENT;
    event->u.LoadDll = (LOAD_DLL_DEBUG_INFO){
        .hFile = image->FileHandle,
        .lpBaseOfDll = image->BaseOfImage,
        .dwDebugInfoFileOffset = image->DebugInfoFileOffset,
        .nDebugInfoSize = image->DebugInfoSize,
        .lpImageName = change->StateInfo.LoadDll.NamePointer,
        .fUnicode = TRUE,
    };
}

/* Two exceptions are no exceptions to Win32: what OutputDebugString says, and a report of an error (RIP). */
static void convert_exception(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event)
{
    const EXCEPTION_RECORD *record = &change->StateInfo.Exception.ExceptionRecord;
    const ULONG_PTR *information = record->ExceptionInformation;
    if (record->ExceptionCode == (DWORD)DBG_PRINTEXCEPTION_C) {
        event->dwDebugEventCode = OUTPUT_DEBUG_STRING_EVENT;
        event->u.DebugString = (OUTPUT_DEBUG_STRING_INFO){.lpDebugStringData = (LPSTR)information[1],
                                                          .nDebugStringLength = (WORD)information[0]};
    } else if (record->ExceptionCode == (DWORD)DBG_RIPEXCEPTION) {
        event->dwDebugEventCode = RIP_EVENT;
        event->u.RipInfo = (RIP_INFO){.dwError = information[0], .dwType = information[1]};
    } else {
        event->dwDebugEventCode = EXCEPTION_DEBUG_EVENT;
        event->u.Exception.ExceptionRecord = *record;
        event->u.Exception.dwFirstChance = change->StateInfo.Exception.FirstChance;
    }
}

NTSTATUS NTAPI DbgUiConvertStateChangeStructure(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event)
{
    event->dwProcessId = (DWORD)change->AppClientId.UniqueProcess;
    event->dwThreadId = (DWORD)change->AppClientId.UniqueThread;
    switch (change->NewState) {
    case DbgCreateThreadStateChange:
        convert_thread(change, event);
        break;
    case DbgCreateProcessStateChange:
        convert_process(change, event);
        break;
    case DbgExitThreadStateChange:
        event->dwDebugEventCode = EXIT_THREAD_DEBUG_EVENT;
        event->u.ExitThread.dwExitCode = (DWORD)change->StateInfo.ExitStatus;
        break;
    case DbgExitProcessStateChange:
        event->dwDebugEventCode = EXIT_PROCESS_DEBUG_EVENT;
        event->u.ExitProcess.dwExitCode = (DWORD)change->StateInfo.ExitStatus;
        break;
    case DbgExceptionStateChange:
    case DbgBreakpointStateChange:
    case DbgSingleStepStateChange:
        convert_exception(change, event);
        break;
    case DbgLoadDllStateChange:
        convert_load(change, event);
        break;
    case DbgUnloadDllStateChange:
        event->dwDebugEventCode = UNLOAD_DLL_DEBUG_EVENT;
        event->u.UnloadDll.lpBaseOfDll = change->StateInfo.UnloadedBase;
        break;
    default:
        return STATUS_UNSUCCESSFUL;
    }
    return STATUS_SUCCESS;
}
