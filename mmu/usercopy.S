/*
 * int user_copy(void *to, const void *from, uint32_t bytes, uint32_t *recovery): copies; 0, or 1 when a page could not
 * be touched. *recovery tells the fault handler where to go on then; it changes no other register, so the stack is
 * where it was. A copy may happen inside the fault of another one (a stack that grows), so the old value is kept.
 */
        .set    TO, 16                  /* the arguments, behind three words that were pushed and the return address */
        .set    FROM, 20
        .set    BYTES, 24
        .set    RECOVERY, 28

        .text
        .globl  _user_copy
_user_copy:
        pushl   %esi
        pushl   %edi
        movl    RECOVERY - 4(%esp), %edx
        pushl   (%edx)
        movl    $refused, (%edx)
        movl    TO(%esp), %edi
        movl    FROM(%esp), %esi
        movl    BYTES(%esp), %ecx
        shrl    $2, %ecx
        rep movsl
        movl    BYTES(%esp), %ecx
        xorl    %eax, %eax
        andl    $3, %ecx
        jz      leave
        rep movsb
leave:  popl    (%edx)
        popl    %edi
        popl    %esi
        ret
refused:
        movl    $1, %eax
        jmp     leave
