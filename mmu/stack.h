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
    uint32_t limit; /* lowest byte that was used */
    uint32_t guard; /* bytes that are guarded below it: a page, and what the thread is guaranteed */
};

/* Microsoft: SetThreadStackGuarantee. As many bytes can be used by whoever handles a stack overflow: they are
 * committed ahead, as further guard pages, and plain pages once the stack has overflowed. */

/* True if `page` lies in it and `space` is the thread's own. Reads the TEB, so it may fault and wait. */
bool stack_of_thread(const struct space *space, page_t page, struct stack *stack);

/* Is there room for a whole guard below `page`? */
bool stack_has_room(const struct stack *stack, page_t page);

/* True: before stack_grow() the page table of *lacking must be brought. */
bool stack_lacks_table(struct space *space, const struct stack *stack, page_t page, page_t *lacking);

/* The guard `page` of the stack was touched and is a plain page now: makes the next guard, or, without room
 * for one or commit, opens what is guaranteed and gives STATUS_STACK_OVERFLOW. *limit is what StackLimit is
 * now. Does not wait when no table is lacking. */
ntstatus stack_grow(struct space *space, const struct stack *stack, page_t page, uint32_t *limit);

/* Moves TEB.StackLimit. May fault and wait. */
void stack_tell_limit(uint32_t limit);

/* Where the reservation begins that the running thread stands on, which ends with it; 0: its TEB cannot be
 * read. May fault and wait. */
uint32_t stack_to_free(void);

#endif
