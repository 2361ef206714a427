/*
 * Are words zero? Asked of page tables and of stacks, of hundreds of words at a time, nearly all of which
 * are. Hardware-free.
 */
#ifndef MMU_WORDS_H
#define MMU_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS_AT_ONCE 8

/* The WORDS_AT_ONCE words from here on are all zero. Written out: a loop would cost more than the words. */
static inline bool words_zero(const uint32_t *words)
{
    return !(words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7]);
}

#endif
