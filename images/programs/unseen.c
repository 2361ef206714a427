/*
 * What a program can see of the trap flag: its own. It pushes its flags while it does not step and while it
 * does, counts the steps that it has asked for, and takes flags from its stack. The same with a quantum
 * (/QUANTUM=1: another thread runs between any two instructions) as without one, and under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define TRAP 0x100

static volatile LONG steps, done;

static LONG CALLBACK on_step(EXCEPTION_POINTERS *exception)
{
    if (exception->ExceptionRecord->ExceptionCode != STATUS_SINGLE_STEP)
        return EXCEPTION_CONTINUE_SEARCH;
    steps++;
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

int main(void)
{
    HANDLE other = CreateThread(NULL, 0, spin, NULL, 0, NULL);
    AddVectoredExceptionHandler(1, on_step);
    unsigned plain = pushed(), word = pushed_short(), behind = pushed_behind_ss();
    unsigned own = own_step();
    LONG first = steps, whole = copied();
    done = 1;
    WaitForSingleObject(other, INFINITE);
    printf("pushed %x %x %x, stepping %x\n", plain, word, behind, own);
    printf("steps %ld, then %ld, copied %ld\n", first, steps - first, whole);
    return 0;
}
