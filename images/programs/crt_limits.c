/* What the C library says where there is no room, or no such number, date or conversion.
 */
#define __USE_MINGW_ANSI_STDIO 0
#define _CRT_RAND_S
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <process.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <windows.h>

/* A function by the DLL's own name for it, which the compiler's library may have another for. */
static void *function(const char *name)
{
    return (void *)GetProcAddress(GetModuleHandleA("msvcrt"), name);
}

static void whole_numbers(void)
{
    char text[80];
    wchar_t wide[80];
    static const char *const texts[] = {"-4294967296", "4294967296", "-1", "  -4294967295",
                                        "-2147483649", "2147483648", "x"};
    for (int i = 0; i < 7; i++) {
        char *end;
        mbstowcs(wide, texts[i], 80);
        errno = 0;
        unsigned long value = strtoul(texts[i], &end, 10), wide_value = wcstoul(wide, NULL, 10);
        printf("[%s] %lu %lu %d %d |", texts[i], value, wide_value, (int)(end - texts[i]), errno);
        errno = 0;
        printf(" %ld %ld", strtol(texts[i], NULL, 10), wcstol(wide, NULL, 10));
        printf(" %d\n", errno);
    }
    errno = 0;
    unsigned long long (*strtoui64)(const char *, char **, int) = function("_strtoui64");
    printf("%I64u", strtoui64("-18446744073709551616", NULL, 0));
    printf(" %d", errno);
    printf(" %I64d %I64u\n", _strtoi64("-9223372036854775809", NULL, 0),
           _wcstoui64(L"-99999999999999999999", NULL, 0));
    errno = 5;
    printf("%lu", strtoul("77", NULL, 8));
    printf(" %d", errno);
    printf(" %ld", strtol(NULL, NULL, 10));
    printf(" %d", errno);
    errno = 0;
    printf(" %lu", strtoul("12", NULL, 1));
    printf(" %d %I64d\n", errno, _atoi64(NULL));
    errno = 0;
    printf("[%s] [%ls]", _itoa(5, text, 1), _i64tow(5, wide, 37));
    printf(" %d %s", errno, _i64toa(INT64_MIN, text, 10));
    printf(" %d\n", (int)strlen(_ui64toa(~0ull, text, 2)));
}

static void digits(void)
{
    static const struct {
        double value;
        int count;
    } some[] = {{0.0001, 1},     {0.0001, -10},      {0.0063, 2},
                {0.0063, 3},     {99.99, 1},         {-123.0001, 0},
                {-123.0001, -2}, {-123.0001, -3},    {0, 5},
                {0, -1},         {0.6, 0},           {0.4, 0},
                {0.05, 0},       {0.09999999996, 2}, {999999999999.9, 3},
                {3333.3, 2},     {0.5, 0},           {2.5, 0}};
    for (unsigned i = 0; i < sizeof some / sizeof some[0]; i++) {
        int point = 100, sign = 100;
        printf("%g,%d: \"%s\"", some[i].value, some[i].count,
               _ecvt(some[i].value, some[i].count, &point, &sign));
        printf(" %d %d", point, sign);
        printf(" \"%s\"", _fcvt(some[i].value, some[i].count, &point, &sign));
        printf(" %d\n", point);
    }
    int point, sign;
    printf("%s", _ecvt(INFINITY, 5, &point, &sign));
    printf(" %s", _ecvt(-INFINITY, 3, &point, &sign));
    printf(" %d %d %u\n", point, sign, (unsigned)strlen(_fcvt(1, 1000, &point, &sign)));
}

static int format(char *buffer, size_t size, const char *text, ...)
{
    va_list args;
    va_start(args, text);
    int written = _vsnprintf(buffer, size, text, args);
    va_end(args);
    return written;
}

static int checked(char *buffer, size_t size, size_t count, const char *text, ...)
{
    int (*print)(char *, size_t, size_t, const char *, va_list) = function("_vsnprintf_s");
    va_list args;
    va_start(args, text);
    errno = 0;
    int written = print(buffer, size, count, text, args);
    va_end(args);
    return written;
}

