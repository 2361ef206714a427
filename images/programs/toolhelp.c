/*
 * Toolhelp: what it tells of processes, threads, modules and heaps, of this process and of others, and that a
 * snapshot stays as it was. A child with two threads sleeps meanwhile.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <tlhelp32.h>

static HANDLE snap(DWORD flags, DWORD id)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(flags, id);
    if (snapshot == INVALID_HANDLE_VALUE)
        printf("no snapshot: %lu\n", GetLastError());
    return snapshot;
}

static void processes(HANDLE snapshot)
{
    PROCESSENTRY32 entry = {.dwSize = sizeof entry};
    for (BOOL more = Process32First(snapshot, &entry); more; more = Process32Next(snapshot, &entry))
        printf("  process %lu of %lu, %lu threads, priority %ld, %s\n", entry.th32ProcessID,
               entry.th32ParentProcessID, entry.cntThreads, entry.pcPriClassBase, entry.szExeFile);
    printf("  and then %lu\n", GetLastError());
}

static void threads(HANDLE snapshot, DWORD id)
{
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    int others = 0;
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        if (entry.th32OwnerProcessID == id)
            printf("  thread %lu, priority %ld\n", entry.th32ThreadID, entry.tpBasePri);
        else
            others++;
    printf("  %d of others, and then %lu\n", others, GetLastError());
}

static void modules(HANDLE snapshot)
{
    MODULEENTRY32W entry = {.dwSize = sizeof entry};
    for (BOOL more = Module32FirstW(snapshot, &entry); more; more = Module32NextW(snapshot, &entry))
        printf("  module %p, used %lx, %ls, %ls\n", entry.modBaseAddr, entry.GlblcntUsage, entry.szModule,
               entry.szExePath);
    printf("  and then %lu\n", GetLastError());
}

static void heaps(HANDLE snapshot)
{
    HEAPLIST32 entry = {.dwSize = sizeof entry};
    int count = 0, usual = 0;
    for (BOOL more = Heap32ListFirst(snapshot, &entry); more; more = Heap32ListNext(snapshot, &entry)) {
        count++;
        usual += entry.dwFlags == HF32_DEFAULT;
    }
    printf("  %d heaps, one of them the process's: %d, and then %lu\n", count, usual, GetLastError());
}

/* The blocks of the heap that is not the process's: three, and one between them that was freed. */
static void blocks(HANDLE snapshot)
{
    HEAPLIST32 list = {.dwSize = sizeof list};
    HEAPENTRY32 entry = {.dwSize = sizeof entry};
    for (BOOL more = Heap32ListFirst(snapshot, &list); more; more = Heap32ListNext(snapshot, &list)) {
        if (list.dwFlags == HF32_DEFAULT)
            continue;
        for (more = Heap32First(&entry, list.th32ProcessID, list.th32HeapID); more; more = Heap32Next(&entry))
            if (entry.dwFlags == LF32_FIXED || entry.dwBlockSize < 1000)
                printf("  block of %lu bytes, flags %lu\n", (DWORD)entry.dwBlockSize, entry.dwFlags);
        printf("  and then %lu\n", GetLastError());
    }
    Heap32First(&entry, list.th32ProcessID, 0x400000);
    printf("  no heap: %lu\n", GetLastError());
}

static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

static void errors(HANDLE snapshot)
{
    PROCESSENTRY32 small = {.dwSize = sizeof small - 1};
    MODULEENTRY32 module = {.dwSize = sizeof module};
    printf("too small %lu, no modules in it %lu, no snapshot %lu\n", said(Process32First(snapshot, &small)),
           said(Module32First(snapshot, &module)), said(Module32First((HANDLE)0x7770, &module)));
    printf("of nothing: ");
    snap(0, 0);
    printf("modules of System: ");
    snap(TH32CS_SNAPMODULE, 4);
    printf("modules of nobody: ");
    snap(TH32CS_SNAPMODULE, 0xfffc);
}

static DWORD WINAPI sleeper(void *unused)
{
    Sleep(INFINITE);
    return 0;
}

static int child(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    HeapAlloc(heap, 0, 100);
    void *freed = HeapAlloc(heap, 0, 200);
    HeapAlloc(heap, 0, 300);
    HeapAlloc(heap, 0, 0x90000);
    HeapFree(heap, 0, freed);
    CreateThread(NULL, 0, sleeper, NULL, 0, NULL);
    LoadLibraryA("dll_small.dll");
    Sleep(INFINITE);
    return 0;
}

static PROCESS_INFORMATION start(DWORD flags)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made = {0};
    CreateProcessA(NULL, "C:\\PROGRAMS\\toolhelp.exe child", NULL, NULL, FALSE, flags, NULL, NULL, &startup,
                   &made);
    return made;
}

static void end(const PROCESS_INFORMATION *made)
{
    TerminateProcess(made->hProcess, 0);
    WaitForSingleObject(made->hProcess, INFINITE);
    CloseHandle(made->hThread);
    CloseHandle(made->hProcess);
}

int main(int count, char **words)
{
    if (count > 1)
        return child();
    PROCESS_INFORMATION made = start(0);
    Sleep(50);
    HANDLE all = snap(TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD, 0), own = snap(TH32CS_SNAPALL, 0);
    HANDLE childs = snap(TH32CS_SNAPMODULE | TH32CS_SNAPHEAPLIST | TH32CS_INHERIT, made.dwProcessId);
    DWORD flags = 0, magic = 0;
    SIZE_T done = 0;
    GetHandleInformation(childs, &flags);
    BOOL read = Toolhelp32ReadProcessMemory(made.dwProcessId, (void *)0x400000, &magic, 2, &done);
    printf("read there: %d, %lu bytes, %lx\n", read, (DWORD)done, magic);
    blocks(childs);
    end(&made);
    printf("the child has ended\n");
    processes(all);
    processes(all);
    threads(all, made.dwProcessId);
    printf("this process\n");
    modules(own);
    heaps(own);
    printf("the child, inherited: %lu\n", flags);
    modules(childs);
    heaps(childs);
    errors(all);
    made = start(CREATE_SUSPENDED);
    printf("modules of who has not begun: ");
    snap(TH32CS_SNAPMODULE, made.dwProcessId);
    end(&made);
    printf("closed: %d %d %d\n", CloseHandle(all), CloseHandle(own), CloseHandle(childs));
    return 0;
}
