#include "numbers.h"
#include "error.h"
#include "stdio_calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

char *number_digits(char *end, uint64_t value, unsigned base)
{
    do {
        *--end = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
        value /= base;
    } while (value);
    return end;
}

/* BASE is what programs asked for: a text of nothing is the answer to one that there is not. */
static char *to_text(char *text, uint64_t value, int base, int negative)
{
    char digits[NUMBER_DIGITS], *end = digits + sizeof digits;
    char *to = text;
    if (text)
        *text = 0;
    if (!text || base < 2 || base > 36) {
        fail(EINVAL);
        return text;
    }
    if (negative)
        *to++ = '-';
    char *first = number_digits(end, negative ? -value : value, base);
    memcpy(to, first, end - first);
    to[end - first] = 0;
    return text;
}

static wchar_t *to_wide(wchar_t *text, uint64_t value, int base, int negative)
{
    char narrow[NUMBER_DIGITS + 2]; /* a sign and the zero */
    to_text(narrow, value, base, negative);
    for (size_t i = 0; text && i <= strlen(narrow); i++)
        text[i] = (unsigned char)narrow[i];
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
    char buffer[NUMBER_DIGITS + 2];
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
