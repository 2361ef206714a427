/* Names of files: between a program's bytes and Windows' UTF-16. */
#ifndef MSVCRT_PATH_H
#define MSVCRT_PATH_H

#include <stddef.h>

/* NAME in the ANSI code page as UTF-16, in a buffer of MAX_PATH characters. Returns the buffer; on failure
 * null, with errno ENOENT (also for a name that is too long). */
wchar_t *path_widen(const char *name, wchar_t *buffer);

/* The way back, into a buffer of SIZE bytes: the bytes needed with the zero, or 0 if they do not fit. */
size_t path_narrow(const wchar_t *name, char *buffer, size_t size);

/* A copy from malloc of TEXT in the other encoding; null when there is no memory. */
char *text_narrow(const wchar_t *text);
wchar_t *text_widen(const char *text);

/* The ABI's own that other files use too. */
int _access(const char *name, int mode);
int _unlink(const char *name);
char *_fullpath(char *buffer, const char *name, size_t size);

#endif
