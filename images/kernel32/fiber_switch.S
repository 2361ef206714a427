/*
 * void SwitchToFiber(struct fiber *next): puts the running fiber aside and goes on with another. The kernel is not asked and
 * does not learn of it. Offsets are asserted in fiber.h and teb.h.
 */
#define FIBER_EXCEPTION_LIST 0x04
#define FIBER_STACK_BASE     0x08
#define FIBER_STACK_LIMIT    0x0c
#define FIBER_DEALLOCATION   0x10
#define FIBER_EBX            0x14
#define FIBER_ESI            0x18
#define FIBER_EDI            0x1c
#define FIBER_EBP            0x20
#define FIBER_ESP            0x24
#define FIBER_EIP            0x28
#define FIBER_FLS            0x2c
#define FIBER_GUARANTEED     0x30
#define FIBER_FLAGS          0x34
#define FIBER_X87            0x38
#define FIBER_MXCSR          0x54
#define FIBER_LAST           0x5c
#define FIBER_FLAG_FLOAT     1

#define TEB_EXCEPTION_LIST   0x000
#define TEB_STACK_BASE       0x004
#define TEB_STACK_LIMIT      0x008
#define TEB_FIBER            0x010
#define TEB_SELF             0x018
#define TEB_DEALLOCATION     0xe0c
#define TEB_GUARANTEED       0xf78
#define TEB_FLS              0xfb4

.macro move from, to
    movl \from, %ebx
    movl %ebx, \to
.endm

    .text

/* eax = the running fiber, ecx = the next one, edx = TEB. Whatever of the two may be no fiber faults before anything has
 * been changed. */
    .globl _SwitchToFiber@4
    .p2align 4
_SwitchToFiber@4:
    movl 4(%esp), %ecx
    movl %fs:TEB_SELF, %edx
    movl TEB_FIBER(%edx), %eax
    cmpl $0, (%ecx)
    cmpl $0, FIBER_LAST(%ecx)
    cmpl $0, FIBER_LAST(%eax)
    movl %ebx, FIBER_EBX(%eax)
    movl %esi, FIBER_ESI(%eax)
    movl %edi, FIBER_EDI(%eax)
    movl %ebp, FIBER_EBP(%eax)
    move (%esp), FIBER_EIP(%eax)
    leal 8(%esp), %ebx
    movl %ebx, FIBER_ESP(%eax)
    move TEB_EXCEPTION_LIST(%edx), FIBER_EXCEPTION_LIST(%eax)
    move TEB_STACK_LIMIT(%edx), FIBER_STACK_LIMIT(%eax)
    move TEB_GUARANTEED(%edx), FIBER_GUARANTEED(%eax)
    move TEB_FLS(%edx), FIBER_FLS(%eax)
    movl FIBER_FLAGS(%eax), %ebx
    orl FIBER_FLAGS(%ecx), %ebx
    testl $FIBER_FLAG_FLOAT, %ebx
    jnz switch_floats

resume:
    movl %ecx, TEB_FIBER(%edx)
    move FIBER_EXCEPTION_LIST(%ecx), TEB_EXCEPTION_LIST(%edx)
    move FIBER_STACK_BASE(%ecx), TEB_STACK_BASE(%edx)
    move FIBER_STACK_LIMIT(%ecx), TEB_STACK_LIMIT(%edx)
    move FIBER_DEALLOCATION(%ecx), TEB_DEALLOCATION(%edx)
    move FIBER_GUARANTEED(%ecx), TEB_GUARANTEED(%edx)
    move FIBER_FLS(%ecx), TEB_FLS(%edx)
    movl FIBER_EBX(%ecx), %ebx
    movl FIBER_ESI(%ecx), %esi
    movl FIBER_EDI(%ecx), %edi
    movl FIBER_EBP(%ecx), %ebp
    movl FIBER_ESP(%ecx), %esp
    jmp *FIBER_EIP(%ecx)

/* Each of the two that has asked for it. The whole x87 environment, because the flags of one fiber's operations must not
 * strike another that unmasks them; FNSTENV masks all, so that nothing strikes here. By the calling convention the registers
 * are empty. There is SSE: the loader asks for it. */
switch_floats:
    testl $FIBER_FLAG_FLOAT, FIBER_FLAGS(%eax)
    jz 2f
    fnstenv FIBER_X87(%eax)
    testl $FIBER_FLAG_FLOAT, FIBER_FLAGS(%ecx)
    jnz 1f
    fldenv FIBER_X87(%eax)      /* the next one goes on with what there is */
1:  stmxcsr FIBER_MXCSR(%eax)
2:  testl $FIBER_FLAG_FLOAT, FIBER_FLAGS(%ecx)
    jz resume
    fldenv FIBER_X87(%ecx)
    ldmxcsr FIBER_MXCSR(%ecx)
    jmp resume

/* A fiber begins as a thread does, with the same last frame of the exception chain: NTDLL's RtlUserThreadStart wants the
 * function in eax and its argument, the fiber, in ebx. */
    .globl _fiber_begin
    .p2align 4
_fiber_begin:
    movl $_fiber_main@4, %eax
    jmp _RtlUserThreadStart
