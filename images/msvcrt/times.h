/* Time of day and calendar. */
#ifndef MSVCRT_TIMES_H
#define MSVCRT_TIMES_H

#include "win32.h"

#include <stdint.h>
#include <time.h>

/* At process attach: clock() counts from here. */
void times_attach(void);

/* Between Windows' count of 100 ns since 1601 and seconds since 1970. */
int64_t unix_from_filetime(struct filetime time);
struct filetime filetime_from_unix(int64_t seconds);

/* The ABI's own that time_text.c uses too. */
int64_t _time64(int64_t *to);
struct tm *_localtime64(const int64_t *seconds);
void ms_tzset(void);
extern char *ms_tzname[2];

/* Is a field of a struct tm what it may be? */
static inline int between(int value, int first, int last)
{
    return value >= first && value <= last;
}

#endif
