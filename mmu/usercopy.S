/*
 * int user_copy(void *to, const void *from, uint32_t bytes, uint32_t *recovery): copies; 0, or 1 when a page could not
 * be touched. *recovery tells the fault handler where to go on then. A copy may happen inside the fault of another one
 * (a stack that grows), so the old value is kept.
 */
        .text
        .globl  _user_copy
_user_copy:
        pushl   %ebp
        movl    %esp, %ebp
        pushl   %esi
        pushl   %edi
        movl    20(%ebp), %edx
        pushl   (%edx)
        movl    $refused, (%edx)
        movl    8(%ebp), %edi
        movl    12(%ebp), %esi
        movl    16(%ebp), %ecx
        shrl    $2, %ecx
        rep movsl
        movl    16(%ebp), %ecx
        andl    $3, %ecx
        rep movsb
        xorl    %eax, %eax
leave:  movl    20(%ebp), %edx
        popl    (%edx)
        popl    %edi
        popl    %esi
        popl    %ebp
        ret
refused:
        movl    $1, %eax
        jmp     leave
