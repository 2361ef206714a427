/*
 * Kernel stacks: three pages each, with a page below them that is never mapped, so that an overflow is a
 * double fault and not a silent overwrite. That of a thread that waits long may leave memory as a program's
 * page does, its PTEs, the system's own, being the owners (mmu/stackswap.h says when). Thread context; may
 * wait for frames.
 */
#ifndef MMU_KERNELSTACK_H
#define MMU_KERNELSTACK_H

#include <stdint.h>
#include "firmware/status.h"
#include "mmu/address.h"

#define KERNEL_STACK_PAGES 3u
#define KERNEL_STACK_BYTES (KERNEL_STACK_PAGES * PAGE_SIZE)
#define KERNEL_STACK_MARGIN                                                                                  \
    2048u /* bytes at the bottom that nothing may have used: asserted when a thread is gone */

/* STATUS_COMMITMENT_LIMIT, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus kernel_stack_create(uint32_t *low, uint32_t *top);
void kernel_stack_delete(uint32_t low);

/* All of its pages leave the processor's sight, for Modified or Standby. Nobody stands on it. Does not wait.
 */
void kernel_stack_out(uint32_t low);

/* All of its pages are mapped when it returns STATUS_SUCCESS; else what the disk said. One at a time for each
 * stack. */
ntstatus kernel_stack_in(uint32_t low);

/* Tells each page of a kernel stack, wherever it is; how many are charged. One that is being made has not all
 * of its frames yet. */
uint32_t kernel_stacks_each_page(void (*tell)(page_t page));

/* Pages of those that there are. */
uint32_t kernel_stacks_pages(void);

#endif
