/*
 * The scanf family. Newlib does the reading; a format in msvcrt's language is first written down in Newlib's
 * (%I64d is %lld, %S is %ls, a long double is a double).
 */
#include "error.h"
#include "stream.h"
#include "stream_wide.h"
#include "thread.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Formats are rewritten as UTF-16, whatever they were; the narrow calls make bytes of the result. */
struct rewrite {
    const wchar_t *from;
    wchar_t *to;
    int wide; /* the format of a wide call, where %s is a wide string */
};

static void copy_one(struct rewrite *rewrite)
{
    *rewrite->to++ = *rewrite->from++;
}

static void write_size(struct rewrite *rewrite, const wchar_t *size)
{
    while (*size)
        *rewrite->to++ = *size++;
}

/* Reads the size letters: "", "h", "l" or "ll". "I64" is "ll", "w" is "l"; "L" is a double, thus "l". */
static const wchar_t *take_size(struct rewrite *rewrite)
{
    const wchar_t *from = rewrite->from;
    const wchar_t *size = L"";
    size_t length = 1;
    if (wcsncmp(from, L"I64", 3) == 0) {
        size = L"ll";
        length = 3;
    } else if (wcsncmp(from, L"I32", 3) == 0) {
        length = 3;
    } else if (wcsncmp(from, L"ll", 2) == 0) {
        size = L"ll";
        length = 2;
    } else if (*from == 'h') {
        size = L"h";
    } else if (*from == 'l' || *from == 'L' || *from == 'w') {
        size = L"l";
    } else if (*from != 'I') {
        length = 0;
    }
    rewrite->from += length;
    return size;
}

/* In Newlib's language a string is wide if it has an l. */
static const wchar_t *string_size(const struct rewrite *rewrite, const wchar_t *size, int other)
{
    if (*size == 'h')
        return L"";
    if (*size == 'l')
        return L"l";
    return rewrite->wide != other ? L"l" : L"";
}

static int is_range(const wchar_t *from)
{
    return from[0] != '-' && from[1] == '-' && from[2] && from[2] != ']';
}

/* A range may be written backwards; Newlib takes that for its first character. */
static void copy_range(struct rewrite *rewrite)
{
    const wchar_t *from = rewrite->from;
    if (!is_range(from) || from[0] <= from[2]) {
        copy_one(rewrite);
        return;
    }
    *rewrite->to++ = from[2];
    *rewrite->to++ = '-';
    *rewrite->to++ = from[0];
    rewrite->from += 3;
}

/* A set may hold anything, a ] first of all. */
static void copy_set(struct rewrite *rewrite)
{
    copy_one(rewrite);
    if (*rewrite->from == '^')
        copy_one(rewrite);
    if (*rewrite->from == ']')
        copy_one(rewrite);
    while (*rewrite->from && *rewrite->from != ']')
        copy_range(rewrite);
    if (*rewrite->from)
        copy_one(rewrite);
}

static const wchar_t *member_end(const wchar_t *member)
{
    return member + (is_range(member) ? 3 : 1);
}

static const wchar_t *set_end(const wchar_t *from)
{
    if (*from == ']')
        from = member_end(from);
    while (*from && *from != ']')
        from = member_end(from);
    return from;
}

static int member_holds(const wchar_t *member, wchar_t one)
{
    wchar_t last = is_range(member) ? member[2] : member[0];
    return (member[0] <= one && one <= last) || (last <= one && one <= member[0]);
}

static void member_write(struct rewrite *rewrite, const wchar_t *member)
{
    int last = is_range(member) ? member[2] : member[0], step = member[0] <= last ? 1 : -1;
    for (int one = member[0]; one != last + step; one += step)
        if (one != ']')
            *rewrite->to++ = (wchar_t)one;
}

/* Newlib's wide scanf knows no ranges: their characters are written down, a ] before all others. */
static void expand_set(struct rewrite *rewrite)
{
    copy_one(rewrite);
    if (*rewrite->from == '^')
        copy_one(rewrite);
    const wchar_t *end = set_end(rewrite->from), *member;
    for (member = rewrite->from; member < end && !member_holds(member, ']');)
        member = member_end(member);
    if (member < end)
        *rewrite->to++ = ']';
    for (member = rewrite->from; member < end; member = member_end(member))
        member_write(rewrite, member);
    rewrite->from = end;
    if (*end)
        copy_one(rewrite);
}

/* What is no conversion matches itself, behind any blanks that the text has there. */
static void rewrite_unknown(struct rewrite *rewrite, wchar_t *begin)
{
    rewrite->to = begin;
    *rewrite->to++ = ' ';
    copy_one(rewrite);
}

static void rewrite_conversion(struct rewrite *rewrite)
{
    wchar_t *begin = rewrite->to;
    copy_one(rewrite);
    while (*rewrite->from == '*' || (*rewrite->from >= '0' && *rewrite->from <= '9'))
        copy_one(rewrite);
    const wchar_t *size = take_size(rewrite);
    switch (*rewrite->from) {
    case 'S':
    case 'C':
        write_size(rewrite, string_size(rewrite, size, 1));
        *rewrite->to++ = *rewrite->from++ | 0x20;
        break;
    case 's':
    case 'c':
        write_size(rewrite, string_size(rewrite, size, 0));
        copy_one(rewrite);
        break;
    case '[':
        write_size(rewrite, string_size(rewrite, size, 0));
        if (rewrite->wide)
            expand_set(rewrite);
        else
            copy_set(rewrite);
        break;
    case 0:
        break;
    case '%':
        copy_one(rewrite);
        break;
    default:
        if (!wcschr(L"diouxXDOUpnefgEFG", *rewrite->from)) {
            rewrite_unknown(rewrite, begin);
            break;
        }
        write_size(rewrite, size);
        copy_one(rewrite);
    }
}

