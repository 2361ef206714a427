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

static int month_days(int year, int month)
{
    static const char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month] + (leap && month == 1);
}

/* Every field that stands in the text. */
static int tm_good(const struct tm *tm)
{
    return between(tm->tm_year, 0, 8099) && between(tm->tm_mon, 0, 11) &&
           between(tm->tm_mday, 1, month_days(tm->tm_year + 1900, tm->tm_mon)) &&
           between(tm->tm_wday, 0, 6) && between(tm->tm_hour, 0, 23) && between(tm->tm_min, 0, 59) &&
           between(tm->tm_sec, 0, 59);
}

/* The day has two digits; the C standard's own asctime has a blank for the first. */
char *ms_asctime(const struct tm *tm)
{
    if (!tm || !tm_good(tm)) {
        fail(EINVAL);
        return NULL;
    }
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
    return _ctime64(seconds ? &((int64_t){*seconds}) : NULL);
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
    if (!buffer) {
        fail(EINVAL);
        return NULL;
    }
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
