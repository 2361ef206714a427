/* The calendar: fixed moments, so that every run prints the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timeb.h>
#include <time.h>

static void show(const struct tm *tm)
{
    printf("%d-%d-%d %d:%d:%d wday %d yday %d dst %d\n", tm->tm_year, tm->tm_mon, tm->tm_mday, tm->tm_hour,
           tm->tm_min, tm->tm_sec, tm->tm_wday, tm->tm_yday, tm->tm_isdst);
}

static void moments(void)
{
    static const time_t at[] = {0,          86399,      951782400,  1000000000,
                                1234567890, 1709164800, 2147483647, 1720000000};
    for (int i = 0; i < 8; i++) {
        show(gmtime(&at[i]));
        show(localtime(&at[i]));
        printf("%s", asctime(gmtime(&at[i])));
        printf("%s", ctime(&at[i]));
        struct tm back = *localtime(&at[i]);
        printf("%ld\n", (long)mktime(&back));
    }
    __time64_t far = 4102444800LL;
    show(_gmtime64(&far));
    printf("%s", _ctime64(&far));
    time_t before = -1;
    printf("%d\n", gmtime(&before) == NULL);
}

static void making(void)
{
    struct tm over = {.tm_year = 124,
                      .tm_mon = 13,
                      .tm_mday = 35,
                      .tm_hour = 25,
                      .tm_min = 61,
                      .tm_sec = 61,
                      .tm_isdst = -1};
    printf("%ld ", (long)mktime(&over));
    show(&over);
    struct tm summer = {.tm_year = 124, .tm_mon = 6, .tm_mday = 1, .tm_hour = 12, .tm_isdst = -1};
    printf("%ld ", (long)mktime(&summer));
    show(&summer);
    struct tm gap = {.tm_year = 124, .tm_mon = 2, .tm_mday = 10, .tm_hour = 2, .tm_min = 30, .tm_isdst = -1};
    printf("%ld ", (long)mktime(&gap));
    show(&gap);
    struct tm early = {.tm_year = 60, .tm_mday = 1};
    printf("%ld\n", (long)mktime(&early));
    printf("%g\n", difftime(1000, 400));
}

static void formats(void)
{
    char text[128], format[3] = "%x";
    time_t at = 1709251506;
    struct tm tm = *gmtime(&at);
    for (const char *letter = "aAbBcdHIjmMpSUwWxXyY%"; *letter; letter++) {
        format[1] = *letter;
        printf("%c=%s ", *letter, strftime(text, sizeof text, format, &tm) ? text : "none");
    }
    printf("\n%u\n", (unsigned)strftime(text, 5, "%Y-%m", &tm));
    printf("%u %s\n", (unsigned)strftime(text, 64, "%#d.%#m %#H %#j", &tm), text);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        _putenv(argv[1]);
    _tzset();
    printf("%ld %d\n", _timezone, _daylight);
    moments();
    making();
    formats();
    time_t now = time(NULL);
    struct _timeb also;
    _ftime(&also);
    printf("%d %d %d\n", now > 1700000000, also.time - now <= 1, clock() < 60 * CLOCKS_PER_SEC);
    return 0;
}
