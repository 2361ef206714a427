/* fopen and its relatives. */
#include "data.h"
#include "environ.h"
#include "error.h"
#include "lowio.h"
#include "numbers.h"
#include "path.h"
#include "stream.h"

#include <errno.h>
#include "stdio_calls.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { SHARE_ALL = 0x40, NEW_FILE = 0x180 /* may be read and written */ };

/* What a mode string says. */
struct mode {
    int open;   /* for wide_open */
    int stream; /* STREAM_ flags */
};

static int mode_first(struct mode *mode, wchar_t letter)
{
    switch (letter) {
    case 'r':
        *mode = (struct mode){0, STREAM_READ};
        return 1;
    case 'w':
        *mode = (struct mode){OPEN_WRONLY | OPEN_CREAT | OPEN_TRUNC, STREAM_WRITE};
        return 1;
    case 'a':
        *mode = (struct mode){OPEN_WRONLY | OPEN_CREAT | OPEN_APPEND, STREAM_WRITE};
        return 1;
    default:
        return 0;
    }
}

static int mode_more(struct mode *mode, wchar_t letter)
{
    switch (letter) {
    case '+':
        mode->open = (mode->open & ~OPEN_ACCESS) | OPEN_RDWR;
        mode->stream = (mode->stream & ~(STREAM_READ | STREAM_WRITE)) | STREAM_BOTH;
        return 1;
    case 'b':
        mode->open |= OPEN_BINARY;
        return 1;
    case 't':
        mode->open |= OPEN_TEXT;
        return 1;
    case 'c':
        mode->stream |= STREAM_COMMIT;
        return 1;
    case 'n':
        mode->stream &= ~STREAM_COMMIT;
        return 1;
    case 'N':
        mode->open |= OPEN_NOINHERIT;
        return 1;
    case 'T':
        mode->open |= OPEN_SHORT_LIVED;
        return 1;
    case 'D':
        mode->open |= OPEN_TEMPORARY;
        return 1;
    case 'x':
        mode->open |= OPEN_EXCL;
        return 1;
    case 'S':
    case 'R':
    case ' ':
        return 1;
    default:
        return 0;
    }
}

/* A letter that is not known, such as the comma of "r, ccs=UTF-8", ends the string. */
static int mode_parse(struct mode *mode, const wchar_t *text)
{
    if (!text || !mode_first(mode, *text))
        return fail(EINVAL);
    while (*++text && mode_more(mode, *text))
        ;
    return 0;
}

static int mode_parse_narrow(struct mode *mode, const char *text)
{
    wchar_t wide[16];
    int i = 0;
    for (; text && text[i] && i < 15; i++)
        wide[i] = (unsigned char)text[i];
    wide[i] = 0;
    return mode_parse(mode, wide);
}

/* Puts an open fd behind a claimed, locked stream, and unlocks it. */
static struct stream *stream_begin(struct stream *stream, int fd, const struct mode *mode)
{
    stream->fd = fd;
    stream->flags = fd < 0 ? 0 : mode->stream | (_commode & STREAM_COMMIT);
    _unlock_file(stream);
    return fd < 0 ? NULL : stream;
}

static struct stream *open_mode(const wchar_t *name, const struct mode *mode, int sharing)
{
    struct stream *stream = stream_claim();
    if (!stream) {
        fail(EMFILE);
        return NULL;
    }
    return stream_begin(stream, wide_open(name, mode->open, sharing, NEW_FILE), mode);
}

struct stream *_wfsopen(const wchar_t *name, const wchar_t *text, int sharing)
{
    struct mode mode;
    return mode_parse(&mode, text) < 0 ? NULL : open_mode(name, &mode, sharing);
}

struct stream *_fsopen(const char *name, const char *text, int sharing)
{
    struct mode mode;
    wchar_t wide[MAX_PATH];
    if (mode_parse_narrow(&mode, text) < 0 || !path_widen(name, wide))
        return NULL;
    return open_mode(wide, &mode, sharing);
}

struct stream *ms_fopen(const char *name, const char *mode)
{
    return _fsopen(name, mode, SHARE_ALL);
}

struct stream *_wfopen(const wchar_t *name, const wchar_t *mode)
{
    return _wfsopen(name, mode, SHARE_ALL);
}

int fopen_s(struct stream **stream, const char *name, const char *mode)
{
    *stream = _fsopen(name, mode, SHARE_ALL);
    return *stream ? 0 : errno;
}

int _wfopen_s(struct stream **stream, const wchar_t *name, const wchar_t *mode)
{
    *stream = _wfsopen(name, mode, SHARE_ALL);
    return *stream ? 0 : errno;
}

static struct stream *stream_on(int fd, const struct mode *mode)
{
    if (!descriptor_of(fd))
        return NULL;
    struct stream *stream = stream_claim();
    if (!stream) {
        fail(EMFILE);
        return NULL;
    }
    if (mode->open & (OPEN_TEXT | OPEN_BINARY))
        _setmode(fd, mode->open & (OPEN_TEXT | OPEN_BINARY));
    return stream_begin(stream, fd, mode);
}