static int checked_wide(wchar_t *buffer, size_t size, size_t count, const wchar_t *text, ...)
{
    int (*print)(wchar_t *, size_t, size_t, const wchar_t *, va_list) = function("_vsnwprintf_s");
    va_list args;
    va_start(args, text);
    errno = 0;
    int written = print(buffer, size, count, text, args);
    va_end(args);
    return written;
}

static void formats(void)
{
    char buffer[8];
    wchar_t wide[8];
    printf("%d %d %d %d\n", format(NULL, 0, "%d", 12345), format(NULL, 5, "%d", 1), format(buffer, 8, NULL),
           format(buffer, 0, "%d", 1));
    printf("%d", format(buffer, (size_t)-1, "%d", 123));
    printf(" %s", buffer);
    printf(" %d %d", _snwprintf(NULL, 0, L"%d", 12345), _snwprintf(wide, (size_t)-1, L"%d", 123));
    printf(" %ls\n", wide);
    for (int i = 0; i < 5; i++) {
        static const size_t counts[] = {3, 7, 8, 100, (size_t)-1};
        wcscpy(wide, L"?");
        strcpy(buffer, "?");
        printf("%d", checked(buffer, 8, counts[i], "%s", "12345678"));
        printf(" %s %d,", buffer, errno);
        printf(" %d", checked_wide(wide, 8, counts[i], L"%d", 12345678));
        printf(" %ls %d\n", wide, errno);
    }
    printf("%d %d %d %d\n", checked(NULL, 0, 0, "x"), checked(buffer, 0, 3, "x"),
           checked_wide(wide, 0, 3, L"x"), checked(buffer, 8, 7, "1234567"));
}

static void scanning(void)
{
    int (*scan)(const char *, const char *, ...) = function("sscanf");
    int (*scan_wide)(const wchar_t *, const wchar_t *, ...) = function("swscanf");
    char text[20] = "", rest[20] = "";
    wchar_t wide[20] = L"";
    int number = 0;
    printf("%d", scan("\x81\x82test", "\x81%\x82%s", text));
    printf(" %s", text);
    printf(" %d", scan("q  k7", "%q%k%d", &number));
    printf(" %d", number);
    printf(" %d", scan("50 %", "%d%%", &number));
    printf(" %d", scan("\xe4\xf6zz", "%[\xe0-\xff]%s", text, rest));
    printf(" %d %s", (unsigned char)text[1], rest);
    printf(" %d", scan("\xa0x", "%s", text));
    printf(" %d\n", (unsigned char)text[0]);
    printf("%d", scan("zyx-w", "%[z-x]%s", text, rest));
    printf(" %s %s\n", text, rest);
    printf("%d", scan_wide(L"\x416y9", L"%\x416%lc%d", wide, &number));
    printf(" %c %d\n", wide[0], number);
}

static void show_time(const struct tm *tm)
{
    printf(tm ? "%d " : "none ", tm ? tm->tm_year : 0);
}

static void moments(void)
{
    static const __time64_t at[] = {-1, 32535215999, 32535216000, 253402300799};
    errno_t (*gmtime32_s)(struct tm *, const __time32_t *) = function("_gmtime32_s");
    errno_t (*localtime32_s)(struct tm *, const __time32_t *) = function("_localtime32_s");
    errno_t (*gmtime64_s)(struct tm *, const __time64_t *) = function("_gmtime64_s");
    struct tm tm;
    for (int i = 0; i < 4; i++) {
        show_time(_gmtime64(&at[i]));
        show_time(_localtime64(&at[i]));
        printf("%d", gmtime64_s(&tm, &at[i]));
        printf(" %d %s\n", tm.tm_year, _ctime64(&at[i]) ? "text" : "none");
    }
    errno = 0;
    show_time(_gmtime64(NULL));
    printf("%d %d", asctime(NULL) != NULL, _wctime64(NULL) != NULL);
    printf(" %d\n", errno);
    const __time32_t pair[] = {86400, -1}; /* what follows is none of it */
    printf("%d", gmtime32_s(&tm, pair));
    printf(" %d-%d", tm.tm_year, tm.tm_mday);
    printf(" %d", localtime32_s(&tm, pair));
    printf(" %d-%d %d\n", tm.tm_year, tm.tm_mday, gmtime32_s(NULL, pair));
    struct tm late = {.tm_year = 1200, .tm_mday = 1}, early = {.tm_year = 69, .tm_mday = 1};
    printf("%I64d %I64d %I64d %I64d\n", _mktime64(&late), _mkgmtime64(&late), _mktime64(&early),
           _mktime64(NULL));
}

