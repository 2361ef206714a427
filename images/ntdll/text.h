/*
 * Text in memory that nobody vouches for: where it begins and how many bytes can be read from there, which
 * may be fewer than it has. Nothing is read behind them.
 */
#ifndef IMAGES_NTDLL_TEXT_H
#define IMAGES_NTDLL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct text {
    const char *start; /* null: no text */
    uint32_t room;     /* bytes that can be read */
};

#define TEXT_WORD (uint32_t)sizeof(uint32_t)

static inline uint32_t text_word(const char *bytes)
{
    uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word);
    return word;
}

static inline bool text_word_ends(uint32_t word)
{
    return (word - 0x01010101u) & ~word & 0x80808080u;
}

/* text_compare() from the first byte to the last. */
bool text_compare_whole(const struct text *a, const struct text *b, int *order);

/* *order becomes <0, 0, >0 as `a` sorts against `b`, in strcmp's order. False if one of them could be read no
 * further before that was known; that a text has no end is not noticed where it differs earlier. Most texts
 * differ in their first word, which sorts as its bytes do when the highest comes first. */
static inline bool text_compare(const struct text *a, const struct text *b, int *order)
{
    if (a->room >= TEXT_WORD && b->room >= TEXT_WORD) {
        uint32_t one = text_word(a->start), other = text_word(b->start);
        if (one != other && !text_word_ends(one)) {
            *order = __builtin_bswap32(one) < __builtin_bswap32(other) ? -1 : 1;
            return true;
        }
    }
    return text_compare_whole(a, b, order);
}

/* The text with its room cut to what it takes with its terminator; one without start when it has none. */
struct text text_whole(struct text text);

#endif
