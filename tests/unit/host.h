/*
 * What stands in for the kernel on the host: bugcheck() ends the program, the pool is calloc() with a count,
 * the volume's lock is a count.
 */
#ifndef TESTS_UNIT_HOST_H
#define TESTS_UNIT_HOST_H

#include <stdint.h>

/* Blocks of pool_alloc() that are out. */
extern uint32_t host_pool_out;

/* How many more pool_alloc() succeed; then one fails, and this starts again at -1. -1: all succeed. */
extern int host_pool_fail_after;

/* A small generator with its own state, so that a run is the same everywhere. */
static inline uint32_t host_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

#endif
