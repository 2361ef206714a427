/*
 * The formatter behind wsprintf and wvsprintf: at most 1024 characters with the terminator, integers,
 * characters and strings, no floating point, as documented for Windows.
 */
#ifndef IMAGES_USER32_FORMAT_H
#define IMAGES_USER32_FORMAT_H

#define _USER32_ /* windows.h declares our own functions, not imports */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdarg.h>
#include <stdbool.h>

#define FORMAT_LIMIT 1024

struct output {
    WCHAR text[FORMAT_LIMIT];
    int length;
};

/* One conversion specification, read. */
struct specification {
    bool left, zero, prefix; /* - 0 # */
    int width, precision;    /* precision -1: none */
    bool is_long, is_short;  /* l or w; h: they count for characters and strings only */
    WCHAR type;
};

/* Reads what follows a percent sign; returns the place behind it. */
const WCHAR *specification_read(const WCHAR *at, struct specification *out);

/* Writes one conversion. `narrow`: plain %s and %c are ANSI, as in wsprintfA. Returns the place of the next
 * argument. */
const UINT_PTR *specification_write(const struct specification *s, const UINT_PTR *arguments, bool narrow,
                                    struct output *out);

void output_put(struct output *out, WCHAR c); /* drops what is too much */

#endif
