/*
 * Newlib's dtoa gives the digits, correctly rounded; msvcrt rounds a tie away from zero where dtoa rounds it
 * to even, writes exponents with three digits, and has its own words for infinities.
 */
#include "float_text.h"
#include "numbers.h"

#include <math.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIGNIFICANT = 2,   /* dtoa: so many digits in all */
    AFTER_POINT = 3,   /* dtoa: so many digits after the point */
    ALL_DIGITS = 1100, /* no double has more after the point */
    DEFAULT_PRECISION = 6,
    HEX_DIGITS = 13, /* of a mantissa's fraction */
};

/* 0.DIGITS times ten to the POINT. */
struct decimal {
    char *digits;
    int length;
    int point;
};

static struct decimal decimal_ask(double value, int mode, int wanted)
{
    struct decimal decimal;
    int sign;
    char *end;
    decimal.digits = _dtoa_r(_REENT, value, mode, wanted, &decimal.point, &sign, &end);
    decimal.length = end - decimal.digits;
    return decimal;
}

/* Cuts to KEEP digits; five and more go up. Digits beyond the end are zeros. */
static void decimal_cut(struct decimal *decimal, int keep)
{
    if (keep >= decimal->length)
        return;
    int up = keep >= 0 && decimal->digits[keep] >= '5';
    decimal->length = keep < 0 ? 0 : keep;
    while (up && decimal->length && decimal->digits[decimal->length - 1] == '9')
        decimal->length--;
    if (up && decimal->length) {
        decimal->digits[decimal->length - 1]++;
    } else if (up) {
        decimal->digits[0] = '1';
        decimal->length = 1;
        decimal->point++;
    }
}

/*
 * With one digit more than is wanted, the last tells which way to round, unless it is a five that dtoa may
 * have rounded itself: then all digits are asked for.
 */
static struct decimal decimal_of(double value, int mode, int wanted)
{
    struct decimal decimal = decimal_ask(value, mode, wanted + 1);
    int keep = mode == SIGNIFICANT ? wanted : decimal.point + wanted;
    if (decimal.length == keep + 1 && decimal.digits[keep] == '5') {
        decimal = decimal_ask(value, AFTER_POINT, ALL_DIGITS);
        keep = mode == SIGNIFICANT ? wanted : decimal.point + wanted;
    }
    decimal_cut(&decimal, keep);
    return decimal;
}

static char digit_at(const struct decimal *decimal, int i)
{
    return i >= 0 && i < decimal->length ? decimal->digits[i] : '0';
}

static char *write_digits(char *to, const struct decimal *decimal, int from, int count)
{
    for (int i = 0; i < count; i++)
        *to++ = digit_at(decimal, from + i);
    return to;
}

static char *write_plain(char *to, const struct decimal *decimal, int places, int alternate)
{
    if (decimal->point > 0)
        to = write_digits(to, decimal, 0, decimal->point);
    else
        *to++ = '0';
    if (places > 0 || alternate)
        *to++ = '.';
    return write_digits(to, decimal, decimal->point, places);
}

static char *write_exponent(char *to, int exponent, char letter)
{
    unsigned size = exponent < 0 ? -exponent : exponent;
    *to++ = letter;
    *to++ = exponent < 0 ? '-' : '+';
    *to++ = '0' + size / 100;
    *to++ = '0' + size / 10 % 10;
    *to++ = '0' + size % 10;
    return to;
}

static char *write_scientific(char *to, const struct decimal *decimal, int places, int alternate, char letter)
{
    *to++ = digit_at(decimal, 0);
    if (places > 0 || alternate)
        *to++ = '.';
    to = write_digits(to, decimal, 1, places);
    return write_exponent(to, decimal->length ? decimal->point - 1 : 0, letter);
}

/* Without #, zeros at the end are not written: the places are those that hold a digit. */
static int places_used(const struct decimal *decimal, int places, int first)
{
    while (places > 0 && digit_at(decimal, first + places - 1) == '0')
        places--;
    return places;
}

static char *write_general(char *to, double value, int precision, int alternate, char letter)
{
    int wanted = precision == 0 ? 1 : precision;
    struct decimal decimal = decimal_of(value, SIGNIFICANT, wanted);
    int exponent = decimal.point - 1;
    if (exponent < -4 || exponent >= wanted) {
        int places = alternate ? wanted - 1 : places_used(&decimal, wanted - 1, 1);
        return write_scientific(to, &decimal, places, alternate, letter);
    }
    int places = wanted - 1 - exponent;
    if (!alternate)
        places = places_used(&decimal, places, decimal.point);
    return write_plain(to, &decimal, places, alternate);
}

