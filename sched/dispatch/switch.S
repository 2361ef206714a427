/*
 * void switch_stacks(uint32_t *save_esp, uint32_t load_esp): leaves one kernel stack for another. What the compiler
 * expects to survive a call is on the stack; everything else about a thread the C side has switched already.
 */
        .text
        .globl  _switch_stacks
_switch_stacks:
        movl    4(%esp), %eax
        movl    8(%esp), %edx
        pushl   %ebp
        pushl   %ebx
        pushl   %esi
        pushl   %edi
        movl    %esp, (%eax)
        movl    %edx, %esp
        popl    %edi
        popl    %esi
        popl    %ebx
        popl    %ebp
        ret

/* First instructions of a new thread: thread_prepare() left the entry in ebx and its argument in esi. */
        .globl  _switch_first
_switch_first:
        call    _dispatcher_first
        xorl    %ebp, %ebp
        pushl   %esi
        pushl   $0
        jmp     *%ebx
