/*
 * Handles and what they allow; another process's memory; another thread's registers and TLS slots. The same
 * under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static HANDLE event;
static DWORD slot;

static void said(const char *what, BOOL ok)
{
    DWORD error = GetLastError();
    printf(ok ? "%-32s ok\n" : "%-32s error %lu\n", what, error);
}

static void handles(void)
{
    HANDLE less, again, moved, self = GetCurrentProcess();
    event = CreateEventA(NULL, TRUE, FALSE, "other");
    DuplicateHandle(self, event, self, &less, SYNCHRONIZE, FALSE, 0);
    DuplicateHandle(self, less, self, &again, 0, FALSE, DUPLICATE_SAME_ACCESS);
    said("set by a handle to wait", SetEvent(less));
    said("and by its duplicate", SetEvent(again));
    said("set by one to write", SetEvent(OpenEventA(GENERIC_WRITE, FALSE, "other")));
    DuplicateHandle(self, again, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    said("the source of a move", CloseHandle(again));
    SetHandleInformation(moved, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
    said("close a protected handle", CloseHandle(moved));
    said("wait for it", WaitForSingleObject(moved, 0) == WAIT_OBJECT_0);
    said("an event taken for a semaphore", ReleaseSemaphore(event, 1, NULL));
}

static PROCESS_INFORMATION start(const char *program)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    char command[64];
    snprintf(command, sizeof command, "%s child", program);
    said(program,
         CreateProcessA(NULL, command, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &child));
    return child;
}

static void another_process(void)
{
    static char out[6000], in[6000];
    SIZE_T done = 0;
    DWORD code;
    start("C:\\WINDOWS\\SYSTEM32\\USER32.DLL");
    PROCESS_INFORMATION child = start("C:\\PROGRAMS\\other.exe");
    for (unsigned i = 0; i < sizeof out; i++)
        out[i] = (char)(i / 7);
    char *there = VirtualAllocEx(child.hProcess, NULL, 0x2000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    said("write across two pages", WriteProcessMemory(child.hProcess, there + 1000, out, sizeof out, &done));
    said("read them", ReadProcessMemory(child.hProcess, there + 1000, in, sizeof in, &done));
    printf("%-32s %lu, %s\n", "bytes", done, memcmp(in, out, sizeof in) ? "others" : "the same");
    said("take one away", VirtualProtectEx(child.hProcess, there + 0x1000, 1, PAGE_NOACCESS, &code));
    said("read them again", ReadProcessMemory(child.hProcess, there + 1000, in, sizeof in, &done));
    printf("%-32s %lu\n", "bytes", done);
    ResumeThread(child.hThread);
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    printf("%-32s %lu\n", "its last thread's code is its own", code);
    said("a thread for a dead process",
         CreateRemoteThread(child.hProcess, NULL, 0, NULL, NULL, 0, NULL) != NULL);
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
}

static DWORD WINAPI waiting(void *unused)
{
    (void)unused;
    TlsSetValue(slot, "mine");
    ResetEvent(event);
    WaitForSingleObject(event, INFINITE);
    return TlsGetValue(slot) != NULL;
}

static void redirected(void)
{
    ExitThread(77);
}

static void another_thread(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    DWORD code, base = (DWORD)GetModuleHandleA("ntdll.dll");
    for (int i = 0; i < 2; i++) {
        slot = TlsAlloc();
        HANDLE thread = CreateThread(NULL, 0, waiting, NULL, 0, NULL);
        Sleep(1);
        TlsFree(slot);
        printf("%-32s %d\n", "the same slot again", TlsAlloc() == slot);
        if (i == 1) {
            SuspendThread(thread);
            said("its registers", GetThreadContext(thread, &context) && context.Eip - base < 0x200000);
            context.Eip = (DWORD)redirected;
            context.Esp = (context.Esp - 64) & ~15u;
            said("others for it", SetThreadContext(thread, &context));
            ResumeThread(thread);
        }
        SetEvent(event);
        WaitForSingleObject(thread, INFINITE);
        GetExitCodeThread(thread, &code);
        printf("%-32s %lu\n", i == 0 ? "its value in the slot" : "where it ended", code);
        CloseHandle(thread);
        TlsFree(slot);
    }
}

static void places(void)
{
    FILETIME before, after;
    WIN32_FIND_DATAW found;
    printf("%-32s %p\n", "reserved at 50001000",
           VirtualAlloc((void *)0x50001000, 1, MEM_RESERVE, PAGE_READWRITE));
    GetSystemTimeAsFileTime(&before);
    Sleep(1000);
    GetSystemTimeAsFileTime(&after);
    printf("%-32s %lu\n", "seconds", (after.dwLowDateTime - before.dwLowDateTime) / 10000000);
    HANDLE file = CreateFileW(L"C:\\TEMP\\\xd83d\xde00.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    said("a file", file != INVALID_HANDLE_VALUE);
    said("and not shared", CreateFileW(L"C:\\TEMP\\\xd83d\xde00.txt", GENERIC_WRITE, FILE_SHARE_WRITE, NULL,
                                       OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    FindClose(FindFirstFileW(L"C:\\TEMP\\*.txt", &found));
    printf("%-32s %x %x\n", "named", found.cFileName[0], found.cFileName[1]);
    DeleteFileW(L"C:\\TEMP\\\xd83d\xde00.txt");
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        TerminateThread(GetCurrentThread(), 9);
    handles();
    another_process();
    another_thread();
    places();
    return 0;
}
