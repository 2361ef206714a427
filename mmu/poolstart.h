/* The side of the pool that only start-up and the leak check use. */
#ifndef MMU_POOLSTART_H
#define MMU_POOLSTART_H

#include <stdint.h>
#include "mmu/address.h"

/* The pool's first `bytes` (page multiple) are the physical memory at `physical`. Once, at start. */
void pool_start(uint32_t physical, uint32_t bytes);

/* Blocks in use. */
uint32_t pool_blocks(void);

/* Tells each frame that the pool has taken; how many those are. */
uint32_t pool_each_frame(void (*tell)(pfn_t pfn));

/* Pages in use, whatever they hold. */
uint32_t pool_pages(void);

/* Tells each block in use, with the bytes of its place. */
void pool_each(void (*tell)(uint32_t tag, uint32_t blocks, uint32_t bytes));

#endif
