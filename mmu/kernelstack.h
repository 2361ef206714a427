/*
 * Kernel stacks: three pages each, with a page below them that is never mapped, so that an overflow is a
 * double fault and not a silent overwrite. They stay in memory as long as the thread lives. Thread context;
 * may wait for frames.
 */
#ifndef MMU_KERNELSTACK_H
#define MMU_KERNELSTACK_H

#include <stdint.h>
#include "firmware/status.h"
#include "mmu/address.h"

#define KERNEL_STACK_PAGES 3u
#define KERNEL_STACK_MARGIN                                                                                  \
    2048u /* bytes at the bottom that nothing may have used: asserted when a thread is gone */

/* STATUS_COMMITMENT_LIMIT, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus kernel_stack_create(uint32_t *low, uint32_t *top);
void kernel_stack_delete(uint32_t low);

/* Tells each frame of a kernel stack; how many are charged for them. */
uint32_t kernel_stacks_each_frame(void (*tell)(pfn_t pfn));

/* Pages of those that there are. */
uint32_t kernel_stacks_pages(void);

#endif
