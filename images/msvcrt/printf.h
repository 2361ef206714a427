/* Formatting as msvcrt does it. */
#ifndef MSVCRT_PRINTF_H
#define MSVCRT_PRINTF_H

#include <stdarg.h>
#include <stddef.h>

/* Where formatted characters go, one at a time. A sink of bytes takes only characters up to 0xff. */
struct sink {
    int (*put)(struct sink *sink, unsigned character); /* negative: it failed, and formatting stops */
};

/* The two kinds of format text. In a narrow one %s is a string of bytes, in a wide one of UTF-16; %S is the
 * other. */
int format_narrow(struct sink *sink, const char *format, va_list args);
int format_wide(struct sink *sink, const wchar_t *format, va_list args);
/* Both return how many characters were put, or -1 if the sink failed or there is no format. */

#endif
