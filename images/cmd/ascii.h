/*
 * Characters as the command language sees them. Text is UTF-8, and nothing that means something to the
 * language lies outside of ASCII.
 */
#ifndef IMAGES_CMD_ASCII_H
#define IMAGES_CMD_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include "firmware/ascii.h"

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
    return ascii_upper(c) >= 'A' && ascii_upper(c) <= 'Z';
}

/* What stands between words: blanks, and three marks that count as such. */
static inline bool ascii_is_delimiter(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '=' || c == '\v' || c == '\f';
}

static inline const char *ascii_skip_delimiters(const char *at)
{
    while (ascii_is_delimiter(*at))
        at++;
    return at;
}

static inline const char *ascii_skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* Are the first `length` characters of both the same, whatever their case? */
static inline bool ascii_same_bytes(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (ascii_upper(a[i]) != ascii_upper(b[i]))
            return false;
        if (!a[i])
            return true;
    }
    return true;
}

static inline bool ascii_same(const char *a, const char *b)
{
    return ascii_same_bytes(a, b, (size_t)-1);
}

#endif
