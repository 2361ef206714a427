/*
 * int user_copy(void *to, const void *from, uint32_t bytes, uint32_t *recovery): copies; 0, or 1 when a page could not
 * be touched. *recovery tells the fault handler where to go on then; it changes no other register, so the stack is
 * where it was. A copy may happen inside the fault of another one (a stack that grows), so the old value is kept.
 */
        .set    TO, 16                  /* the arguments, behind three words that were pushed and the return address */
        .set    FROM, 20
        .set    BYTES, 24
        .set    RECOVERY, 28

        .cfi_sections .debug_frame      /* for a debugger: the caller's frame */
        .text
        .globl  _user_copy
_user_copy:
        .cfi_startproc
        pushl   %esi
        .cfi_adjust_cfa_offset 4
        .cfi_rel_offset %esi, 0
        pushl   %edi
        .cfi_adjust_cfa_offset 4
        .cfi_rel_offset %edi, 0
        movl    RECOVERY - 4(%esp), %edx
        pushl   (%edx)
        .cfi_adjust_cfa_offset 4
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
leave:  .cfi_remember_state
        popl    (%edx)
        .cfi_adjust_cfa_offset -4
        popl    %edi
        .cfi_adjust_cfa_offset -4
        .cfi_same_value %edi
        popl    %esi
        .cfi_adjust_cfa_offset -4
        .cfi_same_value %esi
        ret
        .cfi_restore_state
refused:
        movl    $1, %eax
        jmp     leave
        .cfi_endproc
