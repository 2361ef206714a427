/* The calls of stdio that other files of this DLL use too, by their names in here. */
#ifndef MSVCRT_STDIO_CALLS_H
#define MSVCRT_STDIO_CALLS_H

#include "stream.h"

int ms_fprintf(struct stream *stream, const char *format, ...);
int ms_sprintf(char *buffer, const char *format, ...);
int _snprintf(char *buffer, size_t size, const char *format, ...);
int ms_fflush(struct stream *stream);

#endif
