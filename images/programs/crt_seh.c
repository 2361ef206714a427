/*
 * Structured exception handling as another compiler's __try uses it: a frame with a scope table and
 * _except_handler3, which this compiler does not make, so it is written out here.
 */
#include <excpt.h>
#include <setjmp.h>
#include <stdio.h>
#include <windows.h>

int try_read(const int *at, int *finally_ran);
int filter_code(EXCEPTION_POINTERS *pointers);
void finally_code(int *ran);
static int continued;
static int writable;

/*
 * __try { __try { return *at; } __finally { finally_code(ran); } } __except (filter_code(...)) { return -1; }
 * ebp-16 previous, -12 handler, -8 scope table, -4 level; ebp-20 the exception pointers, ebp-24 esp.
 */
__asm__(".text\n"
        ".globl _try_read\n"
        "_try_read:\n"
        "  pushl %ebp\n  movl %esp, %ebp\n"
        "  pushl $-1\n  pushl $scopes\n  movl __imp___except_handler3, %eax\n  pushl %eax\n  pushl %fs:0\n"
        "  movl %esp, %fs:0\n"
        "  subl $8, %esp\n  pushl %ebx\n  pushl %esi\n  pushl %edi\n  movl %esp, -24(%ebp)\n"
        "  movl $1, -4(%ebp)\n"
        "  movl 8(%ebp), %eax\n  movl (%eax), %eax\n"
        "  movl $0, -4(%ebp)\n  pushl %eax\n  call finally\n  popl %eax\n"
        "  jmp out\n"
        "finally:\n  pushl 12(%ebp)\n  call _finally_code\n  addl $4, %esp\n  ret\n"
        "filter:\n  pushl -20(%ebp)\n  call _filter_code\n  addl $4, %esp\n  ret\n"
        "except:\n  movl -24(%ebp), %esp\n  movl $-1, %eax\n"
        "out:\n  movl $-1, -4(%ebp)\n  movl -16(%ebp), %ecx\n  movl %ecx, %fs:0\n"
        "  popl %edi\n  popl %esi\n  popl %ebx\n  leave\n  ret\n"
        ".section .rdata,\"dr\"\n.balign 4\n"
        "scopes:\n  .long -1, filter, except\n  .long 0, 0, finally\n"
        ".text\n");

int filter_code(EXCEPTION_POINTERS *pointers)
{
    printf("filter %lx\n", pointers->ExceptionRecord->ExceptionCode);
    if (pointers->ContextRecord->Eax == 0x20) {
        pointers->ContextRecord->Eax = (DWORD)&writable;
        continued++;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return pointers->ContextRecord->Eax == 0x30 ? EXCEPTION_CONTINUE_SEARCH : EXCEPTION_EXECUTE_HANDLER;
}

void finally_code(int *ran)
{
    ++*ran;
    printf("finally %d\n", *ran);
}

static jmp_buf place;

static LONG WINAPI last(EXCEPTION_POINTERS *pointers)
{
    printf("last %lx\n", pointers->ExceptionRecord->ExceptionCode);
    fflush(stdout);
    ExitProcess(6);
}

int main(void)
{
    int value = 77, ran = 0;
    writable = 5;
    printf("%d\n", try_read(&value, &ran));
    printf("%d\n", try_read((int *)0x10, &ran));
    printf("%d %d\n", try_read((int *)0x20, &ran), continued);
    if (setjmp(place) == 0)
        longjmp(place, 1);
    SetUnhandledExceptionFilter(last);
    try_read((int *)0x30, &ran);
    return 1;
}
