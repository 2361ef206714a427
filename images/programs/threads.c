/*
 * Threads and what belongs to them: suspending, stacks, debug registers; and the status of calls that are
 * wrong. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

static FARPROC nt(const char *name)
{
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

/* ---- suspending ---- */

static DWORD WINAPI nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void suspending(void)
{
    HANDLE thread = CreateThread(NULL, 0, nothing, NULL, CREATE_SUSPENDED, NULL);
    DWORD count = 0;
    while (SuspendThread(thread) != (DWORD)-1)
        count++;
    printf("suspended %lu times more, error %lu\n", count, GetLastError());
    while (ResumeThread(thread) > 1)
        count--;
    printf("and resumed, %lu left\n", count);
    WaitForSingleObject(thread, INFINITE);
    SetLastError(0);
    count = SuspendThread(thread);
    printf("suspend what has ended: %ld, error %lu\n", (LONG)count, GetLastError());
    printf("resume it: %ld\n", (LONG)ResumeThread(thread));
    CloseHandle(thread);
}

/* ---- stacks ---- */

static DWORD WINAPI measure(void *out)
{
    const NT_TIB *tib = (const NT_TIB *)NtCurrentTeb();
    const char *low = *(char *const *)((const char *)tib + 0xe0c);
    DWORD *sizes = out;
    MEMORY_BASIC_INFORMATION guard;
    sizes[0] = (DWORD)((const char *)tib->StackBase - low);
    sizes[1] = (DWORD)((const char *)tib->StackBase - (const char *)tib->StackLimit);
    VirtualQuery((const char *)tib->StackLimit - 1, &guard, sizeof guard);
    sizes[2] = guard.AllocationBase == low && guard.Protect & PAGE_GUARD;
    return 0;
}

static void stack(const char *what, SIZE_T size, DWORD flags)
{
    DWORD sizes[3];
    HANDLE thread = CreateThread(NULL, size, measure, sizes, flags, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    printf("stack of %-20s reserved %6lx, committed %6lx, guard page %lu\n", what, sizes[0], sizes[1],
           sizes[2]);
}

static void stacks(void)
{
    stack("the program", 0, 0);
    stack("10000", 0x10000, 0);
    stack("1ff000", 0x1ff000, 0);
    stack("200000, as the image", 0x200000, 0);
    stack("200001", 0x200001, 0);
    stack("400000", 0x400000, 0);
    stack("60000 reserved", 0x60000, STACK_SIZE_PARAM_IS_A_RESERVATION);
    stack("1 reserved", 1, STACK_SIZE_PARAM_IS_A_RESERVATION);
}

/* ---- calls that are wrong ---- */

static void wrong(void)
{
    LONG(WINAPI * create_event)(HANDLE *, ACCESS_MASK, void *, LONG, BOOLEAN) = (void *)nt("NtCreateEvent");
    LONG(WINAPI * create_semaphore)
    (HANDLE *, ACCESS_MASK, void *, LONG, LONG) = (void *)nt("NtCreateSemaphore");
    LONG(WINAPI * wait_many)
    (ULONG, const HANDLE *, ULONG, BOOLEAN, const LONGLONG *) = (void *)nt("NtWaitForMultipleObjects");
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL), twice[2] = {event, event}, made;
    const LONGLONG zero = 0;
    printf("event of type 2: %lx, -1: %lx\n", create_event(&made, EVENT_ALL_ACCESS, NULL, 2, 0),
           create_event(&made, EVENT_ALL_ACCESS, NULL, -1, 0));
    printf("semaphore of 2 out of 1: %lx\n", create_semaphore(&made, SEMAPHORE_ALL_ACCESS, NULL, 2, 1));
    printf("wait for none: %lx, for 65: %lx\n", wait_many(0, twice, 1, FALSE, &zero),
           wait_many(65, twice, 1, FALSE, &zero));
    printf("wait of type 2: %lx, for all of the same: %lx, for any: %lx\n",
           wait_many(2, twice, 2, FALSE, &zero), wait_many(2, twice, 0, FALSE, &zero),
           wait_many(2, twice, 1, FALSE, &zero));
    CloseHandle(event);
}

/* ---- debug registers ---- */

static volatile LONG watched, hits;
static DWORD status, control;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    CONTEXT *context = exception->ContextRecord;
    if (exception->ExceptionRecord->ExceptionCode != STATUS_SINGLE_STEP)
        return EXCEPTION_CONTINUE_SEARCH;
    hits++;
    status = context->Dr6;
    control = context->Dr7;
    context->EFlags |= 0x10000; /* RF: on with the instruction whose breakpoint it was */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void set_registers(HANDLE thread, DWORD address, DWORD dr7)
{
    CONTEXT context = {.ContextFlags = CONTEXT_DEBUG_REGISTERS, .Dr1 = address, .Dr7 = dr7};
    SetThreadContext(thread, &context);
}

static void said(const char *what)
{
    printf("%-40s %ld", what, hits);
    if (hits)
        printf(", Dr6 %lx, Dr7 %lx", status, control);
    printf("\n");
    hits = 0;
}

static DWORD WINAPI write_there(void *unused)
{
    (void)unused;
    watched = 3;
    return 0;
}

static void run(LPTHREAD_START_ROUTINE body)
{
    HANDLE thread = CreateThread(NULL, 0, body, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void __attribute__((noinline)) passed_by(void)
{
    __asm__ volatile("" ::: "memory");
}

enum { WRITES = 0xd00004, READS_AND_WRITES = 0xf00004, EXECUTION = 0x4 }; /* DR1, four bytes */

static void debug_registers(void)
{
    CONTEXT context = {
        .ContextFlags = CONTEXT_DEBUG_REGISTERS, .Dr0 = 0x42424240, .Dr3 = 0x80400000, .Dr7 = ~0u & ~0xffu};
    HANDLE itself = GetCurrentThread();
    PVOID handler = AddVectoredExceptionHandler(1, note);
    DWORD written;
    SetThreadContext(itself, &context);
    memset(&context, 0, sizeof context);
    context.ContextFlags = CONTEXT_DEBUG_REGISTERS;
    GetThreadContext(itself, &context);
    printf("kept: %lx, of the kernel: %lx, control %lx\n", context.Dr0, context.Dr3, context.Dr7);
    set_registers(itself, (DWORD)&watched, WRITES);
    watched = 1;
    said("a write");
    written = watched;
    said("a read is none");
    run(write_there);
    said("another thread's write");
    watched = 4;
    said("a write after it");
    set_registers(itself, (DWORD)&watched, READS_AND_WRITES);
    written = watched;
    said("a read");
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), (const void *)&watched, 0, &written, NULL);
    HANDLE file = CreateFileA("C:\\TEMP\\watched", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    WriteFile(file, (const void *)&watched, sizeof watched, &written, NULL);
    CloseHandle(file);
    said("a read by the kernel");
    set_registers(itself, (DWORD)passed_by, EXECUTION);
    passed_by();
    said("an instruction");
    set_registers(itself, (DWORD)&watched, 0);
    watched = 5;
    passed_by();
    said("off");
    RemoveVectoredExceptionHandler(handler);
}

int main(void)
{
    suspending();
    stacks();
    wrong();
    debug_registers();
    return 0;
}
