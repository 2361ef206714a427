/*
 * Entry stubs. The processor has pushed ss esp (from user mode), eflags cs eip, and for some vectors an error code; each
 * stub makes the rest equal and goes on in trap_common, which builds struct trap_frame (trap.h) and calls
 * trap_dispatcher. Whatever changes the frame changes what the return restores.
 * fs is left alone: the kernel does not use it, and a thread switch reloads it.
 * From virtual-8086 mode there are four words more, which virtual_8086_leave() (virtual8086.c) takes away.
 */
        .set    USER_DATA, 0x23
        .set    USER_CODE, 0x1b
        .set    EDX, 20                 /* in struct trap_frame, as the next */
        .set    EFLAGS, 48
        .set    ESP0, 4                 /* in struct task (cpu.c) */
        .set    TF, 0x100
        .set    IF, 0x200
        .set    TF_BIT, 8
        .set    BY_GATE, 0              /* trap.h */
        .set    BY_SYSENTER, 1
        .set    RETURN_ADDRESSES, 8     /* bytes of them below the arguments */
        .set    VIRTUAL_8086, 0x20000
        .set    SEGMENT_BYTES, 16
        .set    CS, 41                  /* as DWARF counts registers (SVR4, i386) */
        .set    SS, 42

/* For a debugger: where the interrupted code's registers lie. Its frame begins behind eflags: there its stack goes on when the
 * trap came from kernel mode, and there the processor has pushed its esp when it came from user mode, as cs tells. `words` is
 * how far the stack is below that. */
        .macro  frame_info words
        .cfi_startproc
        .cfi_signal_frame
        .cfi_def_cfa %esp, (\words) * 4
        .cfi_offset %eip, -12
        .cfi_offset CS, -8
        .cfi_offset %eflags, -4
        .cfi_undefined SS
        /* val_expression of register 4, esp: dup, 8, minus, deref, 3, and, bra to deref, skip to the end, deref */
        .cfi_escape 0x16, 4, 13, 0x12, 0x38, 0x1c, 0x06, 0x33, 0x1a, 0x28, 3, 0, 0x2f, 1, 0, 0x06
        .endm

/* And all that pushal has pushed. */
        .macro  frame_info_of_registers
        .cfi_offset %eax, -24
        .cfi_offset %ecx, -28
        .cfi_offset %edx, -32
        .cfi_offset %ebx, -36
        .cfi_offset %ebp, -44
        .cfi_offset %esi, -48
        .cfi_offset %edi, -52
        .endm

        .cfi_sections .debug_frame
        .text
        .macro  stub vector, has_error=0
        .globl  trap_stub_\vector
trap_stub_\vector:
        frame_info 3 + \has_error
        .if     \has_error == 0
        pushl   $0
        .cfi_adjust_cfa_offset 4
        .endif
        pushl   $\vector
        .cfi_adjust_cfa_offset 4
        jmp     trap_common
        .cfi_endproc
        .endm

#include "firmware/stubs.inc"

/*
 * A program that steps over SYSENTER traps before the first instruction there, and so does a breakpoint that a MOV to ss has
 * held back: this stack is no thread's then, and nobody needs to hear of it. A step goes on where the frame has TF.
 * (With TF a program comes to that address by a jump, too: from its own level.)
 * An emulator may tell of a breakpoint that a step was told with once more, before the first instruction here: it is in DR6 as
 * it is.
 */
trap_stub_1:
        frame_info 3
        cmpl    $_trap_sysenter, (%esp)
        je      1f
        cmpl    $trap_stub_1, (%esp)
        je      3f
0:      pushl   $0
        .cfi_adjust_cfa_offset 4
        pushl   $1
        .cfi_adjust_cfa_offset 4
        jmp     trap_common
        .cfi_adjust_cfa_offset -8
1:      testb   $3, 4(%esp)
        jnz     0b
        btrl    $TF_BIT, 8(%esp)
        jnc     2f
        movl    $trap_sysenter_stepped, (%esp)
2:      pushl   %eax
        .cfi_adjust_cfa_offset 4
        xorl    %eax, %eax
        movl    %eax, %dr6
        popl    %eax
        .cfi_adjust_cfa_offset -4
        iretl
3:      testb   $3, 4(%esp)
        jnz     0b
        iretl
        .cfi_endproc

/*
 * Most traps are system calls, so theirs is a way of its own: the handler gets the frame in eax, sees to the rest, and
 * goes on at trap_leave. int 0x2e does not come from virtual-8086 mode: there it is a #GP (SDM vol. 3A, 20.2; programs
 * have IOPL 0).
 */
trap_stub_46:
        frame_info 3
        pushl   $0
        .cfi_adjust_cfa_offset 4
        pushl   $46
        .cfi_adjust_cfa_offset 4
        pushal
        .cfi_adjust_cfa_offset 32
        frame_info_of_registers
        movl    $USER_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        cld
        movl    %esp, %eax
        call    *_trap_service
        hlt                             /* it does not come back; its return address must still lie here, for a debugger */
        .cfi_endproc

