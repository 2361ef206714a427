/*
 * Who reads and writes one operand, writes: a processor asks for the right to write before it reads. Each
 * instruction of the list below touches five pages: a fresh one, a copy-on-write one of this program's data,
 * a read-only one that nobody has touched yet, a guard page, and one that is only reserved. The last three
 * become exceptions, whose record must say the same as the log. Instructions that only write, or only read,
 * stand beside them. A line tells what the records said. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE 0x1000u

/* Register ebx holds the address; eax is 0, so that cmpxchg finds what it looks for in fresh memory. */
#define KINDS(X)                                                                                             \
    X(addl, "addl %%edx, (%%ebx)")                                                                           \
    X(addl_number, "addl $0x12345678, (%%ebx)")                                                              \
    X(addl_small_number, "addl $1, (%%ebx)")                                                                 \
    X(addw, "addw $0x1234, (%%ebx)")                                                                         \
    X(addb, "addb $1, (%%ebx)")                                                                              \
    X(addb_register, "addb %%dl, (%%ebx)")                                                                   \
    X(addl_segment, "addl %%edx, %%es:(%%ebx)")                                                              \
    X(orl, "orl %%edx, (%%ebx)")                                                                             \
    X(adcl, "adcl $0, (%%ebx)")                                                                              \
    X(sbbl, "sbbl $0, (%%ebx)")                                                                              \
    X(andl, "andl $-1, (%%ebx)")                                                                             \
    X(subl, "subl %%edx, (%%ebx)")                                                                           \
    X(xorl, "xorl %%edx, (%%ebx)")                                                                           \
    X(incl, "incl (%%ebx)")                                                                                  \
    X(decb, "decb (%%ebx)")                                                                                  \
    X(notl, "notl (%%ebx)")                                                                                  \
    X(negb, "negb (%%ebx)")                                                                                  \
    X(roll, "roll (%%ebx)")                                                                                  \
    X(rorl, "rorl $3, (%%ebx)")                                                                              \
    X(rcll, "rcll (%%ebx)")                                                                                  \
    X(rcrb, "rcrb $3, (%%ebx)")                                                                              \
    X(shll, "shll %%cl, (%%ebx)")                                                                            \
    X(shll_by_nothing, "movb $0, %%cl\n\tshll %%cl, (%%ebx)")                                                \
    X(shrl_by_zero, "shrl $0, (%%ebx)")                                                                      \
    X(sarw, "sarw %%cl, (%%ebx)")                                                                            \
    X(shldl, "shldl $3, %%edx, (%%ebx)")                                                                     \
    X(shrdl_by_nothing, "movb $0, %%cl\n\tshrdl %%cl, %%edx, (%%ebx)")                                       \
    X(xchgl, "xchgl %%edx, (%%ebx)")                                                                         \
    X(xchgb, "xchgb %%dl, (%%ebx)")                                                                          \
    X(xaddl, "xaddl %%edx, (%%ebx)")                                                                         \
    X(cmpxchgl, "cmpxchgl %%edx, (%%ebx)")                                                                   \
    X(cmpxchgb_unequal, "movb $0x55, %%al\n\tcmpxchgb %%dl, (%%ebx)")                                        \
    X(cmpxchg8b, "cmpxchg8b (%%ebx)")                                                                        \
    X(btsl, "btsl $5, (%%ebx)")                                                                              \
    X(btrl, "btrl %%ecx, (%%ebx)")                                                                           \
    X(btcl_far, "movl $4096, %%ecx\n\tbtcl %%ecx, (%%ebx)")                                                  \
    X(arpl, "arpl %%dx, (%%ebx)")                                                                            \
    X(lock_addl, "lock addl %%edx, (%%ebx)")                                                                 \
    X(lock_notb, "lock notb (%%ebx)")                                                                        \
    X(lock_cmpxchgl, "lock cmpxchgl %%edx, (%%ebx)")                                                         \
    X(lock_cmpxchg8b, "lock cmpxchg8b (%%ebx)")                                                              \
    X(lock_btsl, "lock btsl %%ecx, (%%ebx)")                                                                 \
    X(movl_to, "movl %%edx, (%%ebx)")                                                                        \
    X(popl_to, "pushl %%edx\n\tpopl (%%ebx)")                                                                \
    X(stosl, "movl %%ebx, %%edi\n\tstosl")                                                                   \
    X(setz, "setz (%%ebx)")                                                                                  \
    X(fists, "fldz\n\tfistps (%%ebx)")                                                                       \
    X(fnsave, "fnsave (%%ebx)")                                                                              \
    X(movl_from, "movl (%%ebx), %%edx")                                                                      \
    X(cmpl, "cmpl %%edx, (%%ebx)")                                                                           \
    X(cmpb_number, "cmpb $1, (%%ebx)")                                                                       \
    X(testl, "testl %%edx, (%%ebx)")                                                                         \
    X(btl, "btl $5, (%%ebx)")                                                                                \
    X(mull, "mull (%%ebx)")                                                                                  \
    X(pushl, "pushl (%%ebx)")                                                                                \
    X(lodsl, "movl %%ebx, %%esi\n\tlodsl")                                                                   \
    X(movsb_from, "movl %%ebx, %%esi\n\tleal _sink, %%edi\n\tmovsb")

