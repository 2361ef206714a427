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

/* *order becomes <0, 0, >0 as `a` sorts against `b`, in strcmp's order. False if one of them could be read no
 * further before that was known; that a text has no end is not noticed where it differs earlier. */
bool text_compare(const struct text *a, const struct text *b, int *order);

/* The text with its room cut to what it takes with its terminator; one without start when it has none. */
struct text text_whole(struct text text);

#endif
