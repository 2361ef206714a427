/*
 * User stacks: a reservation that is committed page by page from the top, as far as the guard page below it
 * is touched.
 */
#ifndef MMU_STACK_H
#define MMU_STACK_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "mmu/space.h"

/* Reserves `reserve` bytes in the current space, commits `commit` of them at the top and a guard page below.
 * *low is the base of the reservation, *limit the lowest committed byte (TEB.StackLimit), *base its end
 * (TEB.StackBase). `at`: where the reservation is to begin, 0 for the lowest place. A commitment not below
 * the reservation makes that as large, in whole megabytes (Microsoft: Thread Stack Size). STATUS_NO_MEMORY,
 * STATUS_COMMITMENT_LIMIT. */
ntstatus stack_create(struct space *space, uint32_t at, uint32_t reserve, uint32_t commit, uint32_t *low,
                      uint32_t *limit, uint32_t *base);

/* The stack that the running thread stands on, as its TEB says: a program may make one of its own (fibers
 * do), so the TEB counts and not what the kernel gave the thread (NT does the same). */
struct stack {
    uint32_t low; /* DeallocationStack: begin of the reservation */
    uint32_t base;
};

/* True if `page` lies in it and `space` is the thread's own. Reads the TEB, so it may fault and wait. */
bool stack_of_thread(const struct space *space, page_t page, struct stack *stack);

/* The page that is to be committed when the guard `page` was touched, and whether there is room for it. */
page_t stack_next_guard(page_t page);
bool stack_has_room(const struct stack *stack, page_t page);

/* The guard `page` of the stack was touched and is a plain page now: makes the next one, and says in *limit
 * which page the stack reaches down to. Does not wait when that one's page table exists.
 * STATUS_STACK_OVERFLOW: there is no room, or no commit. The last page but one never becomes the guard: it is
 * committed at the overflow, for those who handle it (Microsoft: "Thread Stack Size",
 * SetThreadStackGuarantee).
 */
ntstatus stack_grow(struct space *space, const struct stack *stack, page_t page, page_t *limit);

/* Moves TEB.StackLimit to `page`. May fault and wait. */
void stack_tell_limit(page_t page);

#endif
