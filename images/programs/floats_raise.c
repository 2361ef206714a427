/*
 * Floating-point exceptions one by one, each under its own code: which code, what FloatSave and the FXSAVE
 * image hold, at which instruction it strikes, and that what a handler or another thread writes into either
 * counts. "Or none" are those that QEMU's translator leaves out, which computes without them: there the
 * experiment holds only that nothing else comes. The same under Windows.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

/* ntstatus.h has them, which gets in the way of windows.h */
#define FLOAT_MULTIPLE_FAULTS 0xc00002b4u
#define FLOAT_MULTIPLE_TRAPS  0xc00002b5u

#define INVALID   0x01
#define DENORMAL  0x02
#define BY_ZERO   0x04
#define OVERFLOW  0x08
#define UNDERFLOW 0x10
#define INEXACT   0x20
#define STACK     0x40

/* Of the FXSAVE image. */
enum { MXCSR = 24, XMM5 = 160 + 5 * 16 };

static const double zero = 0, one = 1, three = 3, huge = 1e300, tiny = 1e-300;
static const long long denormal = 1;
static double result;
static int failures;

static struct {
    int count;
    EXCEPTION_RECORD record;
    CONTEXT context;
} seen;

static DWORD extended(const CONTEXT *context, int offset)
{
    DWORD value;
    memcpy(&value, &context->ExtendedRegisters[offset], sizeof value);
    return value;
}

static void set_extended(CONTEXT *context, int offset, DWORD value)
{
    memcpy(&context->ExtendedRegisters[offset], &value, sizeof value);
}

/* Masks all and clears the flags, of both units; what faulted is done once more. */
static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    CONTEXT *context = exception->ContextRecord;
    seen.count++;
    seen.record = *exception->ExceptionRecord;
    seen.context = *context;
    context->FloatSave.StatusWord &= ~0xffu;
    context->FloatSave.ControlWord |= 0x3f;
    set_extended(context, MXCSR, 0x1f80);
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void check(const char *what, const char *told, bool good)
{
    printf("%-22s %s%s\n", what, told, good ? "" : "  NOT SO");
    failures += !good;
    memset(&seen, 0, sizeof seen);
}

/* ---- x87 ---- */

/* FloatSave and the FXSAVE image say the same. */
static bool same_in_both(void)
{
    return (extended(&seen.context, 0) & 0xffff) == (seen.context.FloatSave.ControlWord & 0xffff) &&
           extended(&seen.context, 0) >> 16 == (seen.context.FloatSave.StatusWord & 0xffff) &&
           extended(&seen.context, 8) == seen.context.FloatSave.ErrorOffset;
}

static bool x87_told(DWORD code, DWORD flag)
{
    const FLOATING_SAVE_AREA *save = &seen.context.FloatSave;
    return seen.count == 1 && seen.record.ExceptionCode == code && (save->StatusWord & flag) == flag &&
           save->ErrorOffset == (DWORD)seen.record.ExceptionAddress && seen.context.Eip > save->ErrorOffset &&
           same_in_both() && seen.record.ExceptionFlags == 0;
}

/* One exception is unmasked. It strikes at the fwait, which every emulator looks at. */
#define X87(unmasked, code, a, b)                                                                            \
    do {                                                                                                     \
        unsigned short control = 0x37f & ~(unmasked);                                                        \
        __asm__ volatile("fninit\n\tfldcw %3\n\t" code "\n\tfwait\n\tfninit"                                 \
                         : "=m"(result)                                                                      \
                         : "m"(a), "m"(b), "m"(control)                                                      \
                         : "memory");                                                                        \
    } while (0)

#define FULL "fldz\n\tfldz\n\tfldz\n\tfldz\n\tfldz\n\tfldz\n\tfldz\n\tfldz\n\t"

static void x87(void)
{
    X87(INVALID, "fldl %1\n\tfdivl %2", zero, zero);
    check("x87 invalid", "c0000090", x87_told((DWORD)STATUS_FLOAT_INVALID_OPERATION, INVALID));
    X87(BY_ZERO, "fldl %1\n\tfdivl %2", one, zero);
    check("x87 by zero", "c000008e", x87_told((DWORD)STATUS_FLOAT_DIVIDE_BY_ZERO, BY_ZERO));
    X87(OVERFLOW, "fldl %1\n\tfmull %2\n\tfstl %0", huge, huge);
    check("x87 overflow", "c0000091", x87_told((DWORD)STATUS_FLOAT_OVERFLOW, OVERFLOW));
    X87(UNDERFLOW, "fldl %1\n\tfmull %2\n\tfstl %0", tiny, tiny);
    check("x87 underflow", "c0000093", x87_told((DWORD)STATUS_FLOAT_UNDERFLOW, UNDERFLOW));
    X87(INEXACT, "fldl %1\n\tfdivl %2", one, three);
    check("x87 inexact", "c000008f", x87_told((DWORD)STATUS_FLOAT_INEXACT_RESULT, INEXACT));
    X87(DENORMAL, "fldl %1\n\tfmull %2", denormal, one);
    check("x87 denormal", "c000008d or none",
          !seen.count || x87_told((DWORD)STATUS_FLOAT_DENORMAL_OPERAND, DENORMAL));
    X87(INVALID, FULL "fldz", zero, zero);
    check("x87 stack too full", "c0000092 or none",
          !seen.count || x87_told((DWORD)STATUS_FLOAT_STACK_CHECK, INVALID | STACK));
    X87(INVALID, "fstl %0", zero, zero);
    check("x87 stack empty", "c0000092 or none",
          !seen.count || x87_told((DWORD)STATUS_FLOAT_STACK_CHECK, INVALID | STACK));
    X87(BY_ZERO, "fldl %1\n\tfdivl %2\n\tfninit", one, zero);
    check("fninit before it struck", "none", !seen.count);
    X87(BY_ZERO, "fldl %1\n\tfdivl %2\n\tfnclex", one, zero);
    check("fnclex before it struck", "none", !seen.count);
    X87(0, "fldl %1\n\tfdivl %2", one, zero);
    check("masked", "none", !seen.count);
}

