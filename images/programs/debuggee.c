/*
 * What `debugger` debugs. It says where its functions lie by OutputDebugString, and then does one after the
 * other what a debugger is told of. Without a debugger it ends by its last exception, too.
 */
#include <stdio.h>
#include <windows.h>

static volatile LONG counted, ticks, stop;

static __attribute__((noinline)) LONG work(LONG more)
{
    counted += more;
    return counted;
}

static DWORD WINAPI tick(void *unused)
{
    while (!stop) {
        ticks++;
        Sleep(1);
    }
    return 7;
}

/* The one exception that the program handles itself; it counts how often it is asked. */
static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    return pointers->ExceptionRecord->ExceptionCode == 0xe0000001 ? EXCEPTION_CONTINUE_EXECUTION
                                                                  : EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI last(EXCEPTION_POINTERS *pointers)
{
    printf("debuggee: the filter is asked for %lx\n", pointers->ExceptionRecord->ExceptionCode);
    return EXCEPTION_CONTINUE_SEARCH;
}

int main(void)
{
    char text[100];
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("debuggee: is debugged: %d\n", IsDebuggerPresent());
    AddVectoredExceptionHandler(TRUE, handler);
    SetUnhandledExceptionFilter(last);
    HANDLE thread = CreateThread(NULL, 0, tick, NULL, 0, NULL);
    Sleep(3); /* the thread runs */
    sprintf(text, "%p %p %p", (void *)work, (void *)&counted, (void *)&ticks);
    OutputDebugStringA(text);
    OutputDebugStringW(L"and in wide characters");
    work(1);
    printf("debuggee: counted %ld\n", work(2));
    RaiseException(0xe0000001, 0, 0, NULL);
    printf("debuggee: has handled it\n");
    FreeLibrary(LoadLibraryA("dll_small.dll"));
    stop = 1;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    DebugBreak();
    printf("debuggee: behind its own breakpoint\n");
    volatile LONG *page = VirtualAlloc(NULL, 4096, MEM_RESERVE, PAGE_READWRITE);
    *page = 5; /* its debugger commits it */
    printf("debuggee: its page holds %ld\n", *page);
    *(volatile LONG *)16 = 1;
    printf("debuggee: never here\n");
    return 0;
}
