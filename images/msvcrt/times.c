/*
 * The calendar's arithmetic is Newlib's, which is kept at UTC; the time zone is Windows' (or that of TZ, in
 * msvcrt's form "PST8PDT"), which Newlib does not know.
 */
#include "times.h"
#include "environ.h"
#include "error.h"
#include "thread.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#define TICKS_PER_SECOND  10000000
#define SECONDS_1601_1970 11644473600LL

#define LAST_TIME 32535215999LL /* the end of the year 3000, where msvcrt's calendar ends */

enum { HOUR = 3600, DAY = 24 * HOUR, LAST_TIME32 = 0x7fffffff };

int32_t ms_timezone = 8 * HOUR; /* seconds west of Greenwich; msvcrt begins with the Pacific's */
int ms_daylight = 1;
int32_t _dstbias = -HOUR;
static char standard_name[64] = "PST", daylight_name[64] = "PDT";
char *ms_tzname[2] = {standard_name, daylight_name};

static struct time_zone_information zone;
static int
    zone_has_rule; /* when daylight time begins and ends is in ZONE; else it is the United States' rule */
static int zone_known;
static int64_t started;

int64_t unix_from_filetime(struct filetime time)
{
    return (int64_t)((uint64_t)time.high << 32 | time.low) / TICKS_PER_SECOND - SECONDS_1601_1970;
}

struct filetime filetime_from_unix(int64_t seconds)
{
    uint64_t ticks = (uint64_t)(seconds + SECONDS_1601_1970) * TICKS_PER_SECOND;
    return (struct filetime){(uint32_t)ticks, (uint32_t)(ticks >> 32)};
}

static int64_t ticks_now(void)
{
    struct filetime now;
    GetSystemTimeAsFileTime(&now);
    return (int64_t)now.high << 32 | now.low;
}

void times_attach(void)
{
    started = ticks_now();
}

/* Milliseconds of real time since the start, as msvcrt counts. */
int32_t ms_clock(void)
{
    return (int32_t)((ticks_now() - started) / (TICKS_PER_SECOND / 1000));
}

int64_t _time64(int64_t *to)
{
    struct filetime now;
    GetSystemTimeAsFileTime(&now);
    int64_t seconds = unix_from_filetime(now);
    if (to)
        *to = seconds;
    return seconds;
}

int32_t _time32(int32_t *to)
{
    int32_t seconds = (int32_t)_time64(NULL);
    if (to)
        *to = seconds;
    return seconds;
}

double _difftime64(int64_t later, int64_t earlier)
{
    return (double)(later - earlier);
}

double _difftime32(int32_t later, int32_t earlier)
{
    return (double)later - (double)earlier;
}

static void name_zone(char *to, const wchar_t *name)
{
    int i = 0;
    for (; i < 31 && name[i]; i++)
        to[i] = name[i] < 256 ? (char)name[i] : '?';
    to[i] = 0;
}

static void zone_from_windows(void)
{
    enum { ZONE_INVALID = -1 };
    if ((int)GetTimeZoneInformation(&zone) == ZONE_INVALID)
        return;
    ms_timezone = zone.bias * 60;
    if (zone.standard_date.month)
        ms_timezone += zone.standard_bias * 60;
    ms_daylight = zone.daylight_date.month && zone.daylight_bias;
    _dstbias = ms_daylight ? (zone.daylight_bias - zone.standard_bias) * 60 : 0;
    zone_has_rule = 1;
    name_zone(standard_name, zone.standard_name);
    name_zone(daylight_name, zone.daylight_name);
}

static int take_number(const char **text)
{
    int number = 0;
    while (isdigit((unsigned char)**text))
        number = number * 10 + *(*text)++ - '0';
    return number;
}

/* "tzn[+|-]hh[:mm[:ss]][dzn]": three letters, the distance west, and the letters of daylight time if there is
 * one. */
