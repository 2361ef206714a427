/*
 * Between bytes and UTF-16 in the "C" locale: a byte is the character of its number, and a character above
 * 255 has none. Newlib's, built for one locale only, extend the sign and cut characters instead.
 */
#include "error.h"

#include <errno.h>
#include <stddef.h>

enum { LAST = 0xff };

int ms_mblen(const char *text, size_t size)
{
    if (!text || !size)
        return text ? -1 : 0;
    return *text != 0;
}

int ms_mbtowc(wchar_t *to, const char *text, size_t size)
{
    int length = ms_mblen(text, size);
    if (to && text && length >= 0)
        *to = (unsigned char)*text;
    return length;
}

int ms_wctomb(char *to, wchar_t character)
{
    if (!to)
        return 0;
    if (character > LAST)
        return fail(MS_EILSEQ);
    *to = (char)character;
    return 1;
}

/* Without TO, only counts. */
size_t ms_mbstowcs(wchar_t *to, const char *text, size_t size)
{
    if (missing(text))
        return (size_t)-1;
    size_t i = 0;
    for (; !to || i < size; i++) {
        if (to)
            to[i] = (unsigned char)text[i];
        if (!text[i])
            break;
    }
    return i;
}

size_t ms_wcstombs(char *to, const wchar_t *text, size_t size)
{
    if (missing(text))
        return (size_t)-1;
    size_t i = 0;
    for (; !to || i < size; i++) {
        if (text[i] > LAST)
            return fail(MS_EILSEQ);
        if (to)
            to[i] = (char)text[i];
        if (!text[i])
            break;
    }
    return i;
}

/* The checked forms cut only where the count asks for it. */
int mbstowcs_s(size_t *done, wchar_t *to, size_t size, const char *text, size_t count)
{
    if (missing(text))
        return EINVAL;
    size_t length = ms_mbstowcs(NULL, text, 0);
    if (length > count)
        length = count;
    if (to && length >= size)
        return fail(ERANGE), ERANGE;
    if (to) {
        ms_mbstowcs(to, text, length);
        to[length] = 0;
    }
    if (done)
        *done = length + 1;
    return 0;
}

int wcstombs_s(size_t *done, char *to, size_t size, const wchar_t *text, size_t count)
{
    if (missing(text))
        return EINVAL;
    size_t length = ms_wcstombs(NULL, text, 0);
    if (length == (size_t)-1)
        return MS_EILSEQ;
    if (length > count)
        length = count;
    if (to && length >= size)
        return fail(ERANGE), ERANGE;
    if (to) {
        ms_wcstombs(to, text, length);
        to[length] = 0;
    }
    if (done)
        *done = length + 1;
    return 0;
}
