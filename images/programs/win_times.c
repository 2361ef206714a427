/* Local time of zones: with daylight time in the north and in the south, by a date, without; and what is no
 * zone. */
#include <stdio.h>
#include <windows.h>

static const TIME_ZONE_INFORMATION none = {.Bias = -330};
static const TIME_ZONE_INFORMATION berlin = {.Bias = -60,
                                             .StandardDate = {.wMonth = 10, .wDay = 5, .wHour = 3},
                                             .DaylightDate = {.wMonth = 3, .wDay = 5, .wHour = 2},
                                             .DaylightBias = -60};
static const TIME_ZONE_INFORMATION new_york = {.Bias = 300,
                                               .StandardDate = {.wMonth = 11, .wDay = 1, .wHour = 2},
                                               .DaylightDate = {.wMonth = 3, .wDay = 2, .wHour = 2},
                                               .DaylightBias = -60};
static const TIME_ZONE_INFORMATION sydney = {.Bias = -600,
                                             .StandardDate = {.wMonth = 4, .wDay = 1, .wHour = 3},
                                             .DaylightDate = {.wMonth = 10, .wDay = 1, .wHour = 2},
                                             .DaylightBias = -60};
static const TIME_ZONE_INFORMATION once = {
    .Bias = 0,
    .StandardDate = {.wYear = 2026, .wMonth = 9, .wDay = 10, .wHour = 4},
    .DaylightDate = {.wYear = 2026, .wMonth = 5, .wDay = 20, .wHour = 4},
    .DaylightBias = -30};

static void print(const SYSTEMTIME *time)
{
    printf(" %04u-%02u-%02u %02u:%02u:%02u", time->wYear, time->wMonth, time->wDay, time->wHour,
           time->wMinute, time->wSecond);
}

/* To local time and back again. */
static void show(const char *name, const TIME_ZONE_INFORMATION *zone, SYSTEMTIME utc)
{
    SYSTEMTIME local = {0}, back = {0};
    printf("%s:", name);
    print(&utc);
    printf(" UTC, %d", SystemTimeToTzSpecificLocalTime(zone, &utc, &local));
    print(&local);
    printf(", %d", TzSpecificLocalTimeToSystemTime(zone, &local, &back));
    print(&back);
    printf("\n");
}

#define AT(year, month, day, hour, minute, second)                                                           \
    (SYSTEMTIME)                                                                                             \
    {                                                                                                        \
        .wYear = (year), .wMonth = (month), .wDay = (day), .wHour = (hour), .wMinute = (minute),             \
        .wSecond = (second)                                                                                  \
    }

static void changes(void)
{
    show("Berlin", &berlin, AT(2026, 1, 15, 12, 0, 0));
    show("Berlin", &berlin, AT(2026, 3, 29, 0, 59, 59));
    show("Berlin", &berlin, AT(2026, 3, 29, 1, 0, 0));
    show("Berlin", &berlin, AT(2026, 10, 25, 0, 59, 59));
    show("Berlin", &berlin, AT(2026, 10, 25, 1, 0, 0));
    show("New York", &new_york, AT(2026, 3, 8, 6, 59, 59));
    show("New York", &new_york, AT(2026, 3, 8, 7, 0, 0));
    show("New York", &new_york, AT(2026, 11, 1, 5, 59, 59));
    show("New York", &new_york, AT(2027, 1, 1, 4, 59, 59));
    show("Sydney", &sydney, AT(2026, 1, 1, 0, 0, 0));
    show("Sydney", &sydney, AT(2026, 4, 4, 15, 59, 59));
    show("Sydney", &sydney, AT(2026, 4, 4, 16, 0, 0));
    show("Sydney", &sydney, AT(2026, 10, 3, 16, 0, 0));
    show("once", &once, AT(2026, 6, 1, 0, 0, 0));
    show("once", &once, AT(2026, 12, 1, 0, 0, 0));
    show("none", &none, AT(2024, 2, 28, 20, 0, 0));
    show("the machine's", NULL, AT(2026, 7, 1, 12, 0, 0));
}

static void mistakes(void)
{
    TIME_ZONE_INFORMATION bad = berlin;
    SYSTEMTIME local;
    SYSTEMTIME noon = AT(2026, 7, 1, 12, 0, 0), never = AT(2026, 2, 30, 0, 0, 0),
               early = AT(1601, 1, 1, 0, 0, 0);
    bad.StandardDate.wDay = 6;
    printf("a sixth Sunday %d", SystemTimeToTzSpecificLocalTime(&bad, &noon, &local));
    printf(" %lu\n", GetLastError());
    printf("no such date %d", SystemTimeToTzSpecificLocalTime(&berlin, &never, &local));
    printf(" %lu\n", GetLastError());
    printf("before the beginning %d", SystemTimeToTzSpecificLocalTime(&new_york, &early, &local));
    printf(" %lu\n", GetLastError());
}

/* The two clocks are one: between two looks at the first lies the second. */
static void precise(void)
{
    WINBASEAPI VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME);
    FILETIME before, now, after;
    GetSystemTimeAsFileTime(&before);
    GetSystemTimePreciseAsFileTime(&now);
    GetSystemTimeAsFileTime(&after);
    printf("precise %d\n", CompareFileTime(&before, &now) <= 0 && CompareFileTime(&now, &after) <= 0);
}

int main(void)
{
    changes();
    mistakes();
    precise();
    return 0;
}
