/*
 * Clocks and calendars. Local time is UTC.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nt_system.h"
#include "images/ntdll/time.h"

void WINAPI GetSystemTimeAsFileTime(LPFILETIME out)
{
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    out->dwLowDateTime = now.LowPart;
    out->dwHighDateTime = (DWORD)now.HighPart;
}

DWORD WINAPI GetTickCount(void)
{
    return NtGetTickCount();
}

ULONGLONG WINAPI GetTickCount64(void)
{
    SYSTEM_TIMEOFDAY_INFORMATION time;
    if (!result(NtQuerySystemInformation(SystemTimeOfDayInformation, &time, sizeof time, NULL)))
        return NtGetTickCount();
    return (ULONGLONG)(time.CurrentTime.QuadPart - time.BootTime.QuadPart) / 10000;
}

WINBOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *counter)
{
    LARGE_INTEGER frequency;
    return result(NtQueryPerformanceCounter(counter, &frequency));
}

WINBOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    LARGE_INTEGER counter;
    return result(NtQueryPerformanceCounter(&counter, frequency));
}

WINBOOL WINAPI FileTimeToSystemTime(const FILETIME *in, LPSYSTEMTIME out)
{
    LARGE_INTEGER time = {.LowPart = in->dwLowDateTime, .HighPart = (LONG)in->dwHighDateTime};
    TIME_FIELDS fields;
    if (time.QuadPart < 0)
        return fail(ERROR_INVALID_PARAMETER);
    RtlTimeToTimeFields(&time, &fields);
    out->wYear = (WORD)fields.Year;
    out->wMonth = (WORD)fields.Month;
    out->wDayOfWeek = (WORD)fields.Weekday;
    out->wDay = (WORD)fields.Day;
    out->wHour = (WORD)fields.Hour;
    out->wMinute = (WORD)fields.Minute;
    out->wSecond = (WORD)fields.Second;
    out->wMilliseconds = (WORD)fields.Milliseconds;
    return TRUE;
}

WINBOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *in, LPFILETIME out)
{
    TIME_FIELDS fields = {
        .Year = (SHORT)in->wYear,
        .Month = (SHORT)in->wMonth,
        .Day = (SHORT)in->wDay,
        .Hour = (SHORT)in->wHour,
        .Minute = (SHORT)in->wMinute,
        .Second = (SHORT)in->wSecond,
        .Milliseconds = (SHORT)in->wMilliseconds,
    };
    LARGE_INTEGER time;
    if (!RtlTimeFieldsToTime(&fields, &time))
        return fail(ERROR_INVALID_PARAMETER);
    out->dwLowDateTime = time.LowPart;
    out->dwHighDateTime = (DWORD)time.HighPart;
    return TRUE;
}

void WINAPI GetSystemTime(LPSYSTEMTIME out)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    FileTimeToSystemTime(&now, out);
}

void WINAPI GetLocalTime(LPSYSTEMTIME out)
{
    GetSystemTime(out);
}

WINBOOL WINAPI FileTimeToLocalFileTime(const FILETIME *in, LPFILETIME out)
{
    *out = *in;
    return TRUE;
}

WINBOOL WINAPI LocalFileTimeToFileTime(const FILETIME *in, LPFILETIME out)
{
    *out = *in;
    return TRUE;
}

DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION out)
{
    memset(out, 0, sizeof *out);
    wcscpy(out->StandardName, L"UTC");
    wcscpy(out->DaylightName, L"UTC");
    return TIME_ZONE_ID_UNKNOWN; /* no daylight saving */
}

LONG WINAPI CompareFileTime(const FILETIME *a, const FILETIME *b)
{
    if (a->dwHighDateTime != b->dwHighDateTime)
        return a->dwHighDateTime < b->dwHighDateTime ? -1 : 1;
    return a->dwLowDateTime == b->dwLowDateTime ? 0 : a->dwLowDateTime < b->dwLowDateTime ? -1 : 1;
}

/* MS-DOS: days since 1980 in bits, seconds in twos. */
WINBOOL WINAPI FileTimeToDosDateTime(const FILETIME *in, LPWORD date, LPWORD time)
{
    SYSTEMTIME s;
    if (!FileTimeToSystemTime(in, &s))
        return FALSE;
    if (s.wYear < 1980 || s.wYear > 2107)
        return fail(ERROR_INVALID_PARAMETER);
    *date = (WORD)((s.wYear - 1980) << 9 | s.wMonth << 5 | s.wDay);
    *time = (WORD)(s.wHour << 11 | s.wMinute << 5 | s.wSecond / 2);
    return TRUE;
}

WINBOOL WINAPI DosDateTimeToFileTime(WORD date, WORD time, LPFILETIME out)
{
    SYSTEMTIME s = {.wYear = 1980 + (date >> 9),
                    .wMonth = date >> 5 & 15,
                    .wDay = date & 31,
                    .wHour = time >> 11,
                    .wMinute = time >> 5 & 63,
                    .wSecond = (WORD)((time & 31) * 2)};
    return SystemTimeToFileTime(&s, out);
}

/* The clock cannot be set or adjusted by programs. */
WINBOOL WINAPI SetSystemTime(const SYSTEMTIME *time)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}

WINBOOL WINAPI GetSystemTimeAdjustment(PDWORD adjustment, PDWORD increment, PBOOL disabled)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}