/* ---- SSE ---- */

/* NT has one code for what is found before the operation, one for what its result shows; the second
 * parameter is MXCSR. */
static bool sse_told(DWORD code, DWORD flag)
{
    DWORD mxcsr = extended(&seen.context, MXCSR);
    return seen.count == 0 ||
           (seen.count == 1 && seen.record.ExceptionCode == code && seen.record.NumberParameters == 2 &&
            seen.record.ExceptionInformation[1] == mxcsr && (mxcsr & flag) &&
            (DWORD)seen.record.ExceptionAddress == seen.context.Eip);
}

#define SSE(unmasked, code, a, b)                                                                            \
    do {                                                                                                     \
        unsigned control = 0x1f80 & ~((unmasked) << 7), masked = 0x1f80;                                     \
        __asm__ volatile("ldmxcsr %2\n\tmovsd %0, %%xmm0\n\tmovsd %1, %%xmm1\n\t" code "\n\tldmxcsr %3"      \
                         :                                                                                   \
                         : "m"(a), "m"(b), "m"(control), "m"(masked)                                         \
                         : "memory");                                                                        \
    } while (0)

static void sse(void)
{
    SSE(INVALID, "divsd %%xmm1, %%xmm0", zero, zero);
    check("SSE invalid", "c00002b5 or none", sse_told(FLOAT_MULTIPLE_TRAPS, INVALID));
    SSE(DENORMAL, "mulsd %%xmm1, %%xmm0", denormal, one);
    check("SSE denormal", "c00002b5 or none", sse_told(FLOAT_MULTIPLE_TRAPS, DENORMAL));
    SSE(BY_ZERO, "divsd %%xmm1, %%xmm0", one, zero);
    check("SSE by zero", "c00002b5 or none", sse_told(FLOAT_MULTIPLE_TRAPS, BY_ZERO));
    SSE(OVERFLOW, "mulsd %%xmm1, %%xmm0", huge, huge);
    check("SSE overflow", "c00002b4 or none", sse_told(FLOAT_MULTIPLE_FAULTS, OVERFLOW));
    SSE(UNDERFLOW, "mulsd %%xmm1, %%xmm0", tiny, tiny);
    check("SSE underflow", "c00002b4 or none", sse_told(FLOAT_MULTIPLE_FAULTS, UNDERFLOW));
    SSE(INEXACT, "divsd %%xmm1, %%xmm0", one, three);
    check("SSE inexact", "c00002b4 or none", sse_told(FLOAT_MULTIPLE_FAULTS, INEXACT));
}

/* ---- what a handler writes ---- */

static LONG CALLBACK change(EXCEPTION_POINTERS *exception)
{
    const float nine = 9;
    CONTEXT *context = exception->ContextRecord;
    memcpy(&context->ExtendedRegisters[XMM5], &nine, sizeof nine);
    set_extended(context, MXCSR, 0x9fc0);
    set_extended(context, 0, 0x27f); /* the control word: FloatSave's counts */
    context->FloatSave.ControlWord = 0x77f;
    context->Eip++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void written_by_a_handler(void)
{
    const float before = 4;
    const unsigned plain = 0x1f80;
    float after = 0;
    unsigned mxcsr = 0;
    unsigned short control = 0;
    void *handler = AddVectoredExceptionHandler(1, change);
    __asm__ volatile("fninit\n\tmovss %3, %%xmm5\n\tint3\n\tmovss %%xmm5, %0\n\tstmxcsr %1\n\tfnstcw %2\n\t"
                     "fninit\n\tldmxcsr %4"
                     : "=m"(after), "=m"(mxcsr), "=m"(control)
                     : "m"(before), "m"(plain)
                     : "memory");
    RemoveVectoredExceptionHandler(handler);
    check("xmm5 by a handler", "9", after == 9);
    check("mxcsr by a handler", "9fc0", mxcsr == 0x9fc0);
    check("FloatSave counts", "77f", control == 0x77f);
}

/* ---- another thread's ---- */

static volatile LONG stage;
static float thread_saw;

static DWORD WINAPI hold(void *unused)
{
    const float value = 1.5f;
    (void)unused;
    __asm__ volatile("movss %0, %%xmm5" : : "m"(value));
    for (stage = 1; stage == 1;)
        SwitchToThread();
    __asm__ volatile("movss %%xmm5, %0" : "=m"(thread_saw));
    return 0;
}

static void another_thread(void)
{
    CONTEXT context = {.ContextFlags = CONTEXT_EXTENDED_REGISTERS};
    float value;
    HANDLE thread = CreateThread(NULL, 0, hold, NULL, 0, NULL);
    while (stage == 0)
        SwitchToThread();
    SuspendThread(thread);
    GetThreadContext(thread, &context);
    memcpy(&value, &context.ExtendedRegisters[XMM5], sizeof value);
    check("another's xmm5", "1.5", value == 1.5f);
    value = 2.5f;
    memcpy(&context.ExtendedRegisters[XMM5], &value, sizeof value);
    SetThreadContext(thread, &context);
    stage = 2;
    ResumeThread(thread);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    check("set from here", "2.5", thread_saw == 2.5f);
}

int main(void)
{
    void *handler = AddVectoredExceptionHandler(1, note);
    x87();
    sse();
    RemoveVectoredExceptionHandler(handler);
    written_by_a_handler();
    another_thread();
    printf("%d otherwise\n", failures);
    return failures;
}
