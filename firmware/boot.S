/*
 * The boot sector. SeaBIOS puts it at 0000:7c00 with the drive in dl; it brings the reserved sectors behind it, which
 * hold the loader, to 1000:0000 and jumps to the loader's first instruction (the .text of a PE whose headers take one
 * page: 1100:0000). The tool that makes the volume fills in the BIOS parameter block, bytes 3 to 61.
 * Everything is addressed from segment 07c0, so that no relocation is needed.
 */
        .code16
        .text
start:  jmp     go
        .org    3
        .space  59                      /* the BIOS parameter block */
go:     cli
        xorw    %ax, %ax
        movw    %ax, %ss
        movw    $0x7c00, %sp
        sti
        cld
        movw    $0x07c0, %ax
        movw    %ax, %ds
        movw    (14), %ax               /* BPB: reserved sectors, this one among them */
        decw    %ax
        movw    %ax, (packet + 2 - start)
        movw    $(packet - start), %si
        movb    $0x42, %ah              /* extended read */
        int     $0x13
        jc      unreadable
        ljmp    $0x1100, $0

unreadable:
        movw    $0x3fb, %dx             /* COM1 line control: eight bits of each byte, whatever the BIOS left */
        movb    $3, %al
        outb    %al, %dx
        movw    $(message - start), %si
1:      lodsb
        testb   %al, %al
        jz      2f
        movb    %al, %bl
        movw    $0x3fd, %dx             /* COM1 line status */
3:      inb     %dx, %al
        testb   $0x20, %al
        jz      3b
        movb    %bl, %al
        movw    $0x3f8, %dx
        outb    %al, %dx
        jmp     1b
2:      movb    $18, %al                /* EXIT_NO_VOLUME: 37 for the emulator's parent */
        outb    %al, $0xf4
        cli
        hlt

message:
        .asciz  "faultline: boot sector: cannot read the loader\n"
        .balign 4
packet: .byte   16, 0
        .word   0                       /* sectors */
        .word   0, 0x1000               /* to 1000:0000 */
        .long   1, 0                    /* from sector 1 */
        .org    510
        .word   0xaa55
