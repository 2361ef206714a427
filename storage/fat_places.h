/*
 * Which places of a directory are taken, and where the first row of so many free ones is: a bitmap, and for
 * each length of a row a position below which none begins. So an entry is made in the first place that it
 * fits into, and what lies before it is not looked at again and again. Hardware-free; memory from the pool, a
 * bit a place; any context that may take from the pool, never waits. Write half.
 */
#ifndef STORAGE_FAT_PLACES_H
#define STORAGE_FAT_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#define FAT_ENTRY_PLACES 21u /* of one entry, at most: 20 pieces of a long name and itself */

struct fat_places { /* zeroed: all are free */
    uint32_t *words;
    uint32_t count;                       /* bits there are; places behind them are free */
    uint32_t below[FAT_ENTRY_PLACES + 1]; /* [n]: no row of n free places begins before */
};

/* Takes `count` places from `first` on; those that are taken stay so. False: no memory; nothing has changed.
 */
bool fat_places_take(struct fat_places *places, uint32_t first, uint32_t count);

/* Frees `count` places (up to FAT_ENTRY_PLACES), which must be taken (asserted). */
void fat_places_free(struct fat_places *places, uint32_t first, uint32_t count);

/* Where the first row of `wanted` (1 .. FAT_ENTRY_PLACES) free places begins. There always is one: how long a
 * directory may become is not known here. */
uint32_t fat_places_find(struct fat_places *places, uint32_t wanted);

/* Gives all memory back; all are free then. */
void fat_places_drop(struct fat_places *places);

#endif
