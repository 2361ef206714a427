/*
 * Where everything lies: the one table of the address map. docs/design.md explains it, the log's `layout`
 * lines show it, and scripts and gdb macros read it there. The table is data, because a switch of BOOT.INI
 * may choose another: whoever asks for a place asks the table. Only what is the same in each layout is a
 * constant.
 */
#ifndef MMU_LAYOUT_H
#define MMU_LAYOUT_H

#include <stdint.h>

#define LAYOUT_GRANULARITY       0x10000u    /* reservations begin at multiples of this */
#define LAYOUT_POOL_BYTES        0x01000000u /* all of the nonpaged pool */
#define LAYOUT_SYSTEM_PTES_BYTES 0x0c000000u
#define LAYOUT_HIGHEST_SYSTEM    0x80000000u /* no layout's system space begins above */

/* Addresses; an end is the first byte behind. Written by layout_start() only. */
struct layout {
    /* Of the program. */
    uint32_t user_low, user_end; /* the first and the last 64 KB below `system` are never mapped */
    uint32_t parameters;         /* the process parameters, from here upwards */
    uint32_t peb;
    uint32_t teb_first, teb_low; /* TEBs, a page each, from `teb_first` downwards to `teb_low` */
    uint32_t shared_data;

    /* Of the system. */
    uint32_t system; /* begins here, and is the same in every address space */
    uint32_t kernel; /* the kernel's image */
    uint32_t pool, pool_end;
    uint32_t frames, frames_end; /* frame records */
    uint32_t system_ptes, system_ptes_end;
    uint32_t ramdisk, ramdisk_end;

    /* Of each process. */
    uint32_t page_tables; /* the self-map: the entry of every page, in the order of the pages */
    uint32_t directory;   /* where the page directory appears in it */
    uint32_t windows;     /* temporary mappings, one page table */

    const char *tables; /* the format of the page tables, as the log says it */
};

extern struct layout layout;

/* Fills the table: 2 GB for the program and 2 GB for the system, NT's own places where it has one. First of
 * all, in the loader and in the kernel. */
void layout_start(void);

#endif
