/*
 * Exceptions that a program handles: a vectored handler that commits pages when they are touched, a guard
 * page, a signal handler, a filter for what nobody handles. The same under Windows and Wine.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <windows.h>

#define PAGE 4096u

static char *sparse;
static int committed, guards;
static jmp_buf back;

static LONG CALLBACK commit_on_touch(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    char *address = (char *)record->ExceptionInformation[1];
    if (record->ExceptionCode == STATUS_GUARD_PAGE_VIOLATION) {
        guards++;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    if (record->ExceptionCode != STATUS_ACCESS_VIOLATION || address < sparse ||
        address >= sparse + 1024 * PAGE)
        return EXCEPTION_CONTINUE_SEARCH;
    if (!VirtualAlloc(address, 1, MEM_COMMIT, PAGE_READWRITE))
        return EXCEPTION_CONTINUE_SEARCH;
    committed++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void sparse_memory(void)
{
    sparse = VirtualAlloc(NULL, 1024 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    void *handler = AddVectoredExceptionHandler(1, commit_on_touch);
    for (unsigned i = 0; i < 1024; i += 100)
        sparse[i * PAGE + 5] = (char)i;
    int sum = 0;
    for (unsigned i = 0; i < 1024; i += 100)
        sum += (unsigned char)sparse[i * PAGE + 5];
    printf("committed %d pages on touch, sum %d\n", committed, sum);
    DWORD old;
    VirtualProtect(sparse, PAGE, PAGE_READWRITE | PAGE_GUARD, &old);
    sparse[0] = 1;
    sparse[1] = 2;
    printf("guard page: %d exception, %d %d %d\n", guards, sparse[0], sparse[1], sparse[5]);
    RemoveVectoredExceptionHandler(handler);
    VirtualFree(sparse, 0, MEM_RELEASE);
}

static void on_signal(int number)
{
    printf("signal %d\n", number);
    longjmp(back, 1);
}

static void signals(void)
{
    volatile int zero = 0;
    signal(SIGSEGV, on_signal);
    if (setjmp(back) == 0)
        *(volatile int *)16 = 1;
    printf("back from SIGSEGV\n");
    signal(SIGFPE, on_signal);
    if (setjmp(back) == 0)
        zero = 100 / zero; /* 1 / x would need no division */
    printf("back from SIGFPE\n");
    signal(SIGSEGV, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
}

static LONG WINAPI last_filter(EXCEPTION_POINTERS *exception)
{
    printf("last filter: %lx, %lu parameters, flags %lx\n", exception->ExceptionRecord->ExceptionCode,
           exception->ExceptionRecord->NumberParameters, exception->ExceptionRecord->ExceptionFlags);
    fflush(stdout);
    return EXCEPTION_EXECUTE_HANDLER;
}

int main(void)
{
    const ULONG_PTR parameters[2] = {1, 2};
    sparse_memory();
    signals();
    SetUnhandledExceptionFilter(last_filter);
    RaiseException(0xE0000042, EXCEPTION_NONCONTINUABLE, 2, parameters);
    printf("not reached\n");
    return 0;
}
