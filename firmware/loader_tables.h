/*
 * The page tables that the kernel begins with, in either format (Intel SDM vol. 3A, 4.3 and 4.4): the
 * loader's, behind the kernel's image. All pages lie side by side: with three levels the top, then the
 * directory, then tables as they are needed.
 */
#ifndef FIRMWARE_LOADER_TABLES_H
#define FIRMWARE_LOADER_TABLES_H

#include "firmware/bootinfo.h"

/* What their pages take at most, in bytes, those included that the kernel makes for its half behind them
 * (mmu/start.c). The layout has been chosen. */
uint32_t loader_tables_most(uint32_t levels, uint32_t ramdisk_bytes);

/* Maps low memory up to BOOT_FRAMES_PHYSICAL as it is, the image at layout.kernel, and the tables themselves
 * at layout.system_tables, in the format of info->levels. Fills `directory` and `tables_end`. */
void loader_tables_make(struct boot_info *info);

#endif
