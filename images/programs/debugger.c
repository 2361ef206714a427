/*
 * A debugger with all that one does: it hears of a process from its first instruction to its last, sets a
 * breakpoint in its code, steps, watches a word by the debug registers, lets the program handle an exception,
 * mends what nobody handled at the second chance, and sees the program end by what it cannot mend. `debuggee`
 * is what it debugs. The same under Windows, but for the DLLs that are loaded there.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static struct {
    HANDLE process;
    unsigned char *work;
    unsigned char covered; /* the byte under the breakpoint */
    LONG *counted, *ticks;
    int hits, second_chances;
} debuggee;

static const char *yes(int is)
{
    return is ? "yes" : "no";
}

static void read_there(const void *from, void *to, SIZE_T bytes)
{
    if (!ReadProcessMemory(debuggee.process, from, to, bytes, NULL))
        printf("  cannot read: %lu\n", GetLastError());
}

static LONG long_there(const void *from)
{
    LONG value = -1;
    read_there(from, &value, sizeof value);
    return value;
}

static unsigned char put_byte(unsigned char byte)
{
    unsigned char before;
    read_there(debuggee.work, &before, 1);
    if (!WriteProcessMemory(debuggee.process, debuggee.work, &byte, 1, NULL))
        printf("  cannot write: %lu\n", GetLastError());
    FlushInstructionCache(debuggee.process, debuggee.work, 1);
    return before;
}

static HANDLE open_thread(DWORD id)
{
    return OpenThread(THREAD_ALL_ACCESS, FALSE, id);
}

static void with_context(DWORD id, void (*change)(CONTEXT *context))
{
    HANDLE thread = open_thread(id);
    CONTEXT context = {.ContextFlags = CONTEXT_FULL | CONTEXT_DEBUG_REGISTERS};
    GetThreadContext(thread, &context);
    change(&context);
    SetThreadContext(thread, &context);
    CloseHandle(thread);
}

/* ---- what is done at breakpoints ---- */

static void step_one(CONTEXT *context)
{
    printf("  stopped behind it: %s, argument %ld\n", yes(context->Eip == (DWORD)debuggee.work + 1),
           long_there((void *)(context->Esp + 4)));
    context->Eip--;
    context->EFlags |= 0x100;
}

/* A write of four bytes stops behind the instruction. */
static void watch_word(CONTEXT *context)
{
    context->Eip--;
    context->Dr0 = (DWORD)debuggee.counted;
    context->Dr7 = 0xd0001;
}

static void say_step(CONTEXT *context)
{
    if (context->Dr6 & 1) {
        printf("  the word was written: %ld\n", long_there(debuggee.counted));
        context->Dr7 = 0;
    } else {
        printf("  a step, %s\n", context->Eip > (DWORD)debuggee.work ? "inside" : "outside");
        put_byte(0xcc);
    }
    context->Dr6 = 0;
}

/* The others stand still though nobody has suspended them. */
static void look_at_others(DWORD id)
{
    HANDLE thread = open_thread(id);
    LONG before = long_there(debuggee.ticks);
    Sleep(100);
    const char *still = yes(before > 0 && before == long_there(debuggee.ticks));
    LONG first = (LONG)SuspendThread(thread), again = (LONG)ResumeThread(thread);
    printf("  the others stand still: %s, suspended before: %ld, and again: %ld\n", still, first, again);
    CloseHandle(thread);
}

static DWORD breakpoint(const DEBUG_EVENT *event)
{
    if (!debuggee.work) /* the loader's own, which goes on by itself */
        return DBG_EXCEPTION_NOT_HANDLED;
    if (event->u.Exception.ExceptionRecord.ExceptionAddress != debuggee.work)
        return DBG_CONTINUE;
    look_at_others(event->dwThreadId);
    put_byte(debuggee.covered);
    with_context(event->dwThreadId, ++debuggee.hits == 1 ? step_one : watch_word);
    return DBG_CONTINUE;
}

/* At the last moment: the instruction is done once more. */
static DWORD commit(const EXCEPTION_DEBUG_INFO *info)
{
    void *address = (void *)info->ExceptionRecord.ExceptionInformation[1];
    if (info->dwFirstChance || !VirtualAllocEx(debuggee.process, address, 4, MEM_COMMIT, PAGE_READWRITE))
        return DBG_EXCEPTION_NOT_HANDLED;
    printf("  committed\n");
    return DBG_CONTINUE;
}

