/* Time of day and calendar. */
#ifndef MSVCRT_TIMES_H
#define MSVCRT_TIMES_H

#include "win32.h"

#include <stdint.h>

/* At process attach: clock() counts from here. */
void times_attach(void);

/* Between Windows' count of 100 ns since 1601 and seconds since 1970. */
int64_t unix_from_filetime(struct filetime time);
struct filetime filetime_from_unix(int64_t seconds);

int64_t _time64(int64_t *to);

#endif
