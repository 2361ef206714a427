#include "images/ntdll/time.h"

#define TICKS_SECOND 10000000ll
#define TICKS_DAY    (86400 * TICKS_SECOND)
#define DAYS_400     146097 /* days in 400 years */
#define SECONDS_1970 11644473600ll
#define SECONDS_1980 11960006400ll

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1601-01-01 to the first of January. */
static int year_start(int year)
{
    int before = year - 1601;
    return before * 365 + before / 4 - before / 100 + before / 400;
}

void NTAPI RtlTimeToTimeFields(const LARGE_INTEGER *time, TIME_FIELDS *fields)
{
    int day = (int)(time->QuadPart / TICKS_DAY);
    int milliseconds = (int)(time->QuadPart % TICKS_DAY / (TICKS_SECOND / 1000));
    int year = 1601 + (int)((int64_t)day * 400 / DAYS_400);
    fields->Weekday = (SHORT)((day + 1) % 7); /* 1601-01-01 was a Monday */
    while (year_start(year) > day)
        year--;
    while (year_start(year + 1) <= day)
        year++;
    day -= year_start(year);
    int month = 1;
    while (day >= month_days(year, month))
        day -= month_days(year, month++);
    fields->Year = (SHORT)year;
    fields->Month = (SHORT)month;
    fields->Day = (SHORT)(day + 1);
    fields->Hour = (SHORT)(milliseconds / 3600000);
    fields->Minute = (SHORT)(milliseconds / 60000 % 60);
    fields->Second = (SHORT)(milliseconds / 1000 % 60);
    fields->Milliseconds = (SHORT)(milliseconds % 1000);
}

static bool fields_good(const TIME_FIELDS *f)
{
    return f->Year >= 1601 && f->Month >= 1 && f->Month <= 12 && f->Day >= 1 &&
           f->Day <= month_days(f->Year, f->Month) && f->Hour >= 0 && f->Hour < 24 && f->Minute >= 0 &&
           f->Minute < 60 && f->Second >= 0 && f->Second < 60 && f->Milliseconds >= 0 &&
           f->Milliseconds < 1000;
}

BOOLEAN NTAPI RtlTimeFieldsToTime(const TIME_FIELDS *fields, LARGE_INTEGER *time)
{
    if (!fields_good(fields))
        return FALSE;
    int64_t days = year_start(fields->Year) + fields->Day - 1;
    for (int month = 1; month < fields->Month; month++)
        days += month_days(fields->Year, month);
    int milliseconds =
        ((fields->Hour * 60 + fields->Minute) * 60 + fields->Second) * 1000 + fields->Milliseconds;
    time->QuadPart = days * TICKS_DAY + (int64_t)milliseconds * (TICKS_SECOND / 1000);
    return TRUE;
}

static BOOLEAN seconds_since(int64_t epoch, const LARGE_INTEGER *time, ULONG *seconds)
{
    int64_t since = time->QuadPart / TICKS_SECOND - epoch;
    if (since < 0 || since > UINT32_MAX)
        return FALSE;
    *seconds = (ULONG)since;
    return TRUE;
}

BOOLEAN NTAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *time, ULONG *seconds)
{
    return seconds_since(SECONDS_1970, time, seconds);
}

BOOLEAN NTAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *time, ULONG *seconds)
{
    return seconds_since(SECONDS_1980, time, seconds);
}

void NTAPI RtlSecondsSince1970ToTime(ULONG seconds, LARGE_INTEGER *time)
{
    time->QuadPart = (seconds + SECONDS_1970) * TICKS_SECOND;
}

void NTAPI RtlSecondsSince1980ToTime(ULONG seconds, LARGE_INTEGER *time)
{
    time->QuadPart = (seconds + SECONDS_1980) * TICKS_SECOND;
}
