/*
 * Kernel memory from the nonpaged pool: always resident, never faults, may be used in any context.
 * Host tests supply these functions over malloc().
 */
#ifndef MMU_POOL_H
#define MMU_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest block: the prototype PTEs, of 64 bits at most, of a section as large as a program's half. */
#define POOL_MOST_BYTES (4u << 20)

/* A zeroed block of `bytes` (1 .. POOL_MOST_BYTES), aligned to 8; NULL when the pool or the commit limit is
 * exhausted. `tag` names the owner in four letters, as POOL_TAG('F','i','l','e'), for the leak report. */
void *pool_alloc(size_t bytes, uint32_t tag);

/* The same, but not zeroed: for what is large and is written before it is read. */
void *pool_alloc_raw(size_t bytes, uint32_t tag);

/* As pool_alloc_raw(), for who may write beyond its end: what lies behind the bytes asked for is known, and
 * pool_overrun() finds it changed. At most POOL_MOST_BYTES - POOL_GUARD. */
#define POOL_GUARD 8u
void *pool_alloc_guarded(size_t bytes, uint32_t tag);

/* A guarded block behind which something was written; NULL: there is none in the pages looked at, `most` of
 * those that have such blocks, and the next ones the next time. Whatever the pool's memory holds. Any
 * context. */
const void *pool_overrun(uint32_t most);

/* The same of one block, which is out. */
bool pool_is_overrun(const void *block);

/* Gives back a block of any kind; NULL is allowed. */
void pool_free(void *block);

/* How many bytes the block has that begins there; 0: none that is out does. Any address. */
uint32_t pool_room(const void *block);

#define POOL_TAG(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

#endif
