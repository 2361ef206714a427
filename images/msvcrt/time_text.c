/* Times as text. */
#include "error.h"
#include "stdio_calls.h"
#include "times.h"
#include "thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* The day has two digits; the C standard's own asctime has a blank for the first. */
char *ms_asctime(const struct tm *tm)
{
    char *text = thread_current()->text;
    _snprintf(text, 26, "%.3s %.3s %02d %02d:%02d:%02d %04d\n", days + 3 * tm->tm_wday,
              months + 3 * tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, 1900 + tm->tm_year);
    return text;
}

char *_ctime64(const int64_t *seconds)
{
    struct tm *tm = _localtime64(seconds);
    return tm ? ms_asctime(tm) : NULL;
}

char *_ctime32(const int32_t *seconds)
{
    int64_t wide = *seconds;
    return _ctime64(&wide);
}

static wchar_t *widened(const char *text)
{
    wchar_t *wide = thread_current()->wide_text;
    for (size_t i = 0; text && i <= strlen(text); i++)
        wide[i] = (unsigned char)text[i];
    return text ? wide : NULL;
}

wchar_t *_wasctime(const struct tm *tm)
{
    return widened(ms_asctime(tm));
}

wchar_t *_wctime64(const int64_t *seconds)
{
    return widened(_ctime64(seconds));
}

wchar_t *_wctime32(const int32_t *seconds)
{
    return widened(_ctime32(seconds));
}

static char *now_text(char *buffer, const char *format)
{
    int64_t now = _time64(NULL);
    strftime(buffer, 9, format, _localtime64(&now));
    return buffer;
}

char *_strdate(char *buffer)
{
    return now_text(buffer, "%m/%d/%y");
}

char *_strtime(char *buffer)
{
    return now_text(buffer, "%H:%M:%S");
}

static const char *zone_name(const struct tm *tm)
{
    ms_tzset();
    return ms_tzname[tm->tm_isdst > 0];
}

/* One conversion, where msvcrt's text is not Newlib's; the rest is Newlib's. # in front asks for no leading
 * zeros, or for the long form of a date. */
static size_t convert(char *to, size_t room, char letter, int alternate, const struct tm *tm)
{
    char format[] = {'%', letter, 0};
    switch (letter) {
    case 'c':
        return strftime(to, room, alternate ? "%A, %B %d, %Y %H:%M:%S" : "%m/%d/%y %H:%M:%S", tm);
    case 'x':
        return strftime(to, room, alternate ? "%A, %B %d, %Y" : "%m/%d/%y", tm);
    case 'z':
    case 'Z':
        return _snprintf(to, room, "%s", zone_name(tm));
    default:
        return strftime(to, room, format, tm);
    }
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

size_t ms_strftime(char *buffer, size_t size, const char *format, const struct tm *tm)
{
    size_t used = 0;
    for (; *format; format++) {
        char part[160];
        size_t length = 1;
        part[0] = *format;
        if (*format == '%' && format[1]) {
            int alternate = format[1] == '#';
            format += 1 + alternate;
            length = convert(part, sizeof part, *format, alternate, tm);
            if (alternate && strchr("dHIjmMSUwWyY", *format))
                length = strip_zeros(part, length);
        }
        if (used + length >= size) {
            if (size)
                *buffer = 0;
            fail(ERANGE);
            return 0;
        }
        memcpy(buffer + used, part, length);
        used += length;
    }
    if (size)
        buffer[used] = 0;
    return used;
}

/* The text is ASCII, so it is made as bytes. */
size_t ms_wcsftime(wchar_t *buffer, size_t size, const wchar_t *format, const struct tm *tm)
{
    size_t length = wcslen(format);
    char *narrow_format = malloc(length + 1), *narrow = malloc(size);
    size_t used = 0;
    if (narrow_format && narrow) {
        for (size_t i = 0; i <= length; i++)
            narrow_format[i] = (char)format[i];
        used = ms_strftime(narrow, size, narrow_format, tm);
        for (size_t i = 0; i <= used; i++)
            buffer[i] = (unsigned char)narrow[i];
    }
    free(narrow_format);
    free(narrow);
    return used;
}
