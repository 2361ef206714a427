/*
 * The code of the trampoline (trampoline.h). It is a page of the kernel's image and runs where each directory shows that page,
 * so within it only relative jumps are right; addresses of the kernel's count from the load of its CR3 on.
 */
#include "firmware/trampolineplace.h"

        .set    KERNEL_DIRECTORY, TRAMPOLINE_TABLES /* in struct tables (cpu.c) */
        .set    PROGRAM_DIRECTORY, TRAMPOLINE_TABLES + 4
        .set    PROGRAM_RETURN, TRAMPOLINE_TABLES + 8
        .set    STACK_TOP, TRAMPOLINE_TABLES + 0x1000
        .set    ESP0, 4                 /* in struct task (cpu.c) */
        .set    USER_DATA, 0x23
        .set    TF_BIT, 8
        .set    IF, 0x200
        .set    CS, 44                  /* in struct trap_frame, as the two below */
        .set    EFLAGS, 48
        .set    FRAME_WORDS, 15
        .set    SEGMENT_WORDS, 4        /* of virtual-8086 mode, above the frame */
        .set    VIRTUAL_8086, 0x20000

        .text
        .balign 4096
        .globl  _trampoline_code
_trampoline_code:

        .macro  stub vector, has_error=0
        .globl  way_in_\vector
way_in_\vector:
        .if     \has_error == 0
        pushl   $0
        .endif
        pushl   $\vector
        jmp     enter
        .endm

/* Segments that a program cannot have spoilt: its own descriptors are in the tables, whatever CR3. */
        .macro  push_registers
        pushal
        movl    $USER_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        cld
        .endm

/* From the program's address space and the small stack to the kernel's and the thread's. */
        .macro  arrive words, target
        movl    KERNEL_DIRECTORY, %eax
        movl    %eax, %cr3
        incl    _cpu_cr3_loads
        movl    %esp, %esi
        movl    _cpu_task + ESP0, %edi
        subl    $(\words) * 4, %edi
        movl    $\words, %ecx
        movl    %edi, %esp
        rep movsl
        movl    $\target, %eax
        jmp     *%eax
        .endm

#include "firmware/stubs.inc"

/*
 * As in trap.S. Here it strikes at the first instruction of any way in, where the kernel's CR3 is not there yet: what a program has
 * held back by a MOV to ss (SDM vol. 3A, 6.8.3) would be lost in the kernel, too.
 */
way_in_1:
        pushl   %eax
        movl    4(%esp), %eax
        andl    $0xfffff000, %eax
        cmpl    $TRAMPOLINE_CODE, %eax
        jne     0f
        testb   $3, 8(%esp)
        jz      1f
0:      popl    %eax
        pushl   $0
        pushl   $1
        jmp     enter
1:      cmpl    $TRAMPOLINE_CODE + (way_in_1 - _trampoline_code), 4(%esp)
        je      3f
        btrl    $TF_BIT, 12(%esp)
        jnc     2f
        movl    $TRAMPOLINE_CODE + (sysenter_stepped - _trampoline_code), 4(%esp)
2:      xorl    %eax, %eax
        movl    %eax, %dr6
3:      popl    %eax
        iretl

/* A system call that the kernel itself would make comes to nothing: no kernel stack has a frame there. */
way_in_46:
        pushl   $0
        pushl   $46
        push_registers
        testl   $3, CS(%esp)
        jz      from_kernel
        arrive  FRAME_WORDS, _trap_apart_service

/* No frame on the small stack: ecx need not be kept, and flags stay as they are (trap.S). */
        .macro  arrive_by_sysenter target
        movl    %ss:KERNEL_DIRECTORY, %ecx
        movl    %ecx, %cr3
        movl    $\target, %ecx
        jmp     *%ecx
        .endm

        .globl  _trampoline_sysenter
_trampoline_sysenter:
        arrive_by_sysenter _trap_apart_sysenter
sysenter_stepped:
        arrive_by_sysenter _trap_apart_sysenter_stepped

enter:
        push_registers
        testl   $VIRTUAL_8086, EFLAGS(%esp)
        jnz     from_virtual_8086
        testl   $3, CS(%esp)
        jz      from_kernel
        arrive  FRAME_WORDS, _trap_apart
from_virtual_8086:
        arrive  FRAME_WORDS + SEGMENT_WORDS, _trap_apart_virtual_8086
from_kernel:
        movl    $_trap_enter, %eax
        jmp     *%eax

/* esp: the frame, on the thread's kernel stack. */
        .globl  _trampoline_way_out
_trampoline_way_out:
        incl    _cpu_cr3_loads
        movl    %esp, %esi
        movl    $STACK_TOP - FRAME_WORDS * 4, %edi
        movl    $FRAME_WORDS, %ecx
        movl    %edi, %esp
        rep movsl
        movl    PROGRAM_DIRECTORY, %eax
        movl    %eax, %cr3
        popal
        addl    $8, %esp
        iretl

/* The same by SYSEXIT, which takes no word from a stack. */
        .globl  _trampoline_sysexit
_trampoline_sysexit:
        incl    _cpu_cr3_loads
        popal
        addl    $16, %esp
        andl    $~IF, (%esp)
        popfl
        popl    %ecx
        movl    PROGRAM_DIRECTORY, %edx
        movl    %edx, %cr3
        movl    PROGRAM_RETURN, %edx
        sti
        sysexit
        .balign 4096

        .section .rdata, "dr"
        .globl  _trampoline_stubs, _trampoline_stub_debug_service, _trampoline_stub_service, _trampoline_stub_other, _trampoline_stub_device
        .balign 4
/* As those of trap.S. */
_trampoline_stubs:
        .long   way_in_0, way_in_1, way_in_2, way_in_3, way_in_4, way_in_5, way_in_6, way_in_7, 0, way_in_9, way_in_10
        .long   way_in_11, way_in_12, way_in_13, way_in_14, 0, way_in_16, way_in_17, way_in_18, way_in_19
_trampoline_stub_debug_service:
        .long   way_in_45
_trampoline_stub_service:
        .long   way_in_46
_trampoline_stub_other:
        .long   way_in_47
_trampoline_stub_device:
        .long   way_in_48
