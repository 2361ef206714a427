/*
 * The A functions are their W sisters with the strings converted on the way in and out: Windows-1252, or in
 * the functions for files code page 437 once a program has called SetFileApisToOEM.
 */
#ifndef IMAGES_KERNEL32_ANSI_H
#define IMAGES_KERNEL32_ANSI_H

#include "images/kernel32/base.h"

/* A terminated UTF-16 copy in *out, null for null; freed with release(). FALSE, with the last error set: no
 * memory. */
BOOL wide_from_ansi(WCHAR **out, const char *text);
BOOL wide_from_file(WCHAR **out, const char *text); /* in the code page of the functions for files */

/* What functions that fill a buffer return: puts `text` and its terminator into `out` if they fit in `size`
 * characters and returns the length without it; otherwise returns the size needed with it. */
DWORD wide_to_buffer(const WCHAR *text, WCHAR *out, DWORD size);
DWORD ansi_to_buffer(const WCHAR *text, char *out, DWORD size);
DWORD file_to_buffer(const WCHAR *text, char *out, DWORD size);

/* How many characters of `size` a name can need: no UNICODE_STRING has more, and this may be doubled. */
static inline DWORD name_room(DWORD size)
{
    const DWORD most = 0x8000;
    return size < most ? size : most;
}

#endif
