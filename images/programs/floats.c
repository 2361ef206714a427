/*
 * Floating-point exceptions: which code each has, which instruction it names, what the context holds, and
 * that what a handler writes into it is what the program goes on with. The same under Windows.
 */
#include <float.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <windows.h>

#define CULPRIT_BYTES 16 /* the instructions between `culprit` and the fwait behind them */

static volatile double zero, one = 1, three = 3, huge = 1e300, tiny = 1e-300;
static double result;
static const char *culprit;

/* What was computed differs: some emulators store it in spite of the exception. Masks everything and clears
 * the flags, in the context only: the instruction behind runs with that. */
static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    CONTEXT *context = exception->ContextRecord;
    FLOATING_SAVE_AREA *save = &context->FloatSave;
    if (record->ExceptionCode == 0xe0001234)
        return EXCEPTION_CONTINUE_EXECUTION;
    printf("%08lx (%lu), context %05lx, control %03lx, flag %02lx, at the culprit %d %d\n",
           record->ExceptionCode, record->NumberParameters, context->ContextFlags, save->ControlWord & 0xfff,
           save->StatusWord & ~save->ControlWord & 0x3f,
           (DWORD)((const char *)record->ExceptionAddress - culprit) < CULPRIT_BYTES,
           save->ErrorOffset == (DWORD)record->ExceptionAddress);
    save->StatusWord &= ~0xffu;
    save->ControlWord |= 0x3f;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* `code` computes %0 from %2 and %3 with one exception unmasked. */
#define STRIKE(what, unmasked, code, a, b)                                                                   \
    do {                                                                                                     \
        unsigned short control = 0x37f & ~(unmasked);                                                        \
        printf("%-10s", what);                                                                               \
        fflush(stdout);                                                                                      \
        __asm__ volatile("movl $1f, %1\n\tfninit\n\tfldcw %4\n1:\t" code "\n\tfwait\n\tfnstcw %4\n\tfninit"  \
                         : "=m"(result), "=m"(culprit)                                                       \
                         : "m"(a), "m"(b), "m"(control)                                                      \
                         : "memory");                                                                        \
        printf("           went on with control %03x\n", control);                                           \
    } while (0)

/* Each strikes at an fwait, which is where every emulator looks; not all look at the next instruction.
 * Inexact stays masked beside others: that an overflow is inexact too is told only when its result is stored,
 * which some always do. */
static void each_exception(void)
{
    STRIKE("invalid", 1, "fldl %2\n\tfdivl %3\n\tfwait\n\tfstl %0", zero, zero);
    STRIKE("by zero", 4, "fldl %2\n\tfdivl %3\n\tfwait\n\tfstl %0", one, zero);
    STRIKE("overflow", 8, "fldl %2\n\tfmull %3\n\tfstl %0", huge, huge);
    STRIKE("underflow", 16, "fldl %2\n\tfmull %3\n\tfstl %0", tiny, tiny);
    STRIKE("inexact", 32, "fldl %2\n\tfdivl %3\n\tfwait\n\tfstl %0", one, three);
    STRIKE("several", 0x1f, "fldl %2\n\tfmull %3\n\tfstl %0", huge, huge);
}

/* ---- an exception that software raises leaves the registers alone ---- */

static void raise_one(void)
{
    RaiseException(0xe0001234, 0, 0, NULL);
}

static void software(void)
{
    float value = 42.5, x87 = 0, sse = 0;
    __asm__ volatile("fninit\n\tflds %2\n\tmovss %2, %%xmm5\n\tcall *%3\n\tmovss %%xmm5, %1\n\tfstps %0"
                     : "=m"(x87), "=m"(sse)
                     : "m"(value), "b"(raise_one)
                     : "eax", "ecx", "edx", "memory", "cc");
    printf("after RaiseException: %g %g\n", x87, sse);
}

/* ---- another thread's registers ---- */

static float seen;
static volatile LONG stage;

static DWORD WINAPI hold(void *unused)
{
    float value = 1.5;
    (void)unused;
    __asm__ volatile("fninit\n\tflds %0" : : "m"(value));
    for (stage = 1; stage == 1;)
        SwitchToThread();
    __asm__ volatile("fstps %0" : "=m"(seen));
    return 0;
}

static void another_thread(void)
{
    static const unsigned char two_and_a_half[10] = {0, 0, 0, 0, 0, 0, 0, 0xa0, 0, 0x40};
    CONTEXT context = {.ContextFlags = CONTEXT_FLOATING_POINT};
    HANDLE thread = CreateThread(NULL, 0, hold, NULL, 0, NULL);
    while (stage == 0)
        SwitchToThread();
    SuspendThread(thread);
    GetThreadContext(thread, &context);
    printf("another thread: tags %04lx, register %02x%02x%02x\n", context.FloatSave.TagWord & 0xffff,
           context.FloatSave.RegisterArea[9], context.FloatSave.RegisterArea[8],
           context.FloatSave.RegisterArea[7]);
    memcpy(context.FloatSave.RegisterArea, two_and_a_half, sizeof two_and_a_half);
    printf("set %d", SetThreadContext(thread, &context));
    stage = 2;
    ResumeThread(thread);
    WaitForSingleObject(thread, INFINITE);
    printf(", it sees %g\n", seen);
    CloseHandle(thread);
}

/* ---- and as a signal ---- */

static jmp_buf back;

static void on_signal(int number)
{
    _fpreset();
    longjmp(back, number);
}

static void as_signal(void)
{
    int number = setjmp(back);
    if (number == 0) {
        signal(SIGFPE, on_signal);
        _controlfp(0, _EM_ZERODIVIDE);
        __asm__ volatile("fldl %1\n\tfdivl %2\n\tfwait\n\tfstpl %0" : "=m"(result) : "m"(one), "m"(zero));
    }
    printf("signal %d, by zero masked again: %d\n", number, (_controlfp(0, 0) & _EM_ZERODIVIDE) != 0);
}

int main(void)
{
    PVOID handler = AddVectoredExceptionHandler(1, note);
    each_exception();
    software();
    another_thread();
    RemoveVectoredExceptionHandler(handler);
    as_signal();
    return 0;
}
