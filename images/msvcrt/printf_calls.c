/* The printf family: each is a sink and the engine of printf.c. */
#include "printf.h"
#include "error.h"
#include "stream.h"
#include "stream_wide.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <wchar.h>

/* Counts what would be written. */
static int count_put(struct sink *sink, unsigned character)
{
    (void)sink;
    (void)character;
    return 0;
}

/* A buffer in memory; AT passes END when the text does not fit, and what is beyond is only counted. */
struct byte_sink {
    struct sink sink;
    char *at, *end;
};

static int byte_put(struct sink *sink, unsigned character)
{
    struct byte_sink *buffer = (struct byte_sink *)sink;
    if (character > 0xff)
        return fail(MS_EILSEQ);
    if (buffer->at < buffer->end)
        *buffer->at++ = (char)character;
    return 0;
}

struct wide_sink {
    struct sink sink;
    wchar_t *at, *end;
};

static int wide_put(struct sink *sink, unsigned character)
{
    struct wide_sink *buffer = (struct wide_sink *)sink;
    if (buffer->at < buffer->end)
        *buffer->at++ = (wchar_t)character;
    return 0;
}

struct stream_sink {
    struct sink sink;
    struct stream *stream;
};

static int stream_byte_put(struct sink *sink, unsigned character)
{
    if (character > 0xff)
        return fail(MS_EILSEQ);
    return stream_put(character, ((struct stream_sink *)sink)->stream);
}

static int stream_wide_put(struct sink *sink, unsigned character)
{
    return stream_put_wide(character, ((struct stream_sink *)sink)->stream) == WIDE_EOF ? -1 : 0;
}

int ms_vfprintf(struct stream *stream, const char *format, va_list args)
{
    struct stream_sink sink = {{stream_byte_put}, stream};
    _lock_file(stream);
    int written = format_narrow(&sink.sink, format, args);
    _unlock_file(stream);
    return written;
}

int ms_vfwprintf(struct stream *stream, const wchar_t *format, va_list args)
{
    struct stream_sink sink = {{stream_wide_put}, stream};
    _lock_file(stream);
    int written = format_wide(&sink.sink, format, args);
    _unlock_file(stream);
    return written;
}

int ms_vprintf(const char *format, va_list args)
{
    return ms_vfprintf(STDOUT, format, args);
}

int ms_vwprintf(const wchar_t *format, va_list args)
{
    return ms_vfwprintf(STDOUT, format, args);
}

int _vscprintf(const char *format, va_list args)
{
    struct sink sink = {count_put};
    return format_narrow(&sink, format, args);
}

int _vscwprintf(const wchar_t *format, va_list args)
{
    struct sink sink = {count_put};
    return format_wide(&sink, format, args);
}

/* No room for the zero is no error, and no zero; no room for the text is -1. */
int _vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
    struct byte_sink sink = {{byte_put}, buffer, buffer + size};
    int written = format_narrow(&sink.sink, format, args);
    if (sink.at < sink.end)
        *sink.at = 0;
    return written < 0 || (size_t)written > size ? -1 : written;
}

int _vsnwprintf(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    struct wide_sink sink = {{wide_put}, buffer, buffer + size};
    int written = format_wide(&sink.sink, format, args);
    if (sink.at < sink.end)
        *sink.at = 0;
    return written < 0 || (size_t)written > size ? -1 : written;
}

/* C99's: always a zero, and the length that was wanted. */
int ms_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
    struct byte_sink sink = {{byte_put}, buffer, size ? buffer + size - 1 : buffer};
    int written = format_narrow(&sink.sink, format, args);
    if (size)
        *sink.at = 0;
    return written;
}

int ms_vsprintf(char *buffer, const char *format, va_list args)
{
    struct byte_sink sink = {{byte_put}, buffer, (char *)UINTPTR_MAX};
    int written = format_narrow(&sink.sink, format, args);
    *sink.at = 0;
    return written;
}

int ms_vswprintf(wchar_t *buffer, const wchar_t *format, va_list args)
{
    struct wide_sink sink = {{wide_put}, buffer, (wchar_t *)(UINTPTR_MAX & ~1u)};
    int written = format_wide(&sink.sink, format, args);
    *sink.at = 0;
    return written;
}

/* The checked ones end the program's mistake softly: an empty string and -1. */
int vsprintf_s(char *buffer, size_t size, const char *format, va_list args)
{
    int written = ms_vsnprintf(buffer, size, format, args);
    if (written >= 0 && (size_t)written < size)
        return written;
    if (size)
        *buffer = 0;
    return fail(ERANGE);
}

int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    int written = _vsnwprintf(buffer, size, format, args);
    if (written >= 0 && (size_t)written < size)
        return written;
    if (size)
        *buffer = 0;
    return fail(ERANGE);
}

int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list args)
{
    if (count == (size_t)-1 && size)
        count = size - 1;
    int written = ms_vsnprintf(buffer, count < size ? count + 1 : size, format, args);
    if (written >= 0 && (size_t)written <= count && (size_t)written < size)
        return written;
    if (count >= size && size)
        *buffer = 0;
    return -1;
}

int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, va_list args)
{
    size_t most = count < size ? count : size - 1;
    int written = _vsnwprintf(buffer, most, format, args);
    if (size)
        buffer[written >= 0 ? (size_t)written : count < size ? most : 0] = 0;
    return written;
}

/* What follows only gathers the arguments. */
int ms_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vprintf(format, args);
    va_end(args);
    return written;
}

int ms_wprintf(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vwprintf(format, args);
    va_end(args);
    return written;
}

int ms_fprintf(struct stream *stream, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vfprintf(stream, format, args);
    va_end(args);
    return written;
}

int ms_fwprintf(struct stream *stream, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vfwprintf(stream, format, args);
    va_end(args);
    return written;
}

int ms_sprintf(char *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vsprintf(buffer, format, args);
    va_end(args);
    return written;
}

int ms_swprintf(wchar_t *buffer, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vswprintf(buffer, format, args);
    va_end(args);
    return written;
}

int _snprintf(char *buffer, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vsnprintf(buffer, size, format, args);
    va_end(args);
    return written;
}

int ms_snprintf(char *buffer, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = ms_vsnprintf(buffer, size, format, args);
    va_end(args);
    return written;
}

int _snwprintf(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vsnwprintf(buffer, size, format, args);
    va_end(args);
    return written;
}

int _scprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vscprintf(format, args);
    va_end(args);
    return written;
}

int _scwprintf(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vscwprintf(format, args);
    va_end(args);
    return written;
}

int sprintf_s(char *buffer, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = vsprintf_s(buffer, size, format, args);
    va_end(args);
    return written;
}

int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = vswprintf_s(buffer, size, format, args);
    va_end(args);
    return written;
}

int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vsnprintf_s(buffer, size, count, format, args);
    va_end(args);
    return written;
}

int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vsnwprintf_s(buffer, size, count, format, args);
    va_end(args);
    return written;
}
