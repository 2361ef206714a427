/*
 * Memory for a command while it is read and done. It is taken in order and given back to a mark, all at once,
 * so that nobody frees single pieces. The marks nest as the commands do.
 */
#ifndef IMAGES_CMD_ARENA_H
#define IMAGES_CMD_ARENA_H

#include <stddef.h>

struct arena_chunk;
struct arena_mark {
    struct arena_chunk *chunk;
    size_t used;
};

/* Aligned for a pointer, filled with zeros. Never null: without memory the shell ends (arena_exhausted). */
void *arena_take(size_t bytes);

/* A copy of `length` bytes with a NUL behind them. */
char *arena_copy(const char *bytes, size_t length);
char *arena_string(const char *string);

struct arena_mark arena_mark(void);
void arena_release(struct arena_mark mark);

/* What the arena stands on: memory.c in CMD.EXE, malloc in a test. Null when there is none. */
void *memory_take(size_t bytes);
void memory_give(void *block);

/* Says that there is no more memory, and does not return. */
_Noreturn void arena_exhausted(void);

#endif
