/*
 * Numbers as text, for few instructions: the log writes some ten of them a line. Each function writes at `at`
 * and gives the place behind the last digit. DIGITS_MOST bytes must have room there, however short the number
 * is. No NUL ends it. Any context.
 */
#ifndef FIRMWARE_DIGITS_H
#define FIRMWARE_DIGITS_H

#include <stdint.h>
#include "firmware/panic.h"

#define DIGITS_MOST 12u

/* The texts of all bytes and of all numbers below a hundred, two digits each. */
#define DIGITS_TEN(d)     d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9"
#define DIGITS_SIXTEEN(d) DIGITS_TEN(d) d "a" d "b" d "c" d "d" d "e" d "f"
#define DIGITS_ALL(row)                                                                                      \
    row("0") row("1") row("2") row("3") row("4") row("5") row("6") row("7") row("8") row("9")

static const char digits_hundred[] = DIGITS_ALL(DIGITS_TEN);
static const char digits_bytes[] = DIGITS_ALL(DIGITS_SIXTEEN) DIGITS_SIXTEEN("a") DIGITS_SIXTEEN("b")
    DIGITS_SIXTEEN("c") DIGITS_SIXTEEN("d") DIGITS_SIXTEEN("e") DIGITS_SIXTEEN("f");

static inline void digits_pair(char *at, const char *pairs, uint32_t number)
{
    __builtin_memcpy(at, pairs + 2 * number, 2);
}

/* The lowest `digits` (1 to 8) of the number's hexadecimal digits. */
static inline char *digits_hex(char *at, uint32_t value, uint32_t digits)
{
    ASSERT(digits >= 1 && digits <= 8);
    value <<= 4 * (8 - digits);
    digits_pair(at, digits_bytes, value >> 24);
    digits_pair(at + 2, digits_bytes, value >> 16 & 0xff);
    digits_pair(at + 4, digits_bytes, value >> 8 & 0xff);
    digits_pair(at + 6, digits_bytes, value & 0xff);
    return at + digits;
}

/* Decimal, without leading zeros: from the last pair to the first, then to where the text belongs. */
static inline char *digits_long_decimal(char *at, uint32_t value)
{
    char text[DIGITS_MOST], *first = text + DIGITS_MOST;
    for (; value >= 100; value /= 100)
        digits_pair(first -= 2, digits_hundred, value % 100);
    digits_pair(first -= 2, digits_hundred, value);
    first += value < 10;
    uint32_t length = (uint32_t)(text + DIGITS_MOST - first);
    for (uint32_t i = 0; i < length; i++)
        at[i] = first[i];
    return at + length;
}

/* Most numbers have one or two digits. */
static inline char *digits_decimal(char *at, uint32_t value)
{
    if (value >= 100)
        return digits_long_decimal(at, value);
    if (value < 10) {
        *at = (char)('0' + value);
        return at + 1;
    }
    digits_pair(at, digits_hundred, value);
    return at + 2;
}

/* A number that only counts up, kept as text: to add one costs less than to divide again and again. All zeros
 * it is the number 0, whose text is empty. */
struct digits_counter {
    char text[2 * DIGITS_MOST]; /* the digits end at DIGITS_MOST; the rest is there to be copied with them */
    uint32_t length;
};

static inline void digits_count(struct digits_counter *counter)
{
    char *digit = counter->text + DIGITS_MOST, *first = digit - counter->length;
    while (digit > first && digit[-1] == '9')
        *--digit = '0';
    if (digit > first) {
        digit[-1]++;
        return;
    }
    ASSERT(counter->length < DIGITS_MOST);
    digit[-1] = '1';
    counter->length++;
}

static inline char *digits_of_counter(char *at, const struct digits_counter *counter)
{
    __builtin_memcpy(at, counter->text + DIGITS_MOST - counter->length, DIGITS_MOST);
    return at + counter->length;
}

#endif