static void zone_from_text(const char *text)
{
    memset(standard_name, 0, 4);
    strncpy(standard_name, text, 3);
    text += strlen(standard_name);
    int sign = *text == '-' ? -1 : 1;
    text += *text == '-' || *text == '+';
    ms_timezone = take_number(&text) * HOUR;
    for (int unit = 60; *text == ':' && unit; unit /= 60) {
        text++;
        ms_timezone += take_number(&text) * unit;
    }
    ms_timezone *= sign;
    ms_daylight = *text != 0;
    _dstbias = -HOUR;
    memset(daylight_name, 0, 4);
    strncpy(daylight_name, text, 3);
    zone_has_rule = 0;
}

void ms_tzset(void)
{
    const char *text = ms_getenv("TZ");
    if (text && *text)
        zone_from_text(text);
    else
        zone_from_windows();
    zone_known = 1;
}

static void zone_want(void)
{
    if (!zone_known)
        ms_tzset();
}

static struct tm *utc(int64_t seconds, struct tm *to)
{
    time_t time = seconds;
    return gmtime_r(&time, to);
}

/* Newlib's mktime stands at UTC, so this is the way back from utc(). */
static int64_t utc_seconds(const struct tm *from)
{
    struct tm copy = *from;
    copy.tm_isdst = 0;
    return mktime(&copy);
}

/* A rule such as "the second Sunday of March at 2:00" in the year of FROM, as local seconds. The week 5 is
 * the last. */
static int64_t rule_seconds(const struct tm *from, int month, int week, int weekday, int second)
{
    struct tm first = {.tm_year = from->tm_year, .tm_mon = month - 1, .tm_mday = 1};
    struct tm next = {.tm_year = from->tm_year, .tm_mon = month, .tm_mday = 1};
    int64_t begin = utc_seconds(&first), end = utc_seconds(&next);
    struct tm filled;
    utc(begin, &filled);
    int64_t day = begin + ((weekday - filled.tm_wday + 7) % 7 + (week - 1) * 7) * DAY;
    while (day >= end)
        day -= 7 * DAY;
    return day + second;
}

static int64_t transition(const struct tm *from, const struct systemtime *date)
{
    int second = date->hour * HOUR + date->minute * 60 + date->second;
    if (!date->year)
        return rule_seconds(from, date->month, date->day, date->day_of_week, second);
    struct tm day = {.tm_year = from->tm_year, .tm_mon = date->month - 1, .tm_mday = date->day};
    return utc_seconds(&day) + second;
}

/* Is it daylight time at this local standard time? The end is told in daylight time. */
static int is_daylight(const struct tm *standard)
{
    static const struct systemtime us_begin = {.month = 3, .day = 2, .hour = 2};
    static const struct systemtime us_end = {.month = 11, .day = 1, .hour = 2};
    if (!ms_daylight)
        return 0;
    int64_t begin = transition(standard, zone_has_rule ? &zone.daylight_date : &us_begin);
    int64_t end = transition(standard, zone_has_rule ? &zone.standard_date : &us_end) + _dstbias;
    int64_t here = utc_seconds(standard);
    return begin < end ? here >= begin && here < end : here >= begin || here < end;
}

static struct tm *local(int64_t seconds, struct tm *to)
{
    zone_want();
    utc(seconds - ms_timezone, to);
    if (!is_daylight(to))
        return to;
    utc(seconds - ms_timezone - _dstbias, to);
    to->tm_isdst = 1;
    return to;
}

static int in_calendar(int64_t seconds)
{
    return seconds >= 0 && seconds <= LAST_TIME;
}

struct tm *_gmtime64(const int64_t *seconds)
{
    if (!seconds || !in_calendar(*seconds)) {
        fail(EINVAL);
        return NULL;
    }
    return utc(*seconds, &thread_current()->tm);
}

struct tm *_gmtime32(const int32_t *seconds)
{
    return _gmtime64(seconds ? &((int64_t){*seconds}) : NULL);
}

struct tm *_localtime64(const int64_t *seconds)
{
    if (!seconds || !in_calendar(*seconds)) {
        fail(EINVAL);
        return NULL;
    }
    return local(*seconds, &thread_current()->tm);
}

struct tm *_localtime32(const int32_t *seconds)
{
    return _localtime64(seconds ? &((int64_t){*seconds}) : NULL);
}

