/*
 * Control events: GenerateConsoleCtrlEvent causes them, and of a control-C that is typed the kernel tells all
 * (sched/process/control.h). Every process is on the one console. An event reaches a process as a thread that
 * calls its handlers, the newest first.
 *
 * A process belongs to a group, whose number is the id of the process that began it. It stands in the
 * parameters' ConsoleHandle, which means nothing else where there is one console; 0: its own. Bit 0 of
 * ConsoleFlags: control-C is ignored.
 */
#include "images/kernel32/console_event.h"
#include "images/kernel32/console.h"
#include "images/kernel32/process_list.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"

#define IGNORES_CONTROL_C 1u
#define SYSTEM_PROCESS_ID 4u

static struct control_handler {
    struct control_handler *next;
    PHANDLER_ROUTINE routine;
} * control_handlers;

static BOOL handler_remove(PHANDLER_ROUTINE routine)
{
    for (struct control_handler **link = &control_handlers; *link; link = &(*link)->next) {
        struct control_handler *handler = *link;
        if (handler->routine != routine)
            continue;
        *link = handler->next;
        release(handler);
        return TRUE;
    }
    return fail(ERROR_INVALID_PARAMETER);
}

static DWORD WINAPI control_event(void *argument);

static BOOL handler_add(PHANDLER_ROUTINE routine)
{
    const ULONG_PTR begin = (ULONG_PTR)control_event;
    console_ask_any(CONSOLE_SET_CONTROL, &begin, sizeof begin, NULL, 0, NULL);
    struct control_handler *handler = allocate(sizeof *handler);
    if (!handler)
        return FALSE;
    *handler = (struct control_handler){control_handlers, routine};
    control_handlers = handler;
    return TRUE;
}

static BOOL ignore_control_c(BOOL ignore)
{
    if (ignore)
        peb()->ProcessParameters->ConsoleFlags |= IGNORES_CONTROL_C;
    else
        peb()->ProcessParameters->ConsoleFlags &= ~IGNORES_CONTROL_C;
    return TRUE;
}

WINBOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE routine, WINBOOL add)
{
    RtlEnterCriticalSection(peb()->FastPebLock);
    BOOL done = !routine ? ignore_control_c(add) : add ? handler_add(routine) : handler_remove(routine);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return done;
}

/* The handler at that place of the list, null behind the last. A handler may take itself or others out while
 * it runs, and may not be called under the lock. */
static PHANDLER_ROUTINE handler_at(unsigned place)
{
    PHANDLER_ROUTINE routine = NULL;
    RtlEnterCriticalSection(peb()->FastPebLock);
    const struct control_handler *handler = control_handlers;
    while (handler && place--)
        handler = handler->next;
    if (handler)
        routine = handler->routine;
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return routine;
}

/* Where the thread of an event starts. */
static DWORD WINAPI control_event(void *argument)
{
    DWORD event = (DWORD)(ULONG_PTR)argument;
    PHANDLER_ROUTINE routine;
    if (event == CTRL_C_EVENT && (peb()->ProcessParameters->ConsoleFlags & IGNORES_CONTROL_C))
        return 0;
    for (unsigned place = 0; (routine = handler_at(place)); place++)
        if (routine(event))
            return 0;
    ExitProcess((UINT)STATUS_CONTROL_C_EXIT);
}

static ULONG own_group(void)
{
    ULONG group = (ULONG)(ULONG_PTR)peb()->ProcessParameters->ConsoleHandle;
    return group ? group : GetCurrentProcessId();
}

void console_event_hand_on(RTL_USER_PROCESS_PARAMETERS *child, bool new_group)
{
    child->ConsoleHandle = new_group ? NULL : (HANDLE)(ULONG_PTR)own_group();
    child->ConsoleFlags = peb()->ProcessParameters->ConsoleFlags | (new_group ? IGNORES_CONTROL_C : 0);
}

/* ---- sending ---- */

static bool peek(HANDLE process, const void *there, void *here, SIZE_T size)
{
    return NT_SUCCESS(NtReadVirtualMemory(process, (void *)there, here, size, NULL));
}

static ULONG group_of(HANDLE process, ULONG id)
{
    PROCESS_BASIC_INFORMATION basic;
    RTL_USER_PROCESS_PARAMETERS *parameters;
    HANDLE group = NULL;
    if (!NT_SUCCESS(
            NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL)) ||
        !peek(process, &basic.PebBaseAddress->ProcessParameters, &parameters, sizeof parameters))
        return 0;
    peek(process, &parameters->ConsoleHandle, &group, sizeof group);
    return group ? (ULONG)(ULONG_PTR)group : id;
}

/* Does this DLL lie in the process where it lies here? It may not be there yet. */
static bool has_us(HANDLE process)
{
    BYTE ours[16], theirs[16];
    memcpy(ours, (const void *)control_event, sizeof ours);
    return peek(process, (const void *)control_event, theirs, sizeof theirs) &&
           memcmp(ours, theirs, sizeof ours) == 0;
}

/* One that has not loaded its DLLs yet, or comes to its end, hears nothing. */
static void send_to(HANDLE process, DWORD event)
{
    HANDLE thread;
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes};
    if (has_us(process) &&
        NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, &attributes, process, (void *)control_event,
                                    (void *)(ULONG_PTR)event, 0, 0, 0, 0, NULL)))
        NtClose(thread);
}

/* True if the process belongs to the group; 0 is everybody's. A control-C cannot be sent to one group, and is
 * not. */
static bool send_in_group(ULONG id, DWORD event, ULONG group)
{
    HANDLE process;
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes};
    const CLIENT_ID client = {(HANDLE)(ULONG_PTR)id, NULL};
    if (id == SYSTEM_PROCESS_ID ||
        !NT_SUCCESS(NtOpenProcess(&process, PROCESS_ALL_ACCESS, &attributes, &client)))
        return false;
    bool belongs = !group || group_of(process, id) == group;
    if (belongs && (!group || event != CTRL_C_EVENT))
        send_to(process, event);
    NtClose(process);
    return belongs;
}

WINBOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
    if (event > CTRL_BREAK_EVENT)
        return fail(ERROR_INVALID_PARAMETER);
    SYSTEM_PROCESS_INFORMATION *list = process_list();
    bool found = false;
    if (!list)
        return FALSE;
    for (SYSTEM_PROCESS_INFORMATION *entry = list; entry; entry = process_list_next(entry))
        found |= send_in_group(entry->UniqueProcessId, event, group);
    release(list);
    return found ? TRUE : fail(ERROR_INVALID_PARAMETER);
}