/* What ranges may come to when they are written down. */
static size_t ranges_length(const wchar_t *format)
{
    size_t length = 0;
    for (; *format; format++)
        if (is_range(format))
            length += abs(format[2] - format[0]);
    return length;
}

/* No conversion becomes longer by more than one character, and the ranges in it. The caller frees it. */
static wchar_t *rewrite_wide(const wchar_t *format, int wide)
{
    wchar_t *result = malloc((wcslen(format) * 2 + 1 + ranges_length(format)) * sizeof *result);
    struct rewrite rewrite = {format, result, wide};
    if (!result)
        return NULL;
    while (*rewrite.from)
        if (*rewrite.from == '%')
            rewrite_conversion(&rewrite);
        else
            copy_one(&rewrite);
    *rewrite.to = 0;
    return result;
}

static char *rewrite_narrow(const char *format)
{
    size_t length = strlen(format);
    wchar_t *wide = malloc((length + 1) * sizeof *wide);
    if (!wide)
        return NULL;
    for (size_t i = 0; i <= length; i++)
        wide[i] = (unsigned char)format[i];
    wchar_t *rewritten = rewrite_wide(wide, 0);
    free(wide);
    char *narrow = (char *)rewritten;
    for (size_t i = 0; rewritten; i++) { /* in place: a byte never lies beyond its character */
        narrow[i] = (char)rewritten[i];
        if (!narrow[i])
            break;
    }
    return narrow;
}

int ms_vsscanf(const char *text, const char *format, va_list args)
{
    if (missing(text) || missing(format))
        return -1;
    char *rewritten = rewrite_narrow(format);
    int result = rewritten ? vsscanf(text, rewritten, args) : fail(ENOMEM);
    free(rewritten);
    return result;
}

int ms_vswscanf(const wchar_t *text, const wchar_t *format, va_list args)
{
    if (missing(text) || missing(format))
        return -1;
    wchar_t *rewritten = rewrite_wide(format, 1);
    int result = rewritten ? vswscanf(text, rewritten, args) : fail(ENOMEM);
    free(rewritten);
    return result;
}

/* A Newlib FILE that takes its bytes one by one from ours, so that it never holds more than it has looked at.
 */
static _READ_WRITE_RETURN_TYPE read_one(struct _reent *reent, void *stream, char *to,
                                        _READ_WRITE_BUFSIZE_TYPE size)
{
    (void)reent;
    (void)size;
    int byte = stream_get(stream);
    *to = (char)byte;
    return byte < 0 ? 0 : 1;
}

static void bridge_open(FILE *bridge, struct stream *stream)
{
    memset(bridge, 0, sizeof *bridge);
    bridge->_flags = __SRD | __SNBF;
    bridge->_file = -1;
    bridge->_cookie = stream;
    bridge->_read = read_one;
    bridge->_bf._base = bridge->_p = bridge->_nbuf;
    bridge->_bf._size = 1;
    __lock_init_recursive(bridge->_lock);
}

/* What it looked at and did not take goes back, the last byte first. */
static void bridge_close(FILE *bridge, struct stream *stream)
{
    unsigned char held[16];
    int count = 0, eof = stream->flags & STREAM_EOF;
    while (count < 16 && (bridge->_r > 0 || (bridge->_ub._base && bridge->_ur > 0))) {
        int byte = getc(bridge);
        if (byte < 0)
            break;
        held[count++] = byte;
    }
    while (count)
        stream_unget(held[--count], stream);
    stream->flags |= eof;
    if (bridge->_ub._base && bridge->_ub._base != bridge->_ubuf)
        free(bridge->_ub._base);
    __lock_close_recursive(bridge->_lock);
}

int ms_vfscanf(struct stream *stream, const char *format, va_list args)
{
    if (missing(stream) || missing(format))
        return -1;
    FILE bridge;
    char *rewritten = rewrite_narrow(format);
    if (!rewritten)
        return fail(ENOMEM);
    _lock_file(stream);
    bridge_open(&bridge, stream);
    int result = vfscanf(&bridge, rewritten, args);
    bridge_close(&bridge, stream);
    _unlock_file(stream);
    free(rewritten);
    return result;
}

int ms_vfwscanf(struct stream *stream, const wchar_t *format, va_list args)
{
    if (missing(stream) || missing(format))
        return -1;
    FILE bridge;
    wchar_t *rewritten = rewrite_wide(format, 1);
    if (!rewritten)
        return fail(ENOMEM);
    _lock_file(stream);
    bridge_open(&bridge, stream);
    int result = vfwscanf(&bridge, rewritten, args);
    bridge_close(&bridge, stream);
    _unlock_file(stream);
    free(rewritten);
    return result;
}

/* What follows only gathers the arguments. */
int ms_scanf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vfscanf(STDIN, format, args);
    va_end(args);
    return result;
}

int ms_wscanf(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vfwscanf(STDIN, format, args);
    va_end(args);
    return result;
}

int ms_fscanf(struct stream *stream, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vfscanf(stream, format, args);
    va_end(args);
    return result;
}

int ms_fwscanf(struct stream *stream, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vfwscanf(stream, format, args);
    va_end(args);
    return result;
}

int ms_sscanf(const char *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vsscanf(text, format, args);
    va_end(args);
    return result;
}

int ms_swscanf(const wchar_t *text, const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = ms_vswscanf(text, format, args);
    va_end(args);
    return result;
}
