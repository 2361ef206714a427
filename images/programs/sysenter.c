/*
 * The kernel called by SYSENTER (BOOT.INI's /SYSENTER): through the pointer at 7FFE0300, as stubs do that a
 * program or DLL brings along, and by the instruction itself, with all in order and with what it may be given
 * to bring the kernel down. What must be seen: each answer is that of `int 0x2e`, a step over it is one step,
 * what kills kills its process alone. `sysenter steps` has the trap flag; `sysenter refused` is for a machine
 * that does not take it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum service {
#define SERVICE(nt_name, name, arguments) NUMBER_OF_##nt_name,
#include "../../sched/service/services.def"
};
#define NO_SERVICE 0xffffffffu

#define PAGE               4096u
#define SYSTEM_CALL        (*(void *const *)0x7ffe0300)
#define SYSTEM_CALL_RETURN (*(void *const *)0x7ffe0304)

static void *function(const char *name)
{
    return (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

/* ---- by the pointer, by the gate, by the instruction ---- */

unsigned by_pointer(unsigned number, unsigned argument);
__asm__("_by_pointer:\n\t"
        "pushl 8(%esp)\n\t"
        "pushl $0\n\t"
        "movl 12(%esp), %eax\n\t"
        "movl $0x7ffe0300, %edx\n\t"
        "call *(%edx)\n\t"
        "addl $8, %esp\n\t"
        "ret");

static unsigned by_gate(unsigned number, unsigned argument)
{
    unsigned status;
    __asm__ volatile("int $0x2e" : "=a"(status) : "a"(number), "d"(&argument) : "ecx", "memory");
    return status;
}

/* Both return addresses and an argument are on the stack, edx says where; `after` comes next. */
#define SYSENTER(before, after)                                                                              \
    "pushl %[argument]\n\tpushl $0\n\tpushl $1f\n\tmovl %%esp, %%edx\n\t" before "\n\tsysenter\n1:\t" after  \
    "\n\taddl $8, %%esp"

static unsigned by_sysenter(unsigned number, unsigned argument)
{
    unsigned status;
    __asm__ volatile(SYSENTER("", "")
                     : "=a"(status)
                     : "a"(number), [argument] "b"(argument)
                     : "ecx", "edx", "memory", "cc");
    return status;
}

static void say_ways(void)
{
    printf("7ffe0300 KiFastSystemCall      %d\n", SYSTEM_CALL == function("KiFastSystemCall"));
    printf("7ffe0304 KiFastSystemCallRet   %d\n", SYSTEM_CALL_RETURN == function("KiFastSystemCallRet"));
    printf("NtClose(0) by 7ffe0300         %x\n", by_pointer(NUMBER_OF_NtClose, 0));
    printf("by int 0x2e                    %x\n", by_gate(NUMBER_OF_NtClose, 0));
    printf("by SYSENTER                    %x\n", by_sysenter(NUMBER_OF_NtClose, 0));
    printf("no such service                %x\n", by_sysenter(NO_SERVICE, 0));
    printf("a result to the kernel         %x\n", by_sysenter(NUMBER_OF_NtQuerySystemTime, 0x80400000));
}

/* ---- what the processor takes along ---- */

/* Carry, parity, direction, NT, AC and ID come back as they were. */
static void say_flags(void)
{
    unsigned status, flags;
    __asm__ volatile(SYSENTER("pushl %[flags]\n\tpopfl", "pushfl\n\tpopl %%ecx\n\tpushl $0x202\n\tpopfl")
                     : "=a"(status), "=&c"(flags)
                     : "a"(NUMBER_OF_NtClose), [argument] "b"(0), [flags] "S"(0x244607)
                     : "edx", "memory", "cc");
    printf("flags 244607                   %x, %x behind\n", status, flags);
}

#define SAY_SEGMENTS(what, before)                                                                           \
    do {                                                                                                     \
        unsigned status, data, extra, stack;                                                                 \
        __asm__ volatile(SYSENTER(before, "movl %%ds, %%ecx\n\tmovl %%es, %%esi\n\tmovl %%ss, %%edi\n\t"     \
                                          "movl $0x23, %%edx\n\tmovl %%edx, %%ds\n\tmovl %%edx, %%es\n\t"    \
                                          "movl $0x3b, %%edx\n\tmovl %%edx, %%fs")                           \
                         : "=a"(status), "=&c"(data), "=&S"(extra), "=&D"(stack)                             \
                         : "a"(NUMBER_OF_NtClose), [argument] "b"(0)                                         \
                         : "edx", "memory", "cc");                                                           \
        printf("%-30s %x, ds %x es %x ss %x\n", what, status, data, extra, stack);                           \
    } while (0)

static void say_segments(void)
{
    SAY_SEGMENTS("no ds, es, fs, gs", "xorl %%ecx, %%ecx\n\tmovl %%ecx, %%ds\n\tmovl %%ecx, %%es\n\t"
                                      "movl %%ecx, %%fs\n\tmovl %%ecx, %%gs");
    SAY_SEGMENTS("ds code; es, fs, gs the TEB",
                 "movl $0x1b, %%ecx\n\tmovl %%ecx, %%ds\n\tmovl $0x3b, %%ecx\n\t"
                 "movl %%ecx, %%es\n\tmovl %%ecx, %%fs\n\tmovl %%ecx, %%gs");
    SAY_SEGMENTS("ss the TEB", "movl $0x3b, %%ecx\n\tmovl %%ecx, %%ss");
}

