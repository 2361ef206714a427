#include "numbers.h"
#include "error.h"
#include "stdio_calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { DIGITS = 65 }; /* 64 bits in base 2, and the zero */

/* The digits at the end of BUFFER; returns the first. */
static char *digits_of(char buffer[DIGITS], uint64_t value, unsigned base)
{
    char *first = buffer + DIGITS - 1;
    *first = 0;
    do {
        *--first = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
        value /= base;
    } while (value);
    return first;
}

static char *to_text(char *text, uint64_t value, int base, int negative)
{
    char buffer[DIGITS];
    char *to = text;
    if (negative)
        *to++ = '-';
    strcpy(to, digits_of(buffer, negative ? -value : value, base));
    return text;
}

static wchar_t *to_wide(wchar_t *text, uint64_t value, int base, int negative)
{
    char buffer[DIGITS + 1];
    to_text(buffer, value, base, negative);
    for (size_t i = 0; i <= strlen(buffer); i++)
        text[i] = (unsigned char)buffer[i];
    return text;
}

/* Only decimal numbers have a sign. */
char *_itoa(int value, char *text, int base)
{
    if (base == 10 && value < 0)
        return to_text(text, (int64_t)value, base, 1);
    return to_text(text, (uint32_t)value, base, 0);
}

char *_ultoa(uint32_t value, char *text, int base)
{
    return to_text(text, value, base, 0);
}

char *_i64toa(int64_t value, char *text, int base)
{
    return to_text(text, value, base, base == 10 && value < 0);
}

char *_ui64toa(uint64_t value, char *text, int base)
{
    return to_text(text, value, base, 0);
}

wchar_t *_itow(int value, wchar_t *text, int base)
{
    if (base == 10 && value < 0)
        return to_wide(text, (int64_t)value, base, 1);
    return to_wide(text, (uint32_t)value, base, 0);
}

wchar_t *_ultow(uint32_t value, wchar_t *text, int base)
{
    return to_wide(text, value, base, 0);
}

wchar_t *_i64tow(int64_t value, wchar_t *text, int base)
{
    return to_wide(text, value, base, base == 10 && value < 0);
}

wchar_t *_ui64tow(uint64_t value, wchar_t *text, int base)
{
    return to_wide(text, value, base, 0);
}

/* The checked forms: ERANGE and an empty text when it does not fit. */
static int checked(char *text, size_t size, uint64_t value, int base, int negative)
{
    char buffer[DIGITS + 1];
    if (!text || !size || base < 2 || base > 36)
        return EINVAL;
    *text = 0;
    if (strlen(to_text(buffer, value, base, negative)) >= size)
        return ERANGE;
    strcpy(text, buffer);
    return 0;
}

int _itoa_s(int value, char *text, size_t size, int base)
{
    if (base == 10 && value < 0)
        return checked(text, size, (int64_t)value, base, 1);
    return checked(text, size, (uint32_t)value, base, 0);
}

int _ultoa_s(uint32_t value, char *text, size_t size, int base)
{
    return checked(text, size, value, base, 0);
}

int _i64toa_s(int64_t value, char *text, size_t size, int base)
{
    return checked(text, size, value, base, base == 10 && value < 0);
}

int _ui64toa_s(uint64_t value, char *text, size_t size, int base)
{
    return checked(text, size, value, base, 0);
}

int ms_abs(int value)
{
    return value < 0 ? -value : value;
}

uint32_t _lrotl(uint32_t value, int bits)
{
    return value << (bits & 31) | value >> (-bits & 31);
}

uint32_t _lrotr(uint32_t value, int bits)
{
    return value >> (bits & 31) | value << (-bits & 31);
}
