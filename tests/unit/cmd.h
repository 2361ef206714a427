/*
 * What CMD.EXE's arena stands on here: the C library's memory, of which each piece is one of its own
 * (-DCHUNK_BYTES=1u), so that the sanitizer sees each step beyond it; and lines that a command may ask for.
 */
#ifndef TESTS_UNIT_CMD_H
#define TESTS_UNIT_CMD_H

#include <stdlib.h>
#include <string.h>
#include "images/cmd/arena.h"

void *memory_take(size_t bytes)
{
    return malloc(bytes);
}

void memory_give(void *block)
{
    free(block);
}

_Noreturn void arena_exhausted(void)
{
    abort();
}

/* The lines behind the first one. */
struct cmd_lines {
    const char *const *line; /* null at the end */
};

static inline const char *cmd_next(void *context)
{
    struct cmd_lines *lines = context;
    return lines->line && *lines->line ? arena_string(*lines->line++) : NULL;
}

#endif
