/*
 * Ways into the kernel and out again, one after the other, each said before it is gone: what a processor has
 * to do for them depends on where the kernel lives. No C run time, so that there is little else.
 */
#include <windows.h>

#define PAGE 4096

static char buffer[PAGE];
static HANDLE output;

static void say(const char *text)
{
    DWORD written;
    WriteFile(output, text, (DWORD)lstrlenA(text), &written, NULL);
}

static LONG CALLBACK go_on(EXCEPTION_POINTERS *exception)
{
    exception->ContextRecord->Eip++; /* behind the int3 */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI end_at_once(void *nothing)
{
    (void)nothing;
    return 0;
}

static void call(void)
{
    DWORD read;
    HANDLE file =
        CreateFileA("C:\\PROGRAMS\\spaces.exe", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    say("a call that fails\r\n");
    CloseHandle(NULL);
    say("4 KB of a file\r\n");
    ReadFile(file, buffer, PAGE, &read, NULL);
    CloseHandle(file);
}

static void trap(void)
{
    char *page = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    say("a fresh page\r\n");
    *(volatile char *)page = 1;
    say("a breakpoint\r\n");
    AddVectoredExceptionHandler(1, go_on);
    __asm__ volatile("int3");
}

/* The kernel's own thread runs in System, this one's other thread here. */
static void give_way(void)
{
    HANDLE ask = CreateEventA(NULL, FALSE, FALSE, "ask"), answer = CreateEventA(NULL, FALSE, FALSE, "answer");
    say("to another thread and back\r\n");
    HANDLE thread = CreateThread(NULL, 0, end_at_once, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    say("to another process and back\r\n");
    SetEvent(ask);
    WaitForSingleObject(answer, INFINITE);
}

void mainCRTStartup(void)
{
    output = GetStdHandle(STD_OUTPUT_HANDLE);
    call();
    trap();
    give_way();
    ExitProcess(0);
}
