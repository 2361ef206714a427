/* Bringing memory up, in the order in which its parts can exist. Once, before there are threads. */
#ifndef MMU_START_H
#define MMU_START_H

#include <stdint.h>
#include "firmware/bootinfo.h"

/* Takes over from the loader's page tables: system page tables, frame records, frames (at most `max_frames`,
 * 0: all), pool. Afterwards the first megabyte is no longer mapped: `info` must be a copy. The RAM disk is
 * mapped. */
void mmu_start(const struct boot_info *info, uint32_t max_frames);

#endif
