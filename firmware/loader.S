/*
 * The loader's way between the two worlds. It is a PE image at 0x10000 whose .text begins with this file at 0x11000,
 * so real-mode code reaches its labels as offsets in segment 1100 and protected-mode code by their linked addresses.
 */
        .set    SEGMENT, 0x1100
        .set    FLAT_CODE, 0x08
        .set    FLAT_DATA, 0x10
        .set    CODE16, 0x18
        .set    DATA16, 0x20
        /* Not below the boot sector in the same page: who emulates by translating looks at each write to a page of code. */
        .set    STACK, 0x7000

        .text
        .code16
        .globl  _loader_start
_loader_start:
begin:  cli
        cld
        movw    %cs, %ax
        movw    %ax, %ds
        movb    %dl, (drive - begin)
        xorw    %ax, %ax
        movw    %ax, %ss
        movw    $STACK, %sp
        inb     $0x92, %al              /* A20, the fast way; every emulated chipset has it */
        orb     $2, %al
        andb    $0xfe, %al
        outb    %al, $0x92

        /* Int 15h E820, into the table at memory_map; count in memory_map_entries. */
        movw    %cs, %ax
        movw    %ax, %es
        movw    $(_memory_map - begin), %di
        xorl    %ebx, %ebx
1:      movl    $0xe820, %eax
        movl    $0x534d4150, %edx
        movl    $24, %ecx
        int     $0x15
        jc      2f
        addw    $24, %di
        incl    (_memory_map_entries - begin)
        cmpl    $32, (_memory_map_entries - begin)
        jae     2f
        testl   %ebx, %ebx
        jnz     1b
2:      lgdt    (gdt_pointer - begin)
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmpl   $FLAT_CODE, $protected

        .code32
protected:
        movw    $FLAT_DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    %ax, %fs
        movw    %ax, %gs
        movl    $STACK, %esp
        call    _loader_main
        hlt

/*
 * int loader_bios_read(uint32_t sector, uint32_t count): extended read of `count` (at most 128) sectors to 0x20000.
 * 0, or what int 13h left in ah.
 */
        .globl  _loader_bios_read
_loader_bios_read:
        movl    4(%esp), %eax
        movl    %eax, packet_sector
        movl    8(%esp), %eax
        movw    %ax, packet_count
        pushal
        ljmp    $CODE16, $(real_way - begin)
        .code16
real_way:
        movw    $DATA16, %ax            /* real mode keeps the limits of the last descriptors */
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movl    %cr0, %eax
        andb    $0xfe, %al
        movl    %eax, %cr0
        ljmp    $SEGMENT, $(real - begin)
real:   xorw    %ax, %ax
        movw    %ax, %ss                /* the stack lies below 64 KB: the same esp serves both worlds */
        movw    %ax, %es
        movw    %cs, %ax
        movw    %ax, %ds
        sti
        movw    $(packet - begin), %si
        movb    (drive - begin), %dl
        movb    $0x42, %ah
        int     $0x13
        cli
        movw    %cs, %bx
        movw    %bx, %ds
        movb    $0, (result - begin)
        jnc     3f
        orb     $1, %ah
        movb    %ah, (result - begin)
3:      lgdt    (gdt_pointer - begin)
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmpl   $FLAT_CODE, $back
        .code32
back:   movw    $FLAT_DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        popal
        movzbl  result, %eax
        cld
        ret

/*
 * uint32_t processor_features(void): bit 21 of the flags can be changed where there is CPUID, and only there.
 */
        .globl  _processor_features
_processor_features:
        pushfl
        popl    %eax
        movl    %eax, %ecx
        xorl    $0x200000, %eax
        pushl   %eax
        popfl
        pushfl
        popl    %eax
        pushl   %ecx
        popfl
        xorl    %ecx, %eax
        andl    $0x200000, %eax
        jz      4f
        pushl   %ebx
        movl    $1, %eax
        cpuid
        movl    %edx, %eax
        popl    %ebx
4:      ret

/*
 * _Noreturn void loader_enter(uint32_t directory, uint32_t entry, uint32_t boot_info, uint32_t levels): paging on, and up. CR4 is
 * touched only where there is one: with three levels.
 */
        .globl  _loader_enter
_loader_enter:
        movl    4(%esp), %eax
        movl    8(%esp), %ecx
        movl    12(%esp), %edx
        cmpl    $3, 16(%esp)
        jne     5f
        movl    %cr4, %ebx
        orl     $0x20, %ebx             /* PAE */
        movl    %ebx, %cr4
5:      movl    %eax, %cr3
        movl    %cr0, %eax
        orl     $0x80010000, %eax       /* PG, and WP: read-only pages hold for the kernel too */
        movl    %eax, %cr0
        pushl   %edx
        pushl   $0
        jmp     *%ecx

        .balign 8
gdt:    .quad   0
        .quad   0x00cf9a000000ffff
        .quad   0x00cf92000000ffff
        .quad   0x00009a011000ffff      /* base 0x11000, 64 KB */
        .quad   0x000092000000ffff
gdt_pointer:
        .word   39
        .long   gdt
packet: .byte   16, 0
packet_count:
        .word   0
        .word   0, 0x2000
packet_sector:
        .long   0, 0
drive:  .byte   0
result: .byte   0
        .balign 4
        .globl  _memory_map_entries, _memory_map
_memory_map_entries:
        .long   0
_memory_map:
        .space  24 * 33
