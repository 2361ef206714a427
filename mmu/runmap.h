/*
 * Which of many places in a row are taken, and the lowest free run of some length: the pages of the pool, the
 * places of kernel stacks. One bit a place; one bit of a summary for each word of those says that all of it
 * is taken, so that 1024 places that are taken are one step. Hardware-free, allocates nothing. Any context.
 */
#ifndef MMU_RUNMAP_H
#define MMU_RUNMAP_H

#include <stdint.h>

#define RUNMAP_BITS        32u
#define RUNMAP_WORDS(size) ((size) / RUNMAP_BITS)
#define RUNMAP_FULL(size)  ((RUNMAP_WORDS(size) + RUNMAP_BITS - 1) / RUNMAP_BITS)

/* Given to it by its owner, zeroed: nothing is taken. */
struct runmap {
    uint32_t *taken; /* RUNMAP_WORDS(size) words */
    uint32_t *full;  /* RUNMAP_FULL(size) words */
    uint32_t size;   /* places 0 .. size - 1; a multiple of RUNMAP_BITS */
};

/* The first place of the lowest run of `count` (above 0) free places, `size` if there is none. */
uint32_t runmap_find(const struct runmap *map, uint32_t count);

/* The first place at or behind `place` that is taken, `size` if there is none. */
uint32_t runmap_taken(const struct runmap *map, uint32_t place);

/* How many places are taken. */
uint32_t runmap_count(const struct runmap *map);

/* Free places become taken, taken ones free (asserted). */
void runmap_take(struct runmap *map, uint32_t first, uint32_t count);
void runmap_give(struct runmap *map, uint32_t first, uint32_t count);

#endif
