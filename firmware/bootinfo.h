/*
 * What the loader tells the kernel. Physical addresses; the structure and what it points at lie below 1 MB,
 * in memory that the kernel reads through the loader's identity map before it takes that map away.
 */
#ifndef FIRMWARE_BOOTINFO_H
#define FIRMWARE_BOOTINFO_H

#include <stdint.h>

#define BOOT_INFO_MAGIC      0x544c5546u
#define BOOT_KERNEL_PHYSICAL 0x00100000u /* the kernel image, then the loader's page tables */
/* The first frame that is handed out, whatever the kernel's size. */
#define BOOT_FRAMES_PHYSICAL 0x00400000u

/* How the loader knows a kernel of its own kind: the read-only section BOOT_MARK_SECTION of its image begins
 * with this. Another format of struct boot_info is another protocol; `levels` is that of page tables, 2 or 3,
 * which the loader must have made. */
#define BOOT_MARK_SECTION ".boot"
#define BOOT_MARK_MAGIC   0x4b544c46u
#define BOOT_PROTOCOL     3u

struct boot_mark {
    uint32_t magic, protocol, levels;
};

struct boot_info {
    uint32_t magic;
    uint32_t kernel_bytes; /* image in memory, page multiple, from BOOT_KERNEL_PHYSICAL */
    uint32_t tables_end;   /* end of the loader's page tables: free from here to BOOT_FRAMES_PHYSICAL */
    uint32_t levels;       /* of the page tables: 2, or 3 with PAE */
    uint32_t directory;    /* what CR3 names: the page directory, or the top over it */
    uint32_t ramdisk;      /* the volume, page aligned, at the top of memory */
    uint32_t ramdisk_bytes;
    uint32_t high, high_frames; /* memory above 4 GB, in frames: the first one and how many; 0: none */
    uint32_t bootini;           /* text of C:\BOOT.INI */
    uint32_t bootini_bytes;
};

#endif
