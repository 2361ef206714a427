/*
 * UTF-8, UTF-16 and upper case: one helper for the whole kernel, the loader and the host. Pure functions, any
 * context; they never wait.
 *
 * Upper case is NT's (RtlUpcaseUnicodeChar): one UTF-16 unit becomes one unit, the same in every language,
 * and only where the way back leads to it again; the final sigma, which becomes a sigma, is the exception. So
 * a dotless i, a long s, a micro sign and the title-case digraphs stay themselves, as do all characters
 * beyond U+FFFF and the pairs that Unicode got after version 5.1 (Cherokee, Georgian Mtavruli, late Latin
 * additions), which NT 6.1 does not know.
 *
 * A surrogate without its other half travels through UTF-8 in its three-byte form and comes back from it.
 */
#ifndef STORAGE_UNICODE_H
#define STORAGE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

#define UNICODE_UTF8_BYTES  4u      /* of one character, at most */
#define UNICODE_REPLACEMENT 0xfffdu /* stands for bytes that are no UTF-8 */

static inline bool unicode_is_high_surrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static inline bool unicode_is_low_surrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* The character that two surrogates stand for. */
static inline uint32_t unicode_of_pair(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

uint16_t unicode_upper(uint16_t unit);

/* Writes a character (below 0x110000) as UTF-8; returns where the next one goes. No NUL. */
char *unicode_put(char *at, uint32_t code);

/* Reads one character from `length` bytes; how many it takes, or 0 when it is malformed, longer than needed,
 * cut off, or beyond U+10FFFF. */
uint32_t unicode_get(const char *at, uint32_t length, uint32_t *code);

/* UTF-16 to UTF-8, NUL-terminated: at most three bytes a unit and the NUL. */
void unicode_to_utf8(const uint16_t *units, uint32_t count, char *text);

/* UTF-8 to UTF-16; the number of units, or 0 when it is malformed or needs more than `room`. `length` in
 * bytes. */
uint32_t unicode_to_utf16(const char *text, uint32_t length, uint16_t *units, uint32_t room);

/* The same of any NUL-terminated bytes: what is malformed becomes UNICODE_REPLACEMENT, what does not fit is
 * left out.
 */
uint32_t unicode_to_utf16_cut(const char *text, uint16_t *units, uint32_t room);

/* Are two names the same but for case. Lengths in bytes; bytes that are no UTF-8 are equal only to
 * themselves. Ends at the first difference. */
bool unicode_equal(const char *a, uint32_t a_length, const char *b, uint32_t b_length);

/* A number that names have in common that are the same but for case. */
uint32_t unicode_hash(const char *text, uint32_t length);

#endif
