/*
 * The numbers behind the ~ of 8.3 names, and which of them are known to be taken: for the last few basis
 * names of a directory, a number below which none is free. So the ten thousandth similar name does not try
 * all numbers before. (FAT specification, "The Numeric-Tail Generation Algorithm".) Hardware-free, pure.
 * Write half.
 *
 * A basis is an 8.3 name as it lies in an entry, without a tail: padded with blanks, none within.
 */
#ifndef STORAGE_FAT_TAILS_H
#define STORAGE_FAT_TAILS_H

#include "storage/fat_name.h"

#define FAT_TAIL_MOST 999999u

/* "LONGNA~1", "LONGN~10": the tail (1 .. FAT_TAIL_MOST) eats the basis from its end. */
void fat_tail_put(const uint8_t basis[FAT_SHORT_RAW], uint32_t number, uint8_t raw[FAT_SHORT_RAW]);

/* The number that makes `raw` of `basis`; 0: none does. */
uint32_t fat_tail_number(const uint8_t basis[FAT_SHORT_RAW], const uint8_t raw[FAT_SHORT_RAW]);

#define FAT_TAILS 4u

struct fat_tails { /* zeroed: nothing is known */
    struct {
        uint8_t basis[FAT_SHORT_RAW];
        uint32_t least; /* no number below is free; 0: unused */
    } known[FAT_TAILS];
    uint32_t oldest; /* the one that gives way to the next basis */
};

/* The number to try first: none below is free. */
uint32_t fat_tails_least(const struct fat_tails *tails, const uint8_t basis[FAT_SHORT_RAW]);

/* All numbers below `number` have been seen to be taken. */
void fat_tails_note(struct fat_tails *tails, const uint8_t basis[FAT_SHORT_RAW], uint32_t number);

/* An 8.3 name has gone. */
void fat_tails_freed(struct fat_tails *tails, const uint8_t raw[FAT_SHORT_RAW]);

#endif
