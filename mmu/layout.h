/*
 * Where everything lies: the one table of the address map. docs/design.md explains it, the log's `layout`
 * lines show it, and scripts and gdb macros read it there. The table is data, because a switch of BOOT.INI
 * may choose another: whoever asks for a place asks the table. Only what is the same in each layout is a
 * constant.
 */
#ifndef MMU_LAYOUT_H
#define MMU_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#define LAYOUT_USER_LOW    0x00010000u /* the first byte of any program */
#define LAYOUT_SMALL_END   0x7fff0000u /* behind the last of one that is not large-address-aware: 2 GB */
#define LAYOUT_GRANULARITY 0x10000u    /* reservations begin at multiples of this */
#define LAYOUT_POOL_BYTES  0x01000000u /* all of the nonpaged pool */
#define LAYOUT_FRAMES_BYTES(levels)                                                                          \
    ((levels) == 3 ? 0x04000000u : 0x02000000u) /* more frames, longer records */
#define LAYOUT_SYSTEM_PTES_BYTES 0x0c000000u
#define LAYOUT_DRIVERS_BYTES     0x00400000u /* the last of them */
#define LAYOUT_WINDOWS_BYTES     0x00400000u
#define LAYOUT_PAGED_POOL_BYTES  0x04000000u
#define LAYOUT_LEAST_SYSTEM      0x80000000u /* no layout's system space begins below */
#define LAYOUT_MOST_PROGRAM      0xff800000u /* in no layout do a program's page tables map what is above */
#define LAYOUT_LEAST_USERVA      2048u       /* megabytes, /USERVA= */
#define LAYOUT_MOST_USERVA       3072u
#define LAYOUT_APART_USERVA      4088u /* of /4GB */

/* What the switches of BOOT.INI ask for. */
struct layout_choice {
    uint32_t user_megabytes; /* of a large-address-aware program: LAYOUT_LEAST_USERVA .. LAYOUT_MOST_USERVA,
                                or all */
    bool high;               /* /3GB: the system lies above 0xc0000000 */
    bool apart;              /* /4GB: the kernel has an address space of its own */
};

/* Addresses; an end is the first byte behind. Written by layout_start() only. */
struct layout {
    /* Of the program. */
    uint32_t user_end;    /* of one that is large-address-aware; the first and the last 64 KB of its part are
                             never mapped */
    uint32_t user_upper;  /* what is free of fixed places again, above the TEBs and the shared data */
    uint32_t program_end; /* the page tables of a process map what is below */
    uint32_t parameters;  /* the process parameters, from here upwards */
    uint32_t peb;
    uint32_t teb_first, teb_low; /* TEBs, a page each, from `teb_first` downwards to `teb_low` */
    uint32_t shared_data;

    /* Of the system. */
    uint32_t system; /* begins here, and is the same in every address space that has it */
    uint32_t kernel; /* the kernel's image */
    uint32_t pool, pool_end;
    uint32_t frames, frames_end; /* frame records */
    uint32_t system_ptes, system_ptes_end;
    uint32_t drivers; /* images of drivers, from here to the end of the system PTEs */
    uint32_t ramdisk, ramdisk_end;
    uint32_t paged_pool, paged_pool_end; /* there with /PAGEKERNEL */

    /* Of each process. */
    uint32_t page_tables;   /* the self-map: the entry of every page, in the order of the pages */
    uint32_t directory;     /* where the page directory appears in it */
    uint32_t system_tables; /* the same of the system's pages; the same place where one space has both */
    uint32_t system_directory;
    uint32_t windows; /* temporary mappings */

    /* Of a kernel with an address space of its own: two pages that are all a program's has of it
     * (firmware/trampoline.h); 0: none, each address space has the kernel in it. Where there are some, the
     * kernel finds a program's page tables, but not its pages. */
    uint32_t trampoline;
    uint32_t reach; /* the kernel may touch a program's pages below by their addresses, if they are there */

    const char *tables; /* the format of the page tables, as the log says it */
};

extern struct layout layout;

/* 2 GB for the program and 2 GB for the system. */
struct layout_choice layout_usual(void);

/* Fills the table, with NT's own places where it has one. Before anything asks it, in the loader and in the
 * kernel. */
void layout_start(const struct layout_choice *choice);

#endif
