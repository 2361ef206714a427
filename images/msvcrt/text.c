#include "text.h"
#include "error.h"
#include "thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_COMPARED = 0x7fffffff };

int _strnicmp(const char *a, const char *b, size_t count)
{
    if (!a || !b)
        return fail(EINVAL), NOT_COMPARED;
    for (; count; count--, a++, b++) {
        int difference = ascii_lower((unsigned char)*a) - ascii_lower((unsigned char)*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int _stricmp(const char *a, const char *b)
{
    return _strnicmp(a, b, (size_t)-1);
}

int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    if (!a || !b)
        return fail(EINVAL), NOT_COMPARED;
    for (; count; count--, a++, b++) {
        int difference = ascii_lower(*a) - ascii_lower(*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
    return _wcsnicmp(a, b, (size_t)-1);
}

int _memicmp(const void *a, const void *b, size_t count)
{
    if ((!a || !b) && count)
        return fail(EINVAL), NOT_COMPARED;
    const unsigned char *x = a, *y = b;
    for (; count; count--, x++, y++)
        if (ascii_lower(*x) != ascii_lower(*y))
            return ascii_lower(*x) - ascii_lower(*y);
    return 0;
}

/* Comparing as the "C" locale orders is comparing bytes. */
int _strncoll(const char *a, const char *b, size_t count)
{
    return strncmp(a, b, count);
}

int _wcsncoll(const wchar_t *a, const wchar_t *b, size_t count)
{
    return wcsncmp(a, b, count);
}

char *_strlwr(char *text)
{
    if (missing(text))
        return NULL;
    for (char *at = text; *at; at++)
        *at = ascii_lower((unsigned char)*at);
    return text;
}

char *_strupr(char *text)
{
    if (missing(text))
        return NULL;
    for (char *at = text; *at; at++)
        *at = ascii_upper((unsigned char)*at);
    return text;
}

wchar_t *_wcslwr(wchar_t *text)
{
    if (missing(text))
        return NULL;
    for (wchar_t *at = text; *at; at++)
        *at = ascii_lower(*at);
    return text;
}

wchar_t *_wcsupr(wchar_t *text)
{
    if (missing(text))
        return NULL;
    for (wchar_t *at = text; *at; at++)
        *at = ascii_upper(*at);
    return text;
}

char *_strrev(char *text)
{
    if (missing(text))
        return NULL;
    char *from = text, *to = text + strlen(text);
    while (from < --to) {
        char swapped = *from;
        *from++ = *to;
        *to = swapped;
    }
    return text;
}

wchar_t *_wcsrev(wchar_t *text)
{
    if (missing(text))
        return NULL;
    wchar_t *from = text, *to = text + wcslen(text);
    while (from < --to) {
        wchar_t swapped = *from;
        *from++ = *to;
        *to = swapped;
    }
    return text;
}

char *_strnset(char *text, int filler, size_t count)
{
    if (missing(text))
        return NULL;
    for (char *at = text; *at && count--; at++)
        *at = (char)filler;
    return text;
}

char *_strset(char *text, int filler)
{
    return _strnset(text, filler, (size_t)-1);
}

wchar_t *_wcsnset(wchar_t *text, wchar_t filler, size_t count)
{
    if (missing(text))
        return NULL;
    for (wchar_t *at = text; *at && count--; at++)
        *at = filler;
    return text;
}

wchar_t *_wcsset(wchar_t *text, wchar_t filler)
{
    return _wcsnset(text, filler, (size_t)-1);
}

char *ms_strdup(const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

wchar_t *ms_wcsdup(const wchar_t *text)
{
    if (!text)
        return NULL;
    size_t size = (wcslen(text) + 1) * sizeof *text;
    wchar_t *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

/* Pairs of bytes change places. */
void ms_swab(char *from, char *to, int count)
{
    for (; count > 1; count -= 2, from += 2, to += 2) {
        char first = from[0];
        to[0] = from[1];
        to[1] = first;
    }
}

/* msvcrt's has no third argument: where it goes on is the thread's. */
wchar_t *ms_wcstok(wchar_t *text, const wchar_t *separators)
{
    return wcstok(text, separators, &thread_current()->wcstok_at);
}

/* In the "C" locale a text is its own key. Zeros fill the rest of the room, as strncpy does. */
size_t ms_strxfrm(char *key, const char *text, size_t size)
{
    if (size)
        strncpy(key, text, size);
    return strlen(text);
}
