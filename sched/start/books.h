/*
 * The books: what is in use when the first program starts, and again when the last one has ended. What
 * differs was not given back.
 */
#ifndef SCHED_START_BOOKS_H
#define SCHED_START_BOOKS_H

#include <stdbool.h>
#include <stdint.h>

/* Frames that were in use before the first program started are the kernel's own. System's pages, which come
 * and go, are none of these frames and slots, nor are slots that the page writer is about to fill. */
struct books {
    uint32_t frames, slots, commit, objects, files, pool;
};

struct books books_take(void);

/* The `books` line: `after` less `before`. */
void books_log(const struct books *before, const struct books *after);

/* Nothing is left of any program. */
bool books_balanced(const struct books *before, const struct books *after);

/* The `clock` line of /BENCH. */
void books_log_clock(void);

#endif
