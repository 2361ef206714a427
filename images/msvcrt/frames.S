/*
 * What C cannot say: jumps out of a frame, calls within another function's frame, and functions whose arguments come on
 * the x87 stack.
 */
#define JB_EBP          0
#define JB_EBX          4
#define JB_EDI          8
#define JB_ESI          12
#define JB_ESP          16
#define JB_EIP          20
#define JB_REGISTRATION 24
#define JB_TRYLEVEL     28
#define JB_COOKIE       32
#define JB_UNWIND       36
#define JB_DATA         40
#define COOKIE          0x56433230 /* tells longjmp that JB_UNWIND and JB_DATA are filled */
#define FRAME_TRYLEVEL  12         /* in the registration of a function with __try */

        .text

/* int _setjmp3(jmp_buf, int count, void (*unwind)(), int trylevel, data...): COUNT arguments follow it. */
        .globl  __setjmp3
__setjmp3:
        movl    4(%esp), %edx
        movl    %ebp, JB_EBP(%edx)
        movl    %ebx, JB_EBX(%edx)
        movl    %edi, JB_EDI(%edx)
        movl    %esi, JB_ESI(%edx)
        movl    %esp, JB_ESP(%edx)
        movl    (%esp), %eax
        movl    %eax, JB_EIP(%edx)
        movl    $COOKIE, JB_COOKIE(%edx)
        movl    $0, JB_UNWIND(%edx)
        movl    $-1, JB_TRYLEVEL(%edx)
        movl    %fs:0, %eax
        movl    %eax, JB_REGISTRATION(%edx)
        cmpl    $-1, %eax               /* no frame is registered */
        je      3f
        movl    8(%esp), %ecx
        testl   %ecx, %ecx
        jz      1f
        movl    12(%esp), %eax
        movl    %eax, JB_UNWIND(%edx)
        movl    16(%esp), %eax
        subl    $2, %ecx
        jns     2f
        movl    JB_REGISTRATION(%edx), %eax
1:      movl    FRAME_TRYLEVEL(%eax), %eax
2:      movl    %eax, JB_TRYLEVEL(%edx)
        cmpl    $0, %ecx
        jle     3f
        cmpl    $6, %ecx                /* JB_DATA has room for six */
        jle     4f
        movl    $6, %ecx
4:      movl    16(%esp,%ecx,4), %eax
        movl    %eax, JB_DATA-4(%edx,%ecx,4)
        decl    %ecx
        jnz     4b
3:      xorl    %eax, %eax
        ret

/* int _setjmp(jmp_buf): the older form, without what follows the registration. */
        .globl  __setjmp
__setjmp:
        movl    4(%esp), %edx
        movl    %ebp, JB_EBP(%edx)
        movl    %ebx, JB_EBX(%edx)
        movl    %edi, JB_EDI(%edx)
        movl    %esi, JB_ESI(%edx)
        movl    %esp, JB_ESP(%edx)
        movl    (%esp), %eax
        movl    %eax, JB_EIP(%edx)
        movl    %fs:0, %eax
        movl    %eax, JB_REGISTRATION(%edx)
        movl    $-1, JB_TRYLEVEL(%edx)
        cmpl    $-1, %eax
        je      1f
        movl    FRAME_TRYLEVEL(%eax), %eax
        movl    %eax, JB_TRYLEVEL(%edx)
1:      xorl    %eax, %eax
        ret

/* void frame_jump(jmp_buf, int value): the jump itself, when all between has been unwound. */
        .globl  _frame_jump
_frame_jump:
        movl    4(%esp), %edx
        movl    8(%esp), %eax
        movl    JB_EBP(%edx), %ebp
        movl    JB_EBX(%edx), %ebx
        movl    JB_EDI(%edx), %edi
        movl    JB_ESI(%edx), %esi
        movl    JB_ESP(%edx), %esp
        addl    $4, %esp                /* over setjmp's return address */
        jmp     *JB_EIP(%edx)

/* int frame_call(void *ebp, code): calls a filter or a __finally block within the frame that it was written in. Such
 * code keeps no register but ebp and esp. */
        .globl  _frame_call
_frame_call:
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        movl    20(%esp), %ebp
        call    *24(%esp)
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret

/* void frame_enter(void *ebp, code): goes to an __except block, which takes its own esp from its frame. */
        .globl  _frame_enter
_frame_enter:
        movl    4(%esp), %ebp
        jmp     *8(%esp)

/* void _global_unwind2(void *registration): RtlUnwind comes back with only ebp and esp as they were. */
        .globl  __global_unwind2
__global_unwind2:
        pushl   %ebp
        movl    %esp, %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        pushl   $0
        pushl   $0
        pushl   $1f
        pushl   8(%ebp)
        call    *__imp__RtlUnwind@16
1:      movl    -4(%ebp), %ebx
        movl    -8(%ebp), %esi
        movl    -12(%ebp), %edi
        leave
        ret

/* long long _ftol(st0): towards zero, whatever the rounding mode. */
        .globl  __ftol
__ftol:
        subl    $12, %esp
        fnstcw  8(%esp)
        movzwl  8(%esp), %eax
        orl     $0x0c00, %eax
        movw    %ax, 10(%esp)
        fldcw   10(%esp)
        fistpll (%esp)
        fldcw   8(%esp)
        movl    (%esp), %eax
        movl    4(%esp), %edx
        addl    $12, %esp
        ret

/* _CIsin and its like: compilers' calls with the argument in st0, and of two the first in st1. */
        .macro  one_argument name, function
        .globl  \name
\name:
        subl    $8, %esp
        fstpl   (%esp)
        call    \function
        addl    $8, %esp
        ret
        .endm

        .macro  two_arguments name, function
        .globl  \name
\name:
        subl    $16, %esp
        fstpl   8(%esp)
        fstpl   (%esp)
        call    \function
        addl    $16, %esp
        ret
        .endm

        one_argument __CIacos, _ms_acos
        one_argument __CIasin, _ms_asin
        one_argument __CIatan, _ms_atan
        two_arguments __CIatan2, _ms_atan2
        one_argument __CIcos, _ms_cos
        one_argument __CIcosh, _ms_cosh
        one_argument __CIexp, _ms_exp
        two_arguments __CIfmod, _ms_fmod
        one_argument __CIlog, _ms_log
        one_argument __CIlog10, _ms_log10
        two_arguments __CIpow, _ms_pow
        one_argument __CIsin, _ms_sin
        one_argument __CIsinh, _ms_sinh
        one_argument __CIsqrt, _ms_sqrt
        one_argument __CItan, _ms_tan
        one_argument __CItanh, _ms_tanh
