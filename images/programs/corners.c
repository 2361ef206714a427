/*
 * Corners of NTDLL and KERNEL32 that a program meets late: many TLS slots, handlers in order, critical
 * sections of others, memory that overlaps, is shrunk, sealed or guarded. The same under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static const char constant[4096] __attribute__((aligned(4096))) = "constant";
typedef void WINAPI move(void *to, const void *from, SIZE_T size);

static CRITICAL_SECTION section;
static char order[16];

static LONG CALLBACK first(EXCEPTION_POINTERS *exception)
{
    strcat(order, "1");
    printf("raised with %lu and %lu\n", exception->ExceptionRecord->ExceptionInformation[0],
           exception->ExceptionRecord->ExceptionInformation[1]);
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK last(EXCEPTION_POINTERS *exception)
{
    (void)exception;
    strcat(order, "2");
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void handlers(void)
{
    const ULONG_PTR parameters[] = {11, 22};
    void *one = AddVectoredExceptionHandler(1, last), *two = AddVectoredExceptionHandler(1, first);
    RaiseException(0xe0000001, 0, 2, parameters);
    RemoveVectoredExceptionHandler(two);
    RaiseException(0xe0000001, 0, 0, NULL);
    RemoveVectoredExceptionHandler(one);
    printf("handlers ran: %s\n", order);
}

static DWORD WINAPI try_section(void *unused)
{
    (void)unused;
    return (DWORD)TryEnterCriticalSection(&section);
}

static DWORD WINAPI wait_section(void *unused)
{
    (void)unused;
    EnterCriticalSection(&section);
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    return 5;
}

static DWORD by_another(LPTHREAD_START_ROUTINE body)
{
    DWORD code;
    HANDLE thread = CreateThread(NULL, 0, body, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void sections(void)
{
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    printf("entered by another: %lu", by_another(try_section));
    LeaveCriticalSection(&section);
    HANDLE waits = CreateThread(NULL, 0, wait_section, NULL, 0, NULL);
    EnterCriticalSection(&section);
    Sleep(1);
    LeaveCriticalSection(&section);
    printf(", waited for: %lx", WaitForSingleObject(waits, 100));
    printf(", when left: %lu\n", by_another(try_section));
    CloseHandle(waits);
}

static void slots(void)
{
    DWORD index[80];
    int wrong = 0;
    for (int i = 0; i < 80; i++)
        TlsSetValue(index[i] = TlsAlloc(), (void *)(INT_PTR)(i + 1));
    for (int i = 0; i < 80; i++)
        wrong += TlsGetValue(index[i]) != (void *)(INT_PTR)(i + 1);
    for (int i = 0; i < 80; i++)
        TlsFree(index[i]);
    printf("80 TLS slots: %d wrong, the first again: %d\n", wrong, TlsAlloc() == index[0]);
}

static void memory(void)
{
    char text[] = "abcdefgh", number[8];
    DWORD flags, old;
    SIZE_T done;
    HANDLE copy, heap = HeapCreate(0, 0, 0x10000), self = GetCurrentProcess();
    HGLOBAL movable = GlobalAlloc(GMEM_MOVEABLE, 10);
    /* by its name: the headers make memmove of it */
    ((move *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "RtlMoveMemory"))(text + 1, text, 7);
    wsprintfA(number, "%d%%", 42);
    printf("moved up: %s, %s\n", text, number);
    printf("of a heap of 64 K: %d, %d\n", HeapAlloc(heap, 0, 0x4000) != NULL,
           HeapAlloc(heap, 0, 0x20000) != NULL);
    GlobalLock(movable);
    GlobalLock(movable);
    printf("locked twice: %d", GlobalUnlock(movable));
    printf(" %d\n", GlobalUnlock(movable));
    char *block = HeapAlloc(GetProcessHeap(), 0, 20000);
    block = HeapReAlloc(GetProcessHeap(), HEAP_REALLOC_IN_PLACE_ONLY, block, 100);
    char *rest = HeapAlloc(GetProcessHeap(), 0, 10000);
    printf("what a block gave up is used: %d\n", rest > block && rest < block + 20000);
    printf("constant: %d", WriteProcessMemory(self, (char *)constant, "C", 1, &done));
    printf(" %s, writable: %d\n", constant, !IsBadWritePtr((char *)constant, 1));
    char *guard = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    VirtualProtect(guard, 4096, PAGE_READWRITE | PAGE_GUARD, &old);
    printf("guard is bad: %d\n", IsBadReadPtr(guard, 1));
    DuplicateHandle(self, self, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
    GetHandleInformation(copy, &flags);
    printf("inherited: %lu\n", flags);
}

int main(void)
{
    handlers();
    sections();
    slots();
    memory();
    return 0;
}
