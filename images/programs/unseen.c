/*
 * What a program can see of the trap flag: its own. It pushes its flags while it does not step and while it
 * does, also behind loads of ss, which hold a step back; counts the steps that it has asked for, and takes
 * flags from its stack. And of the debug registers: what its own breakpoints have met, once. The same with a
 * quantum (/QUANTUM=1: another thread runs between any two
 * instructions) as without one, and under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define TRAP 0x100

static volatile LONG steps, done;
static volatile DWORD told; /* DR6 of the last one */

static LONG CALLBACK on_step(EXCEPTION_POINTERS *exception)
{
    if (exception->ExceptionRecord->ExceptionCode != STATUS_SINGLE_STEP)
        return EXCEPTION_CONTINUE_SEARCH;
    steps++;
    told = exception->ContextRecord->Dr6;
    exception->ContextRecord->Dr6 = 0;
    if (exception->ContextRecord->EFlags & TRAP)
        steps += 100;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI spin(void *unused)
{
    while (!done)
        ;
    return 0;
}

static unsigned pushed(void)
{
    unsigned flags;
    __asm__ volatile("pushfl\n\tpopl %0" : "=r"(flags));
    return flags & TRAP;
}

static unsigned pushed_short(void)
{
    unsigned flags = 0;
    __asm__ volatile("pushfw\n\tpopw %w0" : "+r"(flags));
    return flags & TRAP;
}

static unsigned pushed_behind_ss(void)
{
    unsigned flags;
    __asm__ volatile("movl %%ss, %%eax\n\tmovl %%eax, %%ss\n\tpushfl\n\tpopl %0" : "=r"(flags) : : "eax");
    return flags & TRAP;
}

/* An emulator holds the step back for all of them. The prefixes say the segment that is meant anyway. */
static unsigned pushed_behind_many(void)
{
    unsigned flags;
    __asm__ volatile("movl %%ss, %%eax\n\t"
                     ".rept 20\n\t.byte 0x2e, 0x2e, 0x2e\n\tmovl %%eax, %%ss\n\t.endr\n\t"
                     "pushfl\n\tpopl %0"
                     : "=r"(flags)
                     :
                     : "eax");
    return flags & TRAP;
}

static unsigned pushed_behind_lss(void)
{
    unsigned flags;
    __asm__ volatile(
        "movl %%esp, %%eax\n\tpushl %%ss\n\tpushl %%eax\n\tlss (%%esp), %%esp\n\tpushfl\n\tpopl %0"
        : "=r"(flags)
        :
        : "eax", "memory");
    return flags & TRAP;
}

/* One step follows the instruction behind POPF. */
static unsigned own_step(void)
{
    unsigned flags;
    __asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\tpushfl\n\tpopl %0" : "=r"(flags) : : "cc");
    return flags & TRAP;
}

/* The string instruction's first turn is a step; the handler wants no other. */
static LONG copied(void)
{
    char from[8] = "abcdefg", to[8];
    void *source = from, *target = to;
    int count = sizeof from;
    __asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\trep movsb"
                     : "+S"(source), "+D"(target), "+c"(count)
                     :
                     : "memory", "cc");
    return to[6] == 'g';
}

/* ---- breakpoints ---- */

#define ON_WRITE 0x000d0001 /* DR7: the first one, four bytes */
#define ON_CODE  0x00000001
#define OFF      0

/* The last two words of a stack: what is pushed there is watched. */
static volatile DWORD place[0x4000], *const watched = &place[0x3ffe];

static void watch(const volatile void *address, DWORD control)
{
    CONTEXT context = {.ContextFlags = CONTEXT_DEBUG_REGISTERS, .Dr0 = (DWORD)address, .Dr7 = control};
    SetThreadContext(GetCurrentThread(), &context);
    steps = 0;
}

/* What is said later, when nobody steps any more. */
static struct {
    const char *what;
    LONG steps;
    DWORD status;
} seen[4];
static int count;

static void note(const char *what)
{
    seen[count].what = what;
    seen[count].steps = steps;
    seen[count++].status = told;
    told = 0;
    watch(NULL, OFF);
}

static void say_notes(void)
{
    for (int i = 0; i < count; i++)
        printf("%s: %ld, status %lx\n", seen[i].what, seen[i].steps, seen[i].status);
}

static void breakpoints(void)
{
    watch(&watched[0], ON_WRITE);
    watched[0] = 1;
    watched[1] = 1;
    note("a write");
    watch(&watched[0], ON_WRITE);
    __asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\tmovl $2, %0" : "=m"(watched[0]) : : "cc");
    note("a write that is stepped over");
    watch(&watched[0], ON_WRITE);
    __asm__ volatile("movl %%esp, %%eax\n\tmovl %0, %%esp\n\tpushfl\n\tmovl %%eax, %%esp"
                     :
                     : "r"(&watched[1])
                     : "eax", "memory");
    note(watched[0] & TRAP ? "flags that are pushed, with TF" : "flags that are pushed");
    watch((void *)pushed, OFF);
    pushed();
    note("code where a breakpoint is off");
}

int main(void)
{
    HANDLE other = CreateThread(NULL, 0, spin, NULL, 0, NULL);
    AddVectoredExceptionHandler(1, on_step);
    unsigned plain = pushed(), word = pushed_short(), behind = pushed_behind_ss();
    unsigned many = pushed_behind_many(), lss = pushed_behind_lss();
    unsigned own = own_step();
    LONG first = steps, whole = copied(), then = steps;
    breakpoints();
    done = 1;
    WaitForSingleObject(other, INFINITE);
    printf("pushed %x %x %x, behind many %x, behind LSS %x, stepping %x\n", plain, word, behind, many, lss,
           own);
    printf("steps %ld, then %ld, copied %ld\n", first, then - first, whole);
    say_notes();
    return 0;
}
