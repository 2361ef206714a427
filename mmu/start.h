/* Bringing memory up, in the order in which its parts can exist. Once, before there are threads. */
#ifndef MMU_START_H
#define MMU_START_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/bootinfo.h"

/* Takes over from the loader's page tables: system page tables, frame records, frames (at most `max_frames`,
 * 0: all; low ones before those above 4 GB, of which only as many are used as there is room for their books),
 * pool. Afterwards the first megabyte is no longer mapped: `info` must be a copy. The RAM disk is mapped.
 * `paged_pool`: there is one, and it has page tables. */
void mmu_start(const struct boot_info *info, uint32_t max_frames, bool paged_pool);

/* What ran only until now is no longer there: the section INIT (firmware/initcode.h) is unmapped. Its memory
 * stays nobody's, because the numbers of frames shall not hang on the size of the kernel. Once, before the
 * first program. */
void mmu_discard_init(void);

#endif
