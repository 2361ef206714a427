/*
 * What belongs to a thread: its floating-point registers and control words, its TEB, its stack. Three threads
 * with values of their own take turns; an exception handler uses the registers in between. The same under
 * Windows.
 */
#include <stdio.h>
#include <windows.h>

#define THREADS 3

static LONG CALLBACK use_registers(EXCEPTION_POINTERS *exception)
{
    __asm__ volatile("fninit\n\tfldz\n\txorps %%xmm5, %%xmm5" : : : "memory");
    exception->ContextRecord->Eip++; /* behind the int3 */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static unsigned short control_word(void)
{
    unsigned short word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    return word;
}

/* Whether the registers came back from `between` as they were. */
static int kept(float value, unsigned short control, void (*between)(void))
{
    float x87 = 0, sse = 0;
    unsigned short after;
    __asm__ volatile("fninit\n\tfldcw %3\n\tflds %4\n\tmovss %4, %%xmm5\n\t"
                     "call *%5\n\t"
                     "movss %%xmm5, %1\n\tfnstcw %2\n\tfstps %0\n\tfninit"
                     : "=m"(x87), "=m"(sse), "=m"(after)
                     : "m"(control), "m"(value), "b"(between)
                     : "eax", "ecx", "edx", "memory", "cc");
    return x87 == value && sse == value && after == control;
}

static void others_run(void)
{
    Sleep(1);
    SwitchToThread();
}

static void trap(void)
{
    __asm__ volatile("int3");
}

static DWORD WINAPI thread(void *number)
{
    const NT_TIB *tib = (const NT_TIB *)NtCurrentTeb();
    int n = (int)(INT_PTR)number, good = 0;
    printf("thread %d begins with control word %x, %lx bytes of stack\n", n, control_word(),
           (DWORD)((char *)tib->StackBase - (char *)tib->StackLimit));
    for (int i = 0; i < 3; i++)
        good += kept((float)(n * 10 + i), (unsigned short)(0x27f | n << 10), others_run);
    good += kept((float)n, 0x37f, trap);
    return (DWORD)good;
}

int main(void)
{
    HANDLE threads[THREADS];
    unsigned short control = 0xf7f;
    DWORD good;
    AddVectoredExceptionHandler(1, use_registers);
    __asm__ volatile("fldcw %0" : : "m"(control)); /* nothing that a new thread should see */
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, i * 0x10000, thread, (void *)(INT_PTR)i, 0, NULL);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (int i = 0; i < THREADS; i++) {
        GetExitCodeThread(threads[i], &good);
        printf("thread %d: %lu of 4 times as they were\n", i, good);
    }
    return 0;
}
