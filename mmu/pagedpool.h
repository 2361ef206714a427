/*
 * Kernel memory from the paged pool: pages of System's space (mmu/systemspace.h), charged as they come, that
 * leave memory like a program's. Without /PAGEKERNEL it is the nonpaged pool under other names.
 *
 * To touch a block may wait; see mmu/systemspace.h for who may. It must not be given to storage to read or
 * write, because that happens under the volume's lock. A block of up to a page lies in one page, so from one
 * touch of it to the next wait all of it is there. So it is for what one thread has while it decodes or makes
 * something: parameters of a process in the making (sched/process/parameters.c, sched/service/
 * service_process.c) and the page through which one process's memory is read or written for another
 * (sched/service/service_memory.c). And for the prototype PTEs of sections, which frames know by physical
 * place: mmu/prototype.h says how that comes together.
 */
#ifndef MMU_PAGEDPOOL_H
#define MMU_PAGEDPOOL_H

#include <stddef.h>
#include <stdint.h>
#include "mmu/pool.h"

/* As pool_alloc() and pool_alloc_raw() of mmu/pool.h, but aligned to its size or a page; NULL when the pool
 * or the commit limit is exhausted. The first may wait, because it touches all of the block. */
void *paged_alloc(size_t bytes, uint32_t tag);
void *paged_alloc_raw(size_t bytes, uint32_t tag);

/* The same as the second, with a frame promised for each page that it fills: for what may have to stay in
 * memory for a while. A tag is for blocks of one of the two kinds. */
void *paged_alloc_promised(size_t bytes, uint32_t tag);

/* Gives back a block; NULL is allowed. Does not wait, in memory or not. */
void paged_free(void *block);

/* The paged pool begins. Once, at start, when System's space is there. */
void paged_pool_start(void);

/* Pages in use. */
uint32_t paged_pool_pages(void);

/* Tells what each page in use holds, or each run of pages; for the usage by tag. */
void paged_pool_each(void (*tell)(uint32_t tag, uint32_t blocks, uint32_t bytes));

#endif