/*
 * SYSENTER (sysenter.h): edx is the program's stack pointer, the rest of its registers are its own, those of segments, too, but
 * for ss. Arguments lie above two return addresses, that of the stub and that of its caller. ecx is the program's to lose.
 */
        .macro  sysenter_frame flags, error
        pushl   $USER_DATA
        pushl   %edx
        pushfl
        orl     $\flags, (%esp)
        pushl   $USER_CODE
        pushl   %ss:_sysenter_return
        pushl   $\error
        pushl   $46
        pushl   $2                      /* what a gate would have cleared */
        popfl
        pushal
        addl    $RETURN_ADDRESSES, EDX(%esp)
        movl    $USER_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        .endm

        .globl  _trap_sysenter
_trap_sysenter:
        movl    %ss:_cpu_task + ESP0, %esp
        sysenter_frame IF, BY_SYSENTER
sysenter_call:
        frame_info 5 + 8
        frame_info_of_registers
        movl    %esp, %eax
        call    *_trap_service_sysenter
        hlt                             /* as above */
        .cfi_endproc

trap_sysenter_stepped:
        movl    %ss:_cpu_task + ESP0, %esp
        sysenter_frame IF | TF, BY_GATE
        jmp     sysenter_call

/* trampoline.S comes here by way of ecx, with the kernel's CR3; what ecx says then is not the program's to know. */
        .globl  _trap_apart_sysenter, _trap_apart_sysenter_stepped
_trap_apart_sysenter:
        movl    %edx, %ecx
        movl    %ss:_cpu_task + ESP0, %esp
        sysenter_frame IF, BY_SYSENTER
        incl    _cpu_cr3_loads
        jmp     sysenter_call
_trap_apart_sysenter_stepped:
        movl    %edx, %ecx
        movl    %ss:_cpu_task + ESP0, %esp
        sysenter_frame IF | TF, BY_GATE
        incl    _cpu_cr3_loads
        jmp     sysenter_call

/* esp: the frame. edx is where the program goes on, ecx its esp. No interrupt comes between STI and what follows it. */
trap_leave_sysexit:
        popal
        addl    $8, %esp
        popl    %edx
        addl    $4, %esp
        andl    $~IF, (%esp)
        popfl
        popl    %ecx
        sti
        sysexit

trap_common:
        frame_info 5
        pushal
        .cfi_adjust_cfa_offset 32
        frame_info_of_registers
        movw    $USER_DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        cld
        testl   $VIRTUAL_8086, EFLAGS(%esp)
        jnz     from_virtual_8086
        .globl  _trap_enter
_trap_enter:
        pushl   %esp
        .cfi_adjust_cfa_offset 4
        call    *_trap_dispatcher
        addl    $4, %esp
        .cfi_adjust_cfa_offset -4
        .globl  _trap_leave
_trap_leave:
        .cfi_remember_state
        popal
        .cfi_adjust_cfa_offset -32
        .irp    register, eax, ecx, edx, ebx, ebp, esi, edi
        .cfi_same_value %\register
        .endr
        addl    $8, %esp
        .cfi_adjust_cfa_offset -8
        iretl
        .cfi_restore_state

from_virtual_8086:
        pushl   %esp
        call    _virtual_8086_leave
        addl    $4 + SEGMENT_BYTES, %esp
        jmp     _trap_enter
        .cfi_endproc

/*
 * Where the kernel has an address space of its own, trampoline.S goes on here when the same has been pushed and the frame lies
 * on the thread's kernel stack.
 */
        .globl  _trap_apart, _trap_apart_service, _trap_apart_virtual_8086
_trap_apart_virtual_8086:
        frame_info 5 + 8
        frame_info_of_registers
        pushl   %esp
        call    _virtual_8086_leave
        addl    $4 + SEGMENT_BYTES, %esp
_trap_apart:
        pushl   %esp
        .cfi_adjust_cfa_offset 4
        call    *_trap_dispatcher
        addl    $4, %esp
        .cfi_adjust_cfa_offset -4
        jmp     *_trap_way_out
        .cfi_endproc

_trap_apart_service:
        frame_info 5 + 8
        frame_info_of_registers
        movl    %esp, %eax
        call    *_trap_service
        hlt                             /* as above */
        .cfi_endproc

/* A double fault comes through a task gate, on a stack of its own: the old one may be what is broken. */
        .globl  _trap_double_fault
_trap_double_fault:
        call    _trap_double_fault_panic
        hlt

        .section .rdata, "dr"
        .globl  _trap_stubs
        .balign 4
/* One address a vector, 0 .. 19, then 45 to 48. */
_trap_stubs:
        .long   trap_stub_0, trap_stub_1, trap_stub_2, trap_stub_3, trap_stub_4, trap_stub_5, trap_stub_6, trap_stub_7
        .long   0, trap_stub_9, trap_stub_10, trap_stub_11, trap_stub_12, trap_stub_13, trap_stub_14, 0
        .long   trap_stub_16, trap_stub_17, trap_stub_18, trap_stub_19
        .globl  _trap_stub_debug_service, _trap_stub_service, _trap_stub_other, _trap_stub_device
_trap_stub_debug_service:
        .long   trap_stub_45
_trap_stub_service:
        .long   trap_stub_46
_trap_stub_other:
        .long   trap_stub_47
_trap_stub_device:
        .long   trap_stub_48

        .data
        .globl  _trap_way_out, _trap_sysexit
        .balign 4
_trap_way_out:
        .long   _trap_leave
_trap_sysexit:
        .long   trap_leave_sysexit
