/* The kernel's first instruction: the loader has pushed the boot information's address. The first thread's stack. */
        .text
        .globl  _kernel_start
_kernel_start:
        movl    4(%esp), %eax
        movl    $_start_stack_top, %esp
        xorl    %ebp, %ebp
        pushl   %eax
        call    _kernel_main
        hlt

        .bss
        .balign 4096
        .globl  _start_stack_low, _start_stack_top
_start_stack_low:
        .space  16384
_start_stack_top:
