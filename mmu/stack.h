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
 * (TEB.StackBase). `at`: where the reservation is to begin, 0 for the lowest place. STATUS_NO_MEMORY,
 * STATUS_COMMITMENT_LIMIT. */
ntstatus stack_create(struct space *space, uint32_t at, uint32_t reserve, uint32_t commit, uint32_t *low,
                      uint32_t *limit, uint32_t *base);

/* A guard page was touched and is a plain page now. STATUS_SUCCESS: it was the guard of the running thread's
 * stack, the next page below is the guard now and TEB.StackLimit has moved. STATUS_STACK_OVERFLOW: it was,
 * but there is no room or no commit for another guard. STATUS_GUARD_PAGE_VIOLATION: somebody else's guard
 * page. */
ntstatus stack_guard_touched(struct space *space, page_t page);

#endif
