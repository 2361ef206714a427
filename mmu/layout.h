/*
 * Where everything lies: the one table of the address map. docs/design.md explains it, the gdb macros read
 * these names. Default layout, 2 GB for the program and 2 GB for the system; NT's own places where it has
 * one.
 */
#ifndef MMU_LAYOUT_H
#define MMU_LAYOUT_H

#define LAYOUT_USER_LOW    0x00010000u /* the first 64 KB are never mapped */
#define LAYOUT_USER_END    0x7fff0000u /* nor are the last */
#define LAYOUT_PARAMETERS  0x00020000u
#define LAYOUT_PEB         0x7ffdf000u
#define LAYOUT_TEB_FIRST   0x7ffde000u /* further TEBs below, a page each */
#define LAYOUT_TEB_LOW     0x7ff80000u
#define LAYOUT_SHARED_DATA 0x7ffe0000u

#define LAYOUT_SYSTEM          0x80000000u
#define LAYOUT_KERNEL          0x80400000u
#define LAYOUT_POOL            0x81000000u
#define LAYOUT_POOL_END        0x82000000u
#define LAYOUT_FRAMES          0x82000000u
#define LAYOUT_FRAMES_END      0x84000000u
#define LAYOUT_SYSTEM_PTES     0x84000000u
#define LAYOUT_SYSTEM_PTES_END 0x86000000u
#define LAYOUT_RAMDISK         0x90000000u
#define LAYOUT_RAMDISK_END     0xc0000000u
#define LAYOUT_PAGE_TABLES     0xc0000000u /* the self-map */
#define LAYOUT_DIRECTORY       0xc0300000u
#define LAYOUT_WINDOWS         0xc0400000u

#define LAYOUT_GRANULARITY 0x10000u /* reservations begin at multiples of this */

#endif