struct stream *ms_fdopen(int fd, const char *text)
{
    struct mode mode;
    return mode_parse_narrow(&mode, text) < 0 ? NULL : stream_on(fd, &mode);
}

struct stream *_wfdopen(int fd, const wchar_t *text)
{
    struct mode mode;
    return mode_parse(&mode, text) < 0 ? NULL : stream_on(fd, &mode);
}

/* Flushes and closes what the stream holds; the stream itself stays claimed. */
static int stream_end(struct stream *stream)
{
    int result = stream_flush(stream);
    stream_drop_buffer(stream);
    if (_close(stream->fd) < 0)
        result = STREAM_EOF_VALUE;
    if (stream->temporary) {
        _unlink(stream->temporary);
        free(stream->temporary);
        stream->temporary = NULL;
    }
    return result;
}

int ms_fclose(struct stream *stream)
{
    if (!stream || !(stream->flags & STREAM_USED)) {
        fail(EINVAL);
        return STREAM_EOF_VALUE;
    }
    _lock_file(stream);
    int result = stream_end(stream);
    stream->flags = 0;
    stream->fd = -1;
    _unlock_file(stream);
    return result;
}

/* The file keeps its number: freopen("x", "w", stdout) makes descriptor 1 lead to x. */
static struct stream *reopen_mode(const wchar_t *name, const struct mode *mode, struct stream *stream)
{
    _lock_file(stream);
    if (stream->flags & STREAM_USED)
        stream_end(stream);
    return stream_begin(stream, wide_open(name, mode->open, SHARE_ALL, NEW_FILE), mode);
}

struct stream *_wfreopen(const wchar_t *name, const wchar_t *text, struct stream *stream)
{
    struct mode mode;
    return mode_parse(&mode, text) < 0 ? NULL : reopen_mode(name, &mode, stream);
}

struct stream *ms_freopen(const char *name, const char *text, struct stream *stream)
{
    struct mode mode;
    wchar_t wide[MAX_PATH];
    if (mode_parse_narrow(&mode, text) < 0 || !path_widen(name, wide))
        return NULL;
    return reopen_mode(wide, &mode, stream);
}

int freopen_s(struct stream **stream, const char *name, const char *mode, struct stream *old)
{
    *stream = ms_freopen(name, mode, old);
    return *stream ? 0 : errno;
}

/* Names of temporary files: "s", the process in base 32, a dot, a count in base 32; as msvcrt forms them. */
static unsigned temporary_count;

static char *temporary_name(char *buffer, const char *folder, const char *prefix)
{
    char process[16], count[16];
    do {
        _ultoa(GetCurrentProcessId(), process, 32);
        _ultoa(temporary_count++, count, 32);
        ms_sprintf(buffer, "%s\\%s%s.%s", folder, prefix, process, count);
    } while (_access(buffer, 0) == 0);
    return buffer;
}

char *ms_tmpnam(char *buffer)
{
    static char own[MAX_PATH];
    return temporary_name(buffer ? buffer : own, "", "s");
}

int tmpnam_s(char *buffer, size_t size)
{
    char name[MAX_PATH];
    ms_tmpnam(name);
    if (strlen(name) >= size)
        return fail(ERANGE), ERANGE;
    strcpy(buffer, name);
    return 0;
}

wchar_t *_wtmpnam(wchar_t *buffer)
{
    static wchar_t own[MAX_PATH];
    char name[MAX_PATH];
    return path_widen(ms_tmpnam(name), buffer ? buffer : own);
}

/* The folder of %TMP% if it is there, else the caller's, else the current one. */
char *ms_tempnam(const char *folder, const char *prefix)
{
    const char *tmp = ms_getenv("TMP");
    if (tmp && _access(tmp, 0) == 0)
        folder = tmp;
    else if (!folder || _access(folder, 0) != 0)
        folder = ".";
    char *buffer = malloc(strlen(folder) + (prefix ? strlen(prefix) : 0) + 32);
    return buffer ? temporary_name(buffer, folder, prefix ? prefix : "") : NULL;
}

struct stream *ms_tmpfile(void)
{
    char name[MAX_PATH];
    struct stream *stream = _fsopen(temporary_name(name, "", "t"), "w+bDx", SHARE_ALL);
    if (!stream)
        stream = _fsopen(temporary_name(name, ".", "t"), "w+bDx", SHARE_ALL);
    return stream;
}

int tmpfile_s(struct stream **stream)
{
    *stream = ms_tmpfile();
    return *stream ? 0 : errno;
}

/* The files delete themselves when they are closed. */
int _rmtmp(void)
{
    return 0;
}

static int close_other(struct stream *stream)
{
    if (stream == STDIN || stream == STDOUT || stream == STDERR)
        return 0;
    return ms_fclose(stream) == 0;
}

int _fcloseall(void)
{
    return stream_each(close_other);
}
