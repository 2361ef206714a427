/*
 * LONG_PTR guarded_call(LONG_PTR (*function)(void *), void *argument, LONG_PTR otherwise)
 */
#define FRAME_BELOW_EBP 20              /* three registers and the frame's two words */

        .text
        .globl  _guarded_call
_guarded_call:
        pushl   %ebp
        movl    %esp, %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        pushl   $_guard_handler
        pushl   %fs:0
        movl    %esp, %fs:0
        pushl   12(%ebp)
        call    *8(%ebp)
1:      leal    -FRAME_BELOW_EBP(%ebp), %esp
        popl    %fs:0
        addl    $4, %esp
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret

/* guard_handler goes on here, with esp at the frame. */
        .globl  _guard_failed
_guard_failed:
        cld
        leal    FRAME_BELOW_EBP(%esp), %ebp
        movl    16(%ebp), %eax
        jmp     1b