static void *behind, *stack;
static char sink __attribute__((used));
static const char *refused;

/* The next instruction is executed as if the refused one had been. */
static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    refused = exception->ExceptionRecord->ExceptionInformation[0] ? "write" : "read";
    exception->ContextRecord->Eip = (DWORD)behind;
    exception->ContextRecord->Esp = (DWORD)stack;
    return EXCEPTION_CONTINUE_EXECUTION;
}

#define DEFINE(name, text)                                                                                   \
    static void name(char *at)                                                                               \
    {                                                                                                        \
        int a = 0, c = 1, d = 0;                                                                             \
        __asm__ volatile("movl $1f, %3\n\tmovl %%esp, %4\n\t" text "\n1:\tmovl %4, %%esp"                    \
                         : "+a"(a), "+c"(c), "+d"(d), "=m"(behind), "=m"(stack)                              \
                         : "b"(at)                                                                           \
                         : "esi", "edi", "memory", "cc");                                                    \
    }
KINDS(DEFINE)

#define ENTRY(name, text) {#name, name},
static const struct kind {
    const char *name;
    void (*touch)(char *at);
} kinds[] = {KINDS(ENTRY)};
#define COUNT (sizeof kinds / sizeof kinds[0])

static char data[COUNT][PAGE] __attribute__((aligned(4096))) = {"what is not zero lies in .data"};

static const char *try(const struct kind *kind, char *at)
{
    refused = "nothing";
    kind->touch(at);
    return refused;
}

static void touch(const struct kind *kind, char *copied)
{
    char *at = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(at, PAGE, MEM_COMMIT, PAGE_READWRITE);
    VirtualAlloc(at + PAGE, PAGE, MEM_COMMIT, PAGE_READONLY);
    VirtualAlloc(at + 2 * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    try(kind, at);
    try(kind, copied);
    const char *only = try(kind, at + PAGE), *guard = try(kind, at + 2 * PAGE);
    const char *reserved = try(kind, at + 3 * PAGE);
    printf("%-17s read-only %-7s guard %-5s reserved %s\n", kind->name, only, guard, reserved);
    fflush(stdout);
    VirtualFree(at, 0, MEM_RELEASE);
}

/* An operand that lies on two fresh pages. */
static void touch_two_pages(void)
{
    char *at = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    addl(at + PAGE - 2);
    VirtualFree(at, 0, MEM_RELEASE);
}

int main(void)
{
    AddVectoredExceptionHandler(1, note);
    for (unsigned i = 0; i < COUNT; i++)
        touch(&kinds[i], data[i]);
    touch_two_pages();
    return 0;
}
