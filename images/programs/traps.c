/*
 * Every kind of trap that a program can cause: which exception comes of it, at which address, with which
 * information. A vectored handler notes it and goes on behind the instruction. The same under Windows.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define PAGE 4096

static const char *instruction, *behind; /* the one that traps, and the next */
static const char constant[4] = "abc";
static char data[2 * PAGE] __attribute__((aligned(PAGE))) = {[PAGE + 4000] = 3};
static char seen[80];
static int traps;

/* A processor checks alignment where the program asks for it by the flag AC; QEMU's translator does not. */
#define ALIGNMENT_CHECK "pushfl\n\torl $0x40000, (%%esp)\n\tpopfl"
#define NO_ALIGNMENT    "pushfl\n\tandl $~0x40000, (%%esp)\n\tpopfl"

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    __asm__ volatile(NO_ALIGNMENT : : : "memory", "cc");
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    CONTEXT *context = exception->ContextRecord;
    ULONG_PTR at = record->ExceptionInformation[1];
    int away = (int)((const char *)record->ExceptionAddress - instruction);
    int used =
        snprintf(seen, sizeof seen, "%08lx (%lu) at ", record->ExceptionCode, record->NumberParameters);
    if (away >= -15 && away <= 15)
        used += snprintf(seen + used, sizeof seen - used, "%+d", away);
    else
        used += snprintf(seen + used, sizeof seen - used, "%p", record->ExceptionAddress);
    if (record->ExceptionCode == STATUS_ACCESS_VIOLATION)
        snprintf(seen + used, sizeof seen - used, ", access %lu of %s%lx", record->ExceptionInformation[0],
                 at - (ULONG_PTR)constant < sizeof constant ? "constant+" : "",
                 at - (ULONG_PTR)constant < sizeof constant ? at - (ULONG_PTR)constant : at);
    bool misaligned = record->ExceptionCode == (DWORD)STATUS_DATATYPE_MISALIGNMENT;
    traps += !misaligned; /* which does not come everywhere */
    context->Eip = (DWORD)behind;
    context->EFlags &= ~0x40000u;
    context->EFlags |= 0x3000; /* I/O privilege: not for a program to have */
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Runs one instruction, prepared by others. */
#define RUN(prepare, code)                                                                                   \
    do {                                                                                                     \
        __asm__ volatile("movl $1f, %0\n\tmovl $2f, %1\n\t" prepare "\n1:\t" code                            \
                         "\n2:\tcld\n\tpushl %%ds\n\tpopl %%es"                                              \
                         : "=m"(instruction), "=m"(behind)                                                   \
                         : "b"(constant)                                                                     \
                         : "eax", "ecx", "edx", "memory", "cc");                                             \
    } while (0)

#define TRAP(what, prepare, code)                                                                            \
    do {                                                                                                     \
        RUN(prepare, code);                                                                                  \
        printf("%-20s %s\n", what, seen);                                                                    \
    } while (0)

/* What an IRET to virtual-8086 mode would take, to a HLT in the page at 10000: from a program a processor
 * takes only eip, cs and flags, of them not that one, and finds that it may not have that segment. */
#define VIRTUAL_8086(cs)                                                                                     \
    "movl %%esp, %%eax\n\tpushl $0\n\tpushl $0\n\tpushl $0\n\tpushl $0\n\tpushl $0x23\n\tpushl %%eax\n\t"    \
    "pushfl\n\torl $0x20000, (%%esp)\n\tpushl $" cs "\n\tpushl $0"

/* A processor refuses the segment. An emulator that goes into that mode comes to the HLT, which traps there.
 */
static void say_kept_out(const char *what)
{
    bool refused = strcmp(seen, "c0000005 (2) at +0, access 0 of ffffffff") == 0;
    bool trapped = strncmp(seen, "c0000096 (0) at 000100", 22) == 0;
    printf("%-20s %s\n", what, refused || trapped ? "kept out" : seen);
}

/* Apart from the others: an emulator may get it wrong in a way that the kernel cannot hide. */
static void virtual_8086(void)
{
    memset(VirtualAlloc((void *)0x10000, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE), 0xf4, PAGE);
    RUN(VIRTUAL_8086("0x1003"), "iretl");
    say_kept_out("virtual 8086");
    RUN(VIRTUAL_8086("0x1000"), "iretl");
    say_kept_out("the same, level 0");
}

static void misaligned(void)
{
    const char *told = "80000002 (0) at +0";
    strcpy(seen, told);
    RUN(ALIGNMENT_CHECK, "movl 1(%%ebx), %%eax\n\t" NO_ALIGNMENT);
    printf("%-20s %s\n", "misaligned, or not", seen);
}

static void each_trap(void)
{
    TRAP("breakpoint", "", "int3");
    TRAP("divide by zero", "xorl %%ecx, %%ecx", "divl %%ecx");
    TRAP("divide by too little", "movl $0x80000000, %%eax\n\tcltd\n\tmovl $-1, %%ecx", "idivl %%ecx");
    TRAP("in memory, a byte", "movw $0x7fff, %%ax", "divb (%%ebx)");
    TRAP("no such instruction", "", "ud2");
    TRAP("no such lock", "", "lock; nop");
    TRAP("bound", "xorl %%eax, %%eax", "bound %%eax, 1f");
    TRAP("overflow", "movb $0x7f, %%al\n\taddb $1, %%al", "into");
    TRAP("icebp", "", ".byte 0xf1");
    TRAP("debug service", "xorl %%eax, %%eax", "int $0x2d\n\tint3");
    TRAP("privileged", "", "cli");
    TRAP("privileged, hlt", "", "hlt");
    TRAP("privileged, 0f", "", "clts");
    TRAP("privileged, cr0", "", "movl %%cr0, %%eax");
    TRAP("privileged, msr", "xorl %%ecx, %%ecx", "rdmsr");
    TRAP("privileged, a port", "xorl %%edx, %%edx", "rep; outsb");
    TRAP("no such interrupt", "", "int $0x40");
    TRAP("a gate of the kernel", "", "int $14");
    TRAP("direction flag", "std", "int3");
    TRAP("no es", "xorl %%eax, %%eax\n\tmovw %%ax, %%es", "int3");
    TRAP("trap flag", "pushfl\n\torl $0x100, (%%esp)\n\tpopfl", "nop");
    misaligned();
    TRAP("read of 0x123", "", "movl 0x123, %%eax");
    TRAP("write of 0x123", "", "movl %%eax, 0x123");
    TRAP("write to a constant", "", "movb $0, 1(%%ebx)");
    TRAP("write to shared data", "", "movb $0, 0x7ffe0000");
}

int main(int count, char **arguments)
{
    AddVectoredExceptionHandler(1, note);
    if (count > 1 && strcmp(arguments[1], "virtual-8086") == 0)
        virtual_8086();
    else
        each_trap();
    data[4000] = 1; /* its page is copied already, the next one while the direction flag is set */
    __asm__ volatile("std\n\tmovb $2, %0\n\tcld" : "=m"(data[PAGE + 1]));
    printf("%-20s %d %d %d\n", "copied downwards", data[4000], data[PAGE + 1], data[PAGE + 4000]);
    DWORD tls, flags;
    __asm__ volatile("movl %%fs:0xe10, %0\n\tpushfl\n\tpopl %1" : "=r"(tls), "=r"(flags));
    printf("%d traps, %s, I/O privilege %lx\n", traps, constant, flags & 0x3000);
    return traps;
}
