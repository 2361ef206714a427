/* The printf family: each is a sink and the engine of printf.c. */
#include "printf.h"
#include "error.h"
#include "stream.h"
#include "stream_wide.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
    if (missing(stream))
        return -1;
    struct stream_sink sink = {{stream_byte_put}, stream};
    _lock_file(stream);
    int written = format_narrow(&sink.sink, format, args);
    _unlock_file(stream);
    return written;
}

int ms_vfwprintf(struct stream *stream, const wchar_t *format, va_list args)
{
    if (missing(stream))
        return -1;
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

/* Where a buffer ends, whatever size its caller says it has: programs say the largest there is. */
static char *end_of(char *buffer, size_t size)
{
    size_t most = UINTPTR_MAX - (uintptr_t)buffer;
    return buffer + (size < most ? size : most);
}

static wchar_t *wide_end_of(wchar_t *buffer, size_t size)
{
    size_t most = (UINTPTR_MAX - (uintptr_t)buffer) / sizeof *buffer;
    return buffer + (size < most ? size : most);
}

/* No room for the zero is no error, and no zero; no room for the text is -1. No buffer at all: the length. */
int _vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
    if (!buffer)
        return size ? fail(EINVAL) : _vscprintf(format, args);
    struct byte_sink sink = {{byte_put}, buffer, end_of(buffer, size)};
    int written = format_narrow(&sink.sink, format, args);
    if (sink.at < sink.end)
        *sink.at = 0;
    return written < 0 || (size_t)written > size ? -1 : written;
}

int _vsnwprintf(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    if (!buffer)
        return size ? fail(EINVAL) : _vscwprintf(format, args);
    struct wide_sink sink = {{wide_put}, buffer, wide_end_of(buffer, size)};
    int written = format_wide(&sink.sink, format, args);
    if (sink.at < sink.end)
        *sink.at = 0;
    return written < 0 || (size_t)written > size ? -1 : written;
}

/* C99's: always a zero, and the length that was wanted. */
int ms_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
    if (!buffer && size)
        return fail(EINVAL);
    struct byte_sink sink = {{byte_put}, buffer, size ? end_of(buffer, size - 1) : buffer};
    int written = format_narrow(&sink.sink, format, args);
    if (size)
        *sink.at = 0;
    return written;
}

static int wide_with_zero(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    struct wide_sink sink = {{wide_put}, buffer, wide_end_of(buffer, size - 1)};
    int written = format_wide(&sink.sink, format, args);
    *sink.at = 0;
    return written;
}

int ms_vsprintf(char *buffer, const char *format, va_list args)
{
    return ms_vsnprintf(buffer, SIZE_MAX, format, args);
}

int ms_vswprintf(wchar_t *buffer, const wchar_t *format, va_list args)
{
    return buffer ? wide_with_zero(buffer, SIZE_MAX, format, args) : fail(EINVAL);
}

/*
 * The checked ones. WRITTEN is the length that was wanted: what the caller allows COUNT of, and has SIZE room
 * for. A text longer than COUNT is cut there; one that has no room is a mistake, unless the count is
 * _TRUNCATE.
 */
#define TRUNCATE SIZE_MAX

static size_t most_of(size_t size, size_t count)
{
    return count < size ? count : size - 1;
}

static int has_no_room(int written, size_t size, size_t count)
{
    return written < 0 || (count != TRUNCATE && count >= size && (size_t)written >= size);
}

static int checked_result(int written, size_t size, size_t count)
{
    if (written >= 0 && has_no_room(written, size, count))
        return fail(ERANGE);
    return written >= 0 && (size_t)written <= most_of(size, count) ? written : -1;
}

int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list args)
{
    if (!buffer || !size)
        return buffer || size || count ? fail(EINVAL) : 0;
    int written = ms_vsnprintf(buffer, most_of(size, count) + 1, format, args);
    if (has_no_room(written, size, count))
        *buffer = 0;
    return checked_result(written, size, count);
}

int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, va_list args)
{
    if (!buffer || !size)
        return buffer || size || count ? fail(EINVAL) : 0;
    int written = wide_with_zero(buffer, most_of(size, count) + 1, format, args);
    if (has_no_room(written, size, count))
        *buffer = 0;
    return checked_result(written, size, count);
}

int vsprintf_s(char *buffer, size_t size, const char *format, va_list args)
{
    return _vsnprintf_s(buffer, size, size, format, args);
}

int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    return _vsnwprintf_s(buffer, size, size, format, args);
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