/* The checked forms say that there is no such moment in every field. */
static int no_moment(struct tm *to)
{
    if (to)
        *to = (struct tm){-1, -1, -1, -1, -1, -1, -1, -1, -1};
    fail(EINVAL);
    return EINVAL;
}

int _localtime64_s(struct tm *to, const int64_t *seconds)
{
    if (!to || !seconds || !in_calendar(*seconds))
        return no_moment(to);
    local(*seconds, to);
    return 0;
}

int _localtime32_s(struct tm *to, const int32_t *seconds)
{
    return _localtime64_s(to, seconds ? &((int64_t){*seconds}) : NULL);
}

int _gmtime64_s(struct tm *to, const int64_t *seconds)
{
    if (!to || !seconds || !in_calendar(*seconds))
        return no_moment(to);
    utc(*seconds, to);
    return 0;
}

int _gmtime32_s(struct tm *to, const int32_t *seconds)
{
    return _gmtime64_s(to, seconds ? &((int64_t){*seconds}) : NULL);
}

/* What both ways of making a moment end with: FROM is filled in only if there is one, not after LAST. */
static int64_t made(int64_t seconds, int64_t last, struct tm *from, struct tm *(*fill)(int64_t, struct tm *))
{
    if (seconds < 0 || seconds > last)
        return fail(EINVAL);
    fill(seconds, from);
    return seconds;
}

int64_t _mkgmtime64(struct tm *from)
{
    return from ? made(utc_seconds(from), LAST_TIME, from, utc) : fail(EINVAL);
}

int32_t _mkgmtime32(struct tm *from)
{
    return from ? (int32_t)made(utc_seconds(from), LAST_TIME32, from, utc) : fail(EINVAL);
}

/* A negative tm_isdst asks for the time zone's own answer. */
static int64_t local_seconds(const struct tm *from)
{
    zone_want();
    int64_t seconds = utc_seconds(from);
    struct tm standard;
    utc(seconds, &standard);
    int daylight = from->tm_isdst > 0;
    if (from->tm_isdst < 0)
        daylight = is_daylight(&standard);
    return seconds + ms_timezone + (daylight ? _dstbias : 0);
}

int64_t _mktime64(struct tm *from)
{
    return from ? made(local_seconds(from), LAST_TIME, from, local) : fail(EINVAL);
}

int32_t _mktime32(struct tm *from)
{
    return from ? (int32_t)made(local_seconds(from), LAST_TIME32, from, local) : fail(EINVAL);
}

/* struct _timeb, with a time of either size. */
struct timeb32 {
    int32_t time;
    uint16_t milliseconds;
    int16_t zone, daylight;
};

struct timeb64 {
    int64_t time;
    uint16_t milliseconds;
    int16_t zone, daylight;
};

void _ftime64(struct timeb64 *to)
{
    if (missing(to))
        return;
    struct tm now;
    int64_t ticks = ticks_now();
    to->time = ticks / TICKS_PER_SECOND - SECONDS_1601_1970;
    to->milliseconds = ticks % TICKS_PER_SECOND / (TICKS_PER_SECOND / 1000);
    local(to->time, &now);
    to->zone = ms_timezone / 60;
    to->daylight = now.tm_isdst;
}

void _ftime32(struct timeb32 *to)
{
    if (missing(to))
        return;
    struct timeb64 wide;
    _ftime64(&wide);
    *to = (struct timeb32){(int32_t)wide.time, wide.milliseconds, wide.zone, wide.daylight};
}

int32_t *__p__timezone(void)
{
    return &ms_timezone;
}

int *__p__daylight(void)
{
    return &ms_daylight;
}

int32_t *__p__dstbias(void)
{
    return &_dstbias;
}

char **__p__tzname(void)
{
    return ms_tzname;
}

uint32_t _getsystime(struct tm *to)
{
    int64_t ticks = ticks_now();
    local(ticks / TICKS_PER_SECOND - SECONDS_1601_1970, to);
    return ticks % TICKS_PER_SECOND / (TICKS_PER_SECOND / 1000);
}
