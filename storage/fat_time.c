#include "storage/fat_time.h"

#include <stdbool.h>

#define UNITS_PER_10MS  100000u
#define TEN_MS_PER_DAY  8640000u
#define DAYS_TO_1980    138426u /* from 1601-01-01 */
#define DAYS_TO_2108    185178u
#define DATE_1980       0x0021u
#define DATE_2107_12_31 0xff9fu

/* 1980 .. 2107: every fourth year is a leap year but for 2100. */
static bool is_leap_year(uint32_t year)
{
    return year % 4 == 0 && year != 2100;
}

/* Days of the year before a month. */
static uint32_t days_before_month(uint32_t year, uint32_t month)
{
    static const uint16_t days[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return days[month - 1] + (month > 2 && is_leap_year(year));
}

static uint32_t month_days(uint32_t year, uint32_t month)
{
    return month == 12 ? 31 : days_before_month(year, month + 1) - days_before_month(year, month);
}

/* From 1980-01-01 to the first day of a year. */
static uint32_t days_before_year(uint32_t year)
{
    uint32_t years = year - 1980;
    return years * 365 + (years + 3) / 4 - (year > 2100);
}

static uint16_t date_from_days(uint32_t days)
{
    uint32_t year = 1980 + days / 366, month = 12; /* that year, or the one after */
    if (days >= days_before_year(year + 1))
        year++;
    days -= days_before_year(year);
    while (days < days_before_month(year, month))
        month--;
    days -= days_before_month(year, month);
    return (uint16_t)((year - 1980) << 9 | month << 5 | (days + 1));
}

struct fat_stamp fat_stamp_from_nt(uint64_t time)
{
    uint64_t ten_ms = time / UNITS_PER_10MS;
    uint64_t days = ten_ms / TEN_MS_PER_DAY;
    if (days < DAYS_TO_1980)
        return (struct fat_stamp){DATE_1980, 0, 0};
    if (days >= DAYS_TO_2108)
        return (struct fat_stamp){DATE_2107_12_31, 23 << 11 | 59 << 5 | 29, 199};
    uint32_t rest = (uint32_t)(ten_ms % TEN_MS_PER_DAY);
    uint32_t seconds = rest / 100;
    return (struct fat_stamp){
        .date = date_from_days((uint32_t)days - DAYS_TO_1980),
        .time = (uint16_t)(seconds / 3600 << 11 | seconds / 60 % 60 << 5 | seconds % 60 / 2),
        .ten_ms = (uint8_t)(rest % 200),
    };
}

uint64_t fat_stamp_to_nt(struct fat_stamp stamp)
{
    uint32_t year = 1980u + (stamp.date >> 9);
    uint32_t month = stamp.date >> 5 & 15, day = stamp.date & 31;
    uint32_t hour = stamp.time >> 11, minute = stamp.time >> 5 & 63, half = stamp.time & 31;
    if (month < 1 || month > 12 || day < 1 || day > month_days(year, month) || hour > 23 || minute > 59 ||
        half > 29 || stamp.ten_ms > 199)
        return 0;
    uint32_t days = DAYS_TO_1980 + days_before_year(year) + days_before_month(year, month) + day - 1;
    uint64_t ten_ms =
        (uint64_t)days * TEN_MS_PER_DAY + (hour * 3600 + minute * 60 + half * 2) * 100 + stamp.ten_ms;
    return ten_ms * UNITS_PER_10MS;
}
