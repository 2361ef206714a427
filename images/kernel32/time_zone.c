/*
 * From UTC to the local time of a zone, and back. A zone says how far it lies from UTC (Bias, in minutes,
 * west is positive) and, if it has a daylight time, when that begins and ends.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/time.h"

#define TICKS_PER_MINUTE 600000000ll
#define DAYS_PER_WEEK    7

static LONGLONG ticks_of(const FILETIME *time)
{
    return (LONGLONG)((ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime);
}

static BOOL ticks_from(const SYSTEMTIME *in, LONGLONG *ticks)
{
    FILETIME time;
    if (!SystemTimeToFileTime(in, &time))
        return FALSE;
    *ticks = ticks_of(&time);
    return TRUE;
}

static BOOL ticks_to(LONGLONG ticks, SYSTEMTIME *out)
{
    const FILETIME time = {(DWORD)ticks, (DWORD)((ULONGLONG)ticks >> 32)};
    return FileTimeToSystemTime(&time, out);
}

static int days_in_month(int year, int month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* The day of a month that is its n-th Sunday (or another weekday): n = 5 is the last. */
static int day_of(int year, int month, int weekday, int n)
{
    SYSTEMTIME first = {.wYear = (WORD)year, .wMonth = (WORD)month, .wDay = 1};
    LONGLONG ticks = 0;
    ticks_from(&first, &ticks);
    ticks_to(ticks, &first); /* fills in its weekday */
    int day = 1 + (weekday - first.wDayOfWeek + DAYS_PER_WEEK) % DAYS_PER_WEEK + (n - 1) * DAYS_PER_WEEK;
    while (day > days_in_month(year, month))
        day -= DAYS_PER_WEEK;
    return day;
}

/* When `rule` takes effect in `year`, by the wall clock that holds until then. A rule with a year of its own
 * is a date and holds in that year alone. */
static BOOL change_in(const SYSTEMTIME *rule, int year, LONGLONG *ticks)
{
    SYSTEMTIME date = *rule;
    if (!rule->wYear) {
        if (rule->wMonth > 12 || rule->wDay < 1 || rule->wDay > 5 || rule->wDayOfWeek > 6)
            return fail(ERROR_INVALID_PARAMETER);
        date.wYear = (WORD)year;
        date.wDay = (WORD)day_of(year, rule->wMonth, rule->wDayOfWeek, rule->wDay);
    }
    return ticks_from(&date, ticks);
}

/* Does daylight time hold at `ticks` of a clock that lies `standard` minutes from the wall clock's standard
 * time, and `daylight` from its daylight time? In the south it holds over the turn of the year. */
static BOOL in_daylight(const TIME_ZONE_INFORMATION *zone, int year, LONGLONG ticks, LONG standard,
                        LONG daylight, bool *result)
{
    LONGLONG begin, end;
    *result = false;
    if (!zone->StandardDate.wMonth || !zone->DaylightDate.wMonth)
        return TRUE;
    if (!change_in(&zone->DaylightDate, year, &begin) || !change_in(&zone->StandardDate, year, &end))
        return FALSE;
    begin += standard * TICKS_PER_MINUTE;
    end += daylight * TICKS_PER_MINUTE;
    *result = begin < end ? ticks >= begin && ticks < end : ticks >= begin || ticks < end;
    return TRUE;
}

static BOOL year_of(LONGLONG ticks, int *year)
{
    SYSTEMTIME date;
    if (!ticks_to(ticks, &date))
        return FALSE;
    *year = date.wYear;
    return TRUE;
}

/* The zone that a caller means who names none. */
static const TIME_ZONE_INFORMATION *zone_or_current(const TIME_ZONE_INFORMATION *zone,
                                                    TIME_ZONE_INFORMATION *current)
{
    if (zone)
        return zone;
    GetTimeZoneInformation(current);
    return current;
}

WINBOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *given, const SYSTEMTIME *utc,
                                               LPSYSTEMTIME local)
{
    TIME_ZONE_INFORMATION current;
    const TIME_ZONE_INFORMATION *zone = zone_or_current(given, &current);
    LONG standard = zone->Bias + zone->StandardBias, daylight = zone->Bias + zone->DaylightBias;
    LONGLONG ticks;
    bool summer;
    int year;
    if (!ticks_from(utc, &ticks) || !year_of(ticks - standard * TICKS_PER_MINUTE, &year) ||
        !in_daylight(zone, year, ticks, standard, daylight, &summer))
        return FALSE;
    return ticks_to(ticks - (summer ? daylight : standard) * TICKS_PER_MINUTE, local);
}

/* The hour that comes twice is taken for the first, which is daylight time; the one that does not come, too.
 */
WINBOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *given, const SYSTEMTIME *local,
                                               LPSYSTEMTIME utc)
{
    TIME_ZONE_INFORMATION current;
    const TIME_ZONE_INFORMATION *zone = zone_or_current(given, &current);
    LONG standard = zone->Bias + zone->StandardBias, daylight = zone->Bias + zone->DaylightBias;
    LONGLONG ticks;
    bool summer;
    if (!ticks_from(local, &ticks) || !in_daylight(zone, local->wYear, ticks, 0, 0, &summer))
        return FALSE;
    return ticks_to(ticks + (summer ? daylight : standard) * TICKS_PER_MINUTE, utc);
}
