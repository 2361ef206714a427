/*
 * System services for debuggers, and what NTDLL makes of them (NT 6.1).
 */
#ifndef IMAGES_NTDLL_NT_DEBUG_H
#define IMAGES_NTDLL_NT_DEBUG_H

#include "images/ntdll/teb.h"

#define DEBUG_READ_EVENT      0x0001u
#define DEBUG_PROCESS_ASSIGN  0x0002u
#define DEBUG_SET_INFORMATION 0x0004u
#define DEBUG_ALL_ACCESS      0x1f000fu
#define DEBUG_KILL_ON_CLOSE   0x1u /* NtCreateDebugObject, and the one flag that can be set */

enum debug_object_information_class { DebugObjectFlags = 1 };

typedef enum _DBG_STATE {
    DbgIdle,
    DbgReplyPending,
    DbgCreateThreadStateChange,
    DbgCreateProcessStateChange,
    DbgExitThreadStateChange,
    DbgExitProcessStateChange,
    DbgExceptionStateChange,
    DbgBreakpointStateChange,
    DbgSingleStepStateChange,
    DbgLoadDllStateChange,
    DbgUnloadDllStateChange
} DBG_STATE;

typedef struct _DBGKM_IMAGE {
    HANDLE FileHandle;
    void *BaseOfImage;
    ULONG DebugInfoFileOffset, DebugInfoSize;
} DBGKM_IMAGE;

typedef struct _DBGUI_WAIT_STATE_CHANGE {
    DBG_STATE NewState;
    CLIENT_ID AppClientId;
    union {
        struct {
            HANDLE HandleToThread;
            ULONG SubSystemKey;
            void *StartAddress;
        } CreateThread;
        struct {
            HANDLE HandleToProcess, HandleToThread;
            ULONG SubSystemKey;
            DBGKM_IMAGE Image;
            ULONG InitialSubSystemKey;
            void *StartAddress;
        } CreateProcessInfo;
        NTSTATUS ExitStatus;
        struct {
            EXCEPTION_RECORD ExceptionRecord;
            ULONG FirstChance;
        } Exception;
        struct {
            DBGKM_IMAGE Image;
            void *NamePointer;
        } LoadDll;
        void *UnloadedBase;
    } StateInfo;
} DBGUI_WAIT_STATE_CHANGE;

_Static_assert(sizeof(DBGUI_WAIT_STATE_CHANGE) == 96, "NT's layout");

NTSTATUS NTAPI NtCreateDebugObject(HANDLE *debug, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                   ULONG flags);
NTSTATUS NTAPI NtDebugActiveProcess(HANDLE process, HANDLE debug);
NTSTATUS NTAPI NtRemoveProcessDebug(HANDLE process, HANDLE debug);
NTSTATUS NTAPI NtWaitForDebugEvent(HANDLE debug, BOOLEAN alertable, const LARGE_INTEGER *timeout,
                                   DBGUI_WAIT_STATE_CHANGE *change);
NTSTATUS NTAPI NtDebugContinue(HANDLE debug, const CLIENT_ID *id, NTSTATUS answer);
NTSTATUS NTAPI NtSetInformationDebugObject(HANDLE debug, ULONG information_class, const void *in, ULONG size,
                                           ULONG *returned);

/* The thread's own debug object, made by the first call and closed with its process. */
NTSTATUS NTAPI DbgUiConnectToDbg(void);
HANDLE NTAPI DbgUiGetThreadDebugObject(void);
void NTAPI DbgUiSetThreadDebugObject(HANDLE debug);

NTSTATUS NTAPI DbgUiDebugActiveProcess(HANDLE process); /* attaches, and breaks in */
NTSTATUS NTAPI DbgUiStopDebugging(HANDLE process);
NTSTATUS NTAPI DbgUiWaitStateChange(DBGUI_WAIT_STATE_CHANGE *change, const LARGE_INTEGER *timeout);
NTSTATUS NTAPI DbgUiContinue(const CLIENT_ID *id, NTSTATUS answer);

/* A thread of the process that runs into a breakpoint. */
NTSTATUS NTAPI DbgUiIssueRemoteBreakin(HANDLE process);
DWORD NTAPI DbgUiRemoteBreakin(void *unused);

/* What Win32 says of a change. The handles stay as they are. */
NTSTATUS NTAPI DbgUiConvertStateChangeStructure(const DBGUI_WAIT_STATE_CHANGE *change, DEBUG_EVENT *event);

void NTAPI DbgBreakPoint(void); /* entry.S */

/* Stops for the process's debugger, which there is, and goes on whatever that answers. */
void debugger_break_in(void);

#endif