static DWORD exception(const DEBUG_EVENT *event)
{
    const EXCEPTION_DEBUG_INFO *info = &event->u.Exception;
    printf("exception %lx, %s chance\n", info->ExceptionRecord.ExceptionCode,
           info->dwFirstChance ? "first" : "second");
    switch (info->ExceptionRecord.ExceptionCode) {
    case EXCEPTION_BREAKPOINT:
        return breakpoint(event);
    case EXCEPTION_SINGLE_STEP:
        with_context(event->dwThreadId, say_step);
        return DBG_CONTINUE;
    case EXCEPTION_ACCESS_VIOLATION:
        return commit(info);
    default:
        return DBG_EXCEPTION_NOT_HANDLED;
    }
}

/* ---- the other events ---- */

/* The first text says where to stop. */
static void said(const OUTPUT_DEBUG_STRING_INFO *info)
{
    char text[100] = "";
    read_there(info->lpDebugStringData, text, info->nDebugStringLength);
    if (debuggee.work) {
        printf("said \"%s\"\n", text);
        return;
    }
    sscanf(text, "%p %p %p", (void **)&debuggee.work, (void **)&debuggee.counted, (void **)&debuggee.ticks);
    printf("said where it works\n");
    debuggee.covered = put_byte(0xcc);
}

static const char *name_of(const void *place)
{
    static char text[MAX_PATH];
    WCHAR wide[MAX_PATH] = L"";
    const void *name = NULL;
    if (place)
        read_there(place, &name, sizeof name);
    if (!name)
        return "no name";
    read_there(name, wide, sizeof wide / 4);
    WideCharToMultiByte(CP_ACP, 0, wide, -1, text, sizeof text, NULL, NULL);
    return text;
}

static const char *kind_of(HANDLE file)
{
    WORD magic = 0;
    DWORD done = 0;
    if (!file)
        return "none";
    ReadFile(file, &magic, sizeof magic, &done, NULL);
    CloseHandle(file);
    return magic == IMAGE_DOS_SIGNATURE ? "an image" : "something else";
}

static DWORD hear(const DEBUG_EVENT *event)
{
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        debuggee.process = event->u.CreateProcessInfo.hProcess;
        printf("process created at %p, file: %s, thread: %s\n", event->u.CreateProcessInfo.lpBaseOfImage,
               kind_of(event->u.CreateProcessInfo.hFile),
               yes(GetThreadId(event->u.CreateProcessInfo.hThread) == event->dwThreadId));
        break;
    case CREATE_THREAD_DEBUG_EVENT:
        printf("thread created, with a TEB: %s\n",
               yes(long_there((char *)event->u.CreateThread.lpThreadLocalBase + 0x24) ==
                   (LONG)event->dwThreadId));
        break;
    case EXIT_THREAD_DEBUG_EVENT:
        printf("thread ended with %lx\n", event->u.ExitThread.dwExitCode);
        break;
    case EXIT_PROCESS_DEBUG_EVENT:
        printf("process ended with %lx\n", event->u.ExitProcess.dwExitCode);
        break;
    case LOAD_DLL_DEBUG_EVENT:
        printf("loaded at %p, %s, file: %s\n", event->u.LoadDll.lpBaseOfDll,
               name_of(event->u.LoadDll.lpImageName), kind_of(event->u.LoadDll.hFile));
        break;
    case UNLOAD_DLL_DEBUG_EVENT:
        printf("unloaded at %p\n", event->u.UnloadDll.lpBaseOfDll);
        break;
    case OUTPUT_DEBUG_STRING_EVENT:
        said(&event->u.DebugString);
        break;
    case EXCEPTION_DEBUG_EVENT:
        return exception(event);
    }
    return DBG_CONTINUE;
}

static void debug(void)
{
    DEBUG_EVENT event = {0};
    while (event.dwDebugEventCode != EXIT_PROCESS_DEBUG_EVENT) {
        if (!WaitForDebugEvent(&event, INFINITE)) {
            printf("no event: %lu\n", GetLastError());
            return;
        }
        DWORD answer = hear(&event);
        ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer);
    }
}

int main(void)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    DWORD code = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    if (!CreateProcessA(NULL, "C:\\PROGRAMS\\debuggee.exe", NULL, NULL, FALSE, DEBUG_ONLY_THIS_PROCESS, NULL,
                        NULL, &startup, &made)) {
        printf("not started: %lu\n", GetLastError());
        return 1;
    }
    debug();
    printf("waited: %lx\n", WaitForSingleObject(made.hProcess, INFINITE));
    GetExitCodeProcess(made.hProcess, &code);
    printf("exit code %lx; the system has closed its handle: %s\n", code,
           yes(!GetProcessId(debuggee.process)));
    CloseHandle(made.hThread);
    CloseHandle(made.hProcess);
    return 0;
}
