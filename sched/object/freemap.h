/*
 * Which of the numbers 0 .. size - 1 are free, and the lowest of them in a few steps, whatever their number.
 * One bit a number says that it is free; a bit of the level above says that a word below has a bit set, and
 * so on. Three levels of 32-bit words: each word of the uppermost stands for 32768 numbers. Hardware-free,
 * allocates nothing. Any context.
 */
#ifndef SCHED_FREEMAP_H
#define SCHED_FREEMAP_H

#include <stdint.h>

#define FREEMAP_LEVELS 3u
#define FREEMAP_MOST   65536u /* numbers */

struct freemap {
    uint32_t *levels[FREEMAP_LEVELS]; /* the numbers first */
    uint32_t size;
};

/* How many words a map of `size` (1 .. FREEMAP_MOST) numbers needs. */
uint32_t freemap_words(uint32_t size);

/* All of them are taken. `words` are freemap_words(size) words that stay the caller's, and the map's as long
 * as it is used. */
void freemap_start(struct freemap *map, uint32_t *words, uint32_t size);

/* The lowest free number, or `size` when there is none; also of a map that was never started and is zeroed.
 */
uint32_t freemap_lowest(const struct freemap *map);

/* A free number becomes taken, a taken one free (asserted). */
void freemap_take(struct freemap *map, uint32_t number);
void freemap_give(struct freemap *map, uint32_t number);

#endif
