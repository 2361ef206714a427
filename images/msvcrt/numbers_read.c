/*
 * Text to numbers. Newlib does it; msvcrt differs in what it says to bad arguments and in what it takes for a
 * number, and an unsigned number that is too large and has a minus is the largest one, negated all the same.
 */
#include "error.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

static int is_negative(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return *text == '-';
}

static int is_negative_wide(const wchar_t *text)
{
    while (iswspace(*text))
        text++;
    return *text == '-';
}

static int base_good(int base)
{
    return base == 0 || (base >= 2 && base <= 36);
}

/* errno and END of a call that cannot be answered. */
#define REFUSE_BAD_ARGUMENTS                                                                                 \
    if (!text || !base_good(base)) {                                                                         \
        fail(EINVAL);                                                                                        \
        if (end)                                                                                             \
            *end = (void *)text;                                                                             \
        return 0;                                                                                            \
    }

#define SIGNED_NUMBER(name, character, type)                                                                 \
    type ms_##name(const character *text, character **end, int base)                                         \
    {                                                                                                        \
        REFUSE_BAD_ARGUMENTS                                                                                 \
        return name(text, end, base);                                                                        \
    }

/* errno is kept where nothing is wrong. */
#define UNSIGNED_NUMBER(name, character, type, negative)                                                     \
    type ms_##name(const character *text, character **end, int base)                                         \
    {                                                                                                        \
        REFUSE_BAD_ARGUMENTS                                                                                 \
        int before = errno;                                                                                  \
        errno = 0;                                                                                           \
        type value = name(text, end, base);                                                                  \
        if (errno == ERANGE)                                                                                 \
            return negative(text) ? -value : value;                                                          \
        errno = before;                                                                                      \
        return value;                                                                                        \
    }

SIGNED_NUMBER(strtol, char, long)
SIGNED_NUMBER(strtoll, char, int64_t)
SIGNED_NUMBER(wcstol, wchar_t, long)
SIGNED_NUMBER(wcstoll, wchar_t, int64_t)
UNSIGNED_NUMBER(strtoul, char, unsigned long, is_negative)
UNSIGNED_NUMBER(strtoull, char, uint64_t, is_negative)
UNSIGNED_NUMBER(wcstoul, wchar_t, unsigned long, is_negative_wide)
UNSIGNED_NUMBER(wcstoull, wchar_t, uint64_t, is_negative_wide)

int64_t _atoi64(const char *text)
{
    return ms_strtoll(text, NULL, 10);
}

int _wtoi(const wchar_t *text)
{
    return ms_wcstol(text, NULL, 10);
}

int64_t _wtoi64(const wchar_t *text)
{
    return ms_wcstoll(text, NULL, 10);
}

int ms_atol(const char *text)
{
    return ms_strtol(text, NULL, 10);
}

/* Newlib also reads "inf", "nan" and hexadecimal numbers, which msvcrt does not know: there a number is
 * digits. */
double ms_strtod(const char *text, char **end)
{
    const char *at = text;
    if (end)
        *end = (char *)text;
    if (missing(text))
        return 0;
    while (isspace((unsigned char)*at))
        at++;
    at += *at == '-' || *at == '+';
    if (*at == '0' && (at[1] | 0x20) == 'x') {
        if (end)
            *end = (char *)at + 1;
        return 0;
    }
    return isdigit((unsigned char)*at) || *at == '.' ? strtod(text, end) : 0;
}

double ms_wcstod(const wchar_t *text, wchar_t **end)
{
    const wchar_t *at = text;
    if (end)
        *end = (wchar_t *)text;
    if (missing(text))
        return 0;
    while (iswspace(*at))
        at++;
    at += *at == '-' || *at == '+';
    if (*at == '0' && (at[1] | 0x20) == 'x') {
        if (end)
            *end = (wchar_t *)at + 1;
        return 0;
    }
    return (*at >= '0' && *at <= '9') || *at == '.' ? wcstod(text, end) : 0;
}

double ms_atof(const char *text)
{
    return ms_strtod(text, NULL);
}

double _wtof(const wchar_t *text)
{
    return ms_wcstod(text, NULL);
}
