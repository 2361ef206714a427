/*
 * Text to whole numbers. Newlib does it; msvcrt differs in what it says to bad arguments, and in an unsigned
 * number that is too large and has a minus: the largest number is negated all the same.
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

double _wtof(const wchar_t *text)
{
    return wcstod(text, NULL);
}