static void dates(void)
{
    static const struct tm good = {41, 58, 2, 26, 10, 79, 1, 329, 0};
    struct tm bad[10];
    for (int i = 0; i < 10; i++)
        bad[i] = good;
    bad[1].tm_wday = 7, bad[2].tm_mon = -1, bad[3].tm_mday = 31, bad[4].tm_hour = 24, bad[5].tm_min = 60;
    bad[6].tm_sec = -1, bad[7].tm_year = -1, bad[8].tm_mday = 0, bad[9].tm_yday = 400;
    for (int i = 0; i < 10; i++) {
        char text[40] = "?";
        errno = 0;
        printf("%s %d", asctime(&bad[i]) ? "date" : "none", _wasctime(&bad[i]) != NULL);
        printf(" %d", (int)strftime(text, 40, "%a %b %d %H:%M:%S %y", &bad[i]));
        printf(" [%s]", text);
        printf(" %d", (int)strftime(text, 40, "%j", &bad[i]));
        printf(" %d\n", errno);
    }
    char text[40];
    wchar_t wide[40] = L"?";
    for (const char *at = "eCDFGhnrRstTuVgklP"; *at; at++)
        printf("%d", (int)strftime(text, 40, (char[]){'a', '%', *at, 0}, &good));
    printf(" %d", (int)strftime(text, 40, "a%", &good));
    printf(" %d", (int)strftime(text, 40, "", &good));
    printf(" %d", (int)strftime(text, 3, "abc", &good));
    printf(" %d %d %d\n", (int)strftime(NULL, 40, "a", &good), (int)strftime(text, 40, "%d", NULL),
           (int)strftime(text, 40, "a", NULL));
    printf("%d", (int)wcsftime(wide, 40, L"\x416\xe9 %Y %#d", &good));
    printf(" %x %x %x", wide[0], wide[1], wide[3]);
    printf(" %d", (int)wcsftime(wide, 40, L"%e", &good));
    printf(" %d\n", (int)wcsftime(wide, 5, L"%B", &good));
}

static void points(void)
{
    double (*read)(const char *, char **) = function("strtod");
    static const char *const texts[] = {"1.5x", "-.5", "inf", "nan", " 0x10", "+", "-1e3"};
    for (int i = 0; i < 7; i++) {
        char *end;
        printf("%g", read(texts[i], &end));
        printf(" %d,", (int)(end - texts[i]));
    }
    printf(" %g\n", _wtof(L"infinity"));
}

/* Texts of which there is memory for one, and not for their wide form as well: that is no mistake of the
 * caller's. */
static void no_memory(void)
{
    size_t length = 10 << 20;
    char *text = malloc(length + 1);
    memset(text, 'x', length);
    text[length] = 0;
    errno = 0;
    printf("_popen %d", _popen(text, "r") != NULL);
    printf(" %d,", errno == ENOMEM);
    errno = 0;
    printf(" system %d", system(text));
    printf(" %d,", errno == ENOMEM);
    const char *const arguments[] = {"hello", NULL}, *const environment[] = {text, NULL};
    errno = 0;
    printf(" _spawnve %d", (int)_spawnve(_P_WAIT, "C:\\PROGRAMS\\crt_limits.exe", arguments, environment));
    printf(" %d,", errno == ENOMEM);
    text[1] = '=';
    errno = 0;
    printf(" _putenv %d", _putenv(text));
    printf(" %d\n", errno == ENOMEM);
    free(text);
}

int main(void)
{
    whole_numbers();
    digits();
    formats();
    scanning();
    moments();
    dates();
    points();
    no_memory();
    return 0;
}