/* ---- a stack that ends, or is none ---- */

/* There is room for the return address that is taken, and none for arguments. */
static void say_end_of_stack(void)
{
    char *page = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    char *place = page + PAGE - 4;
    unsigned status;
    __asm__ volatile("movl %%esp, %%esi\n\tmovl $1f, (%%edx)\n\tsysenter\n1:\tmovl %%esi, %%esp"
                     : "=a"(status), "+d"(place)
                     : "a"(NUMBER_OF_NtClose)
                     : "ecx", "esi", "memory", "cc");
    printf("arguments behind the stack     %x\n", status);
}

static void with_stack(unsigned place)
{
    __asm__ volatile("sysenter" : : "a"(NUMBER_OF_NtClose), "d"(place) : "ecx", "memory");
    puts("came back");
}

static void say_child(const char *place)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    DWORD code = 0;
    char line[64];
    sprintf(line, "sysenter.exe %s", place);
    if (!CreateProcessA("C:\\PROGRAMS\\sysenter.exe", line, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                        &child))
        exit(1);
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    printf("edx %-8s                   ends its process, %lx\n", place, code);
}

static void say_bad_stacks(void)
{
    static const char *const places[] = {"0", "7ffe0300", "7ffefffc", "80400000", "ffc00ff8", "ffffffff"};
    for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++)
        say_child(places[i]);
}

/* ---- a thread that is in the kernel is given other registers ---- */

static HANDLE never;
volatile unsigned landed_ecx, landed_edx;

static DWORD WINAPI wait(void *unused)
{
    (void)unused;
    return WaitForSingleObject(never, INFINITE);
}

void landed(void)
{
    ExitThread(5);
}

void land(void);
__asm__("_land:\n\tmovl %ecx, _landed_ecx\n\tmovl %edx, _landed_edx\n\tjmp _landed");

static void say_context(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    DWORD code;
    never = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, wait, NULL, 0, NULL);
    Sleep(1);
    SuspendThread(thread);
    GetThreadContext(thread, &context);
    printf("a thread that waits            to KiFastSystemCallRet %+d\n",
           (int)context.Eip - (int)SYSTEM_CALL_RETURN);
    context.Eip = (DWORD)land;
    context.Ecx = 0x11111111;
    context.Edx = 0x22222222;
    SetThreadContext(thread, &context);
    SetEvent(never);
    ResumeThread(thread);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    printf("the same with other registers  %x, %x, exit %lu\n", landed_ecx, landed_edx, code);
}

static void CALLBACK apc(ULONG_PTR number)
{
    printf("an APC                         %lu\n", number);
}

static void say_apc(void)
{
    QueueUserAPC(apc, GetCurrentThread(), 7);
    printf("SleepEx with one               %lx\n", SleepEx(0, TRUE));
}

/* ---- steps, and a refusal ---- */

static unsigned steps, step_code;
static char *step_place;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    steps++;
    step_code = exception->ExceptionRecord->ExceptionCode;
    step_place = exception->ExceptionRecord->ExceptionAddress;
    if (step_code == STATUS_ACCESS_VIOLATION)
        exception->ContextRecord->Eip += 2; /* behind it */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void say_steps(void)
{
    unsigned status;
    char *behind;
    AddVectoredExceptionHandler(1, note);
    __asm__ volatile(SYSENTER("movl $1f, %[behind]\n\tpushl $0x302\n\tpopfl", "nop")
                     : "=a"(status), [behind] "=&D"(behind)
                     : "a"(NUMBER_OF_NtClose), [argument] "b"(0)
                     : "ecx", "edx", "memory", "cc");
    printf("a step over it                 %x, %u of %x at %+d\n", status, steps, step_code,
           step_place - behind);
}

static void say_refused(void)
{
    char *here;
    AddVectoredExceptionHandler(1, note);
    __asm__ volatile("movl $1f, %0\n1:\tsysenter" : "=r"(here) : : "ecx", "edx", "memory");
    printf("7ffe0300 KiIntSystemCall       %d\n", SYSTEM_CALL == function("KiIntSystemCall"));
    printf("NtClose(0) by 7ffe0300         %x\n", by_pointer(NUMBER_OF_NtClose, 0));
    printf("SYSENTER                       %x at %+d\n", step_code, step_place - here);
}

static void say_all(void)
{
    say_ways();
    say_flags();
    say_segments();
    say_end_of_stack();
    say_context();
    say_apc();
    say_bad_stacks();
}

int main(int count, char **arguments)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (count < 2)
        say_all();
    else if (strcmp(arguments[1], "steps") == 0)
        say_steps();
    else if (strcmp(arguments[1], "refused") == 0)
        say_refused();
    else
        with_stack(strtoul(arguments[1], NULL, 16));
    return 0;
}