/* Mantissa and exponent as they are in the number; the rounding is by the same rule as above. */
static char *write_hexadecimal(char *to, double value, int precision, int alternate, int capital)
{
    const char *alphabet = capital ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = bits >> 52 & 0x7ff;
    uint64_t mantissa = (bits & 0xfffffffffffff) | (uint64_t)(exponent != 0) << 52;
    exponent = exponent ? exponent - 1023 : mantissa ? -1022 : 0;
    int places = precision < 0 ? HEX_DIGITS : precision;
    if (places < HEX_DIGITS) {
        int dropped = 4 * (HEX_DIGITS - places);
        mantissa = ((mantissa >> (dropped - 1)) + 1) >> 1 << dropped;
    }
    *to++ = '0';
    *to++ = capital ? 'X' : 'x';
    *to++ = alphabet[mantissa >> 52];
    if (places > 0 || alternate)
        *to++ = '.';
    for (int i = 1; i <= places; i++)
        *to++ = i <= HEX_DIGITS ? alphabet[mantissa >> (52 - 4 * i) & 15] : '0';
    *to++ = capital ? 'P' : 'p';
    *to++ = exponent < 0 ? '-' : '+';
    char digits[NUMBER_DIGITS], *end = digits + sizeof digits;
    char *first = number_digits(end, exponent < 0 ? -exponent : exponent, 10);
    memcpy(to, first, end - first);
    return to + (end - first);
}

/*
 * Infinities and NaNs are words that are then treated as the digits of 1.something: cut to the precision and
 * rounded there ("1.#J" is 1.#INF to two places), or filled up with zeros.
 */
static char *write_special(char *to, double value, char kind, int precision, int alternate, char letter)
{
    const char *word = isinf(value) ? "#INF" : signbit(value) ? "#IND" : "#QNAN";
    int length = strlen(word);
    int places = kind == 'g' ? precision - 1 : precision;
    if (kind == 'g' && places > length)
        places = length;
    *to++ = '1';
    if (places > 0 || alternate)
        *to++ = '.';
    for (int i = 0; i < places; i++)
        *to++ = i < length ? word[i] : '0';
    if (places > 0 && places < length && word[places] >= '5')
        to[-1]++;
    return kind == 'e' ? write_exponent(to, 0, letter) : to;
}

int float_text(char *to, double value, char letter, int precision, int alternate)
{
    char *end;
    char kind = letter | 0x20, exponent_letter = letter & 0x20 ? 'e' : 'E';
    int places = precision < 0 ? DEFAULT_PRECISION : precision;
    if (!isfinite(value)) {
        end = write_special(to, value, kind, places, alternate, exponent_letter);
    } else if (kind == 'a') {
        end = write_hexadecimal(to, fabs(value), precision, alternate, letter == 'A');
    } else if (kind == 'g') {
        end = write_general(to, fabs(value), places, alternate, exponent_letter);
    } else if (kind == 'e') {
        struct decimal decimal = decimal_of(fabs(value), SIGNIFICANT, places + 1);
        end = write_scientific(to, &decimal, places, alternate, exponent_letter);
    } else {
        struct decimal decimal = decimal_of(fabs(value), AFTER_POINT, places);
        end = write_plain(to, &decimal, places, alternate);
    }
    return end - to;
}

/* Where the point lies in the number itself, before any rounding. */
static int point_of(double value)
{
    enum { ENOUGH = 17 }; /* digits tell all doubles apart */
    return value == 0 ? 0 : decimal_ask(value, SIGNIFICANT, ENOUGH).point;
}

static int write_cut(char *to, size_t size, const struct decimal *decimal, int count)
{
    if (count < 0)
        count = 0;
    if ((size_t)count >= size)
        count = size - 1;
    *write_digits(to, decimal, 0, count) = 0;
    return decimal->point;
}

/* The words behind 1# are digits like others: "1#J" is 1#INF cut to three. */
static int write_word(char *to, size_t size, double value, int count)
{
    char word[] = "1#QNAN";
    if (isinf(value) || signbit(value))
        strcpy(word, isinf(value) ? "1#INF" : "1#IND");
    struct decimal decimal = {word, strlen(word), 1};
    decimal_cut(&decimal, count);
    return write_cut(to, size, &decimal, count);
}

int float_digits(char *to, size_t size, double value, int count)
{
    if (!isfinite(value))
        return write_word(to, size, value, count);
    if (count < 0)
        count = 0;
    struct decimal decimal = decimal_of(fabs(value), SIGNIFICANT, count);
    if (value == 0 || !decimal.length)
        decimal.point = point_of(fabs(value));
    return write_cut(to, size, &decimal, count);
}

int float_digits_to_place(char *to, size_t size, double value, int places)
{
    if (!isfinite(value))
        return write_word(to, size, value, places + 1);
    struct decimal decimal = decimal_of(fabs(value), AFTER_POINT, places);
    if (value == 0 || !decimal.length)
        decimal.point = point_of(fabs(value));
    return write_cut(to, size, &decimal, decimal.point + places);
}
