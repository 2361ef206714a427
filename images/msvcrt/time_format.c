/* strftime and its wide twin. */
#include "error.h"
#include "thread.h"
#include "times.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

enum { LONGEST_PART = 160 };

/* Does the moment have what the conversion LETTER shows? Newlib looks names up without asking. */
static int shows(char letter, const struct tm *tm)
{
    switch (letter) {
    case 'a':
    case 'A':
    case 'w':
        return between(tm->tm_wday, 0, 6);
    case 'b':
    case 'B':
    case 'm':
        return between(tm->tm_mon, 0, 11);
    case 'd':
        return between(tm->tm_mday, 1, 31);
    case 'H':
    case 'I':
    case 'p':
        return between(tm->tm_hour, 0, 23);
    case 'j':
        return between(tm->tm_yday, 0, 365);
    case 'M':
        return between(tm->tm_min, 0, 59);
    case 'S':
        return between(tm->tm_sec, 0, 59);
    case 'U':
    case 'W':
        return shows('w', tm) && shows('j', tm);
    case 'y':
    case 'Y':
        return between(tm->tm_year, -1900, 8099);
    case 'X':
        return shows('H', tm) && shows('M', tm) && shows('S', tm);
    case 'x':
        return shows('a', tm) && shows('b', tm) && shows('d', tm) && shows('y', tm);
    case 'c':
        return shows('x', tm) && shows('X', tm);
    case 'z':
    case 'Z':
    case '%':
        return 1;
    default: /* a conversion that msvcrt does not have */
        return 0;
    }
}

static const char *zone_name(const struct tm *tm)
{
    ms_tzset();
    return ms_tzname[tm->tm_isdst > 0];
}

static size_t copy_name(char *to, const char *name)
{
    size_t length = strnlen(name, LONGEST_PART);
    memcpy(to, name, length);
    return length;
}

/* Takes the zeros away from the front of a number, but for the last digit. */
static size_t strip_zeros(char *text, size_t length)
{
    size_t zeros = 0;
    while (zeros + 1 < length && text[zeros] == '0')
        zeros++;
    memmove(text, text + zeros, length - zeros);
    return length - zeros;
}

/* One conversion. # in front (ALTERNATE) asks for no leading zeros, or for the long form of a date. Where
 * msvcrt's text is not Newlib's, it stands here. */
static size_t convert(char to[LONGEST_PART], char letter, int alternate, const struct tm *tm)
{
    char format[] = {'%', letter, 0};
    size_t length;
    switch (letter) {
    case 'c':
        return strftime(to, LONGEST_PART, alternate ? "%A, %B %d, %Y %H:%M:%S" : "%m/%d/%y %H:%M:%S", tm);
    case 'x':
        return strftime(to, LONGEST_PART, alternate ? "%A, %B %d, %Y" : "%m/%d/%y", tm);
    case 'z':
    case 'Z':
        return copy_name(to, zone_name(tm));
    default:
        length = strftime(to, LONGEST_PART, format, tm);
        return alternate && strchr("dHIjmMSUwWyY", letter) ? strip_zeros(to, length) : length;
    }
}

/* A format, read one piece at a time, whatever the size of its characters: the caller keeps the place. */
struct piece {
    char text[LONGEST_PART]; /* of a conversion */
    size_t length;
    int used; /* characters of the format; 0 when the conversion is a mistake */
};

/* NEXT and AFTER are the characters behind the %. */
static struct piece piece_of(wchar_t next, wchar_t after, const struct tm *tm)
{
    struct piece piece = {.used = 0};
    int alternate = next == '#';
    wchar_t letter = alternate ? after : next;
    if (letter > 'z' || !tm || !shows((char)letter, tm))
        return piece;
    piece.used = 2 + alternate;
    piece.length = convert(piece.text, (char)letter, alternate, tm);
    return piece;
}

static size_t give_up(int error)
{
    fail(error);
    return 0;
}

size_t ms_strftime(char *buffer, size_t size, const char *format, const struct tm *tm)
{
    size_t used = 0;
    if (!buffer || !size || !format)
        return give_up(EINVAL);
    *buffer = 0;
    while (*format) {
        struct piece piece = {.text = {*format}, .length = 1, .used = 1};
        if (*format == '%')
            piece = piece_of((unsigned char)format[1], format[1] ? (unsigned char)format[2] : 0, tm);
        if (!piece.used || used + piece.length >= size) {
            *buffer = 0;
            return give_up(piece.used ? ERANGE : EINVAL);
        }
        memcpy(buffer + used, piece.text, piece.length);
        used += piece.length;
        buffer[used] = 0;
        format += piece.used;
    }
    return used;
}

/* What conversions write is bytes: names of the "C" locale and of time zones. */
size_t ms_wcsftime(wchar_t *buffer, size_t size, const wchar_t *format, const struct tm *tm)
{
    size_t used = 0;
    if (!buffer || !size || !format)
        return give_up(EINVAL);
    *buffer = 0;
    while (*format) {
        struct piece piece = {.length = 1, .used = 1};
        if (*format == '%')
            piece = piece_of(format[1], format[1] ? format[2] : 0, tm);
        if (!piece.used || used + piece.length >= size) {
            *buffer = 0;
            return give_up(piece.used ? ERANGE : EINVAL);
        }
        for (size_t i = 0; i < piece.length; i++)
            buffer[used + i] = *format == '%' ? (unsigned char)piece.text[i] : *format;
        used += piece.length;
        buffer[used] = 0;
        format += piece.used;
    }
    return used;
}
