/* The standard calls on a FILE: each takes the lock and works with stream_io.c's bytes. */
#include "error.h"
#include "lowio.h"
#include "stream.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

int ms_fgetc(struct stream *stream)
{
    if (missing(stream))
        return STREAM_EOF_VALUE;
    _lock_file(stream);
    int byte = stream_get(stream);
    _unlock_file(stream);
    return byte;
}

int ms_getchar(void)
{
    return ms_fgetc(STDIN);
}

int ms_fputc(int byte, struct stream *stream)
{
    if (missing(stream))
        return STREAM_EOF_VALUE;
    _lock_file(stream);
    int result = stream_put(byte, stream);
    _unlock_file(stream);
    return result;
}

int ms_putchar(int byte)
{
    return ms_fputc(byte, STDOUT);
}

int ms_ungetc(int byte, struct stream *stream)
{
    if (missing(stream))
        return STREAM_EOF_VALUE;
    _lock_file(stream);
    int result = stream_unget(byte, stream);
    _unlock_file(stream);
    return result;
}

/* A line with its LF, as much as fits; null when there is nothing. */
char *ms_fgets(char *buffer, int size, struct stream *stream)
{
    if (missing(buffer) || missing(stream))
        return NULL;
    char *to = buffer;
    int byte = 0;
    if (size <= 0)
        return NULL;
    _lock_file(stream);
    while (--size && byte != '\n' && (byte = stream_get(stream)) >= 0)
        *to++ = (char)byte;
    _unlock_file(stream);
    if (byte < 0 && to == buffer)
        return NULL;
    *to = 0;
    return buffer;
}

char *ms_gets(char *buffer)
{
    if (missing(buffer))
        return NULL;
    char *to = buffer;
    int byte;
    _lock_file(STDIN);
    while ((byte = stream_get(STDIN)) >= 0 && byte != '\n')
        *to++ = (char)byte;
    _unlock_file(STDIN);
    if (byte < 0 && to == buffer)
        return NULL;
    *to = 0;
    return buffer;
}

static size_t write_call(const void *bytes, size_t count, struct stream *stream)
{
    if (missing(bytes) || missing(stream))
        return 0;
    _lock_file(stream);
    size_t done = stream_write(bytes, count, stream);
    _unlock_file(stream);
    return done;
}

int ms_fputs(const char *text, struct stream *stream)
{
    if (missing(text) || missing(stream))
        return STREAM_EOF_VALUE;
    size_t length = strlen(text);
    return write_call(text, length, stream) == length ? 0 : STREAM_EOF_VALUE;
}

int ms_puts(const char *text)
{
    if (missing(text))
        return STREAM_EOF_VALUE;
    size_t length = strlen(text);
    _lock_file(STDOUT);
    int ok = stream_write(text, length, STDOUT) == length && stream_put('\n', STDOUT) >= 0;
    _unlock_file(STDOUT);
    return ok ? 0 : STREAM_EOF_VALUE;
}

/* Bytes that cannot be counted are a mistake. */
static int too_many(size_t size, size_t count)
{
    if (count <= SIZE_MAX / size)
        return 0;
    fail(EINVAL);
    return 1;
}

size_t ms_fwrite(const void *items, size_t size, size_t count, struct stream *stream)
{
    if (!size || !count || too_many(size, count))
        return 0;
    return write_call(items, size * count, stream) / size;
}

/* Whole buffers are read past the buffer, straight to where they are wanted. */
static size_t read_direct(char *to, size_t wanted, struct stream *stream)
{
    if (stream->count > 0 || wanted < STREAM_BUFFER || !(stream->flags & STREAM_READ))
        return 0;
    int got = _read(stream->fd, to, wanted - wanted % STREAM_BUFFER);
    if (got > 0)
        return got;
    stream->flags |= got ? STREAM_ERROR : STREAM_EOF;
    return 0;
}

static size_t read_call(char *to, size_t wanted, struct stream *stream)
{
    size_t done = 0;
    while (done < wanted) {
        if (stream->count > 0) {
            size_t some = wanted - done < (size_t)stream->count ? wanted - done : (size_t)stream->count;
            memcpy(to + done, stream->at, some);
            stream->at += some;
            stream->count -= some;
            done += some;
            continue;
        }
        size_t some = read_direct(to + done, wanted - done, stream);
        done += some;
        if (some)
            continue;
        if (stream->flags & (STREAM_EOF | STREAM_ERROR))
            break;
        int byte = _filbuf(stream);
        if (byte < 0)
            break;
        to[done++] = (char)byte;
    }
    return done;
}

size_t ms_fread(void *items, size_t size, size_t count, struct stream *stream)
{
    if (!size || !count || missing(items) || missing(stream) || too_many(size, count))
        return 0;
    _lock_file(stream);
    stream->flags &= ~STREAM_EOF; /* a file or console may have more by now */
    size_t done = read_call(items, size * count, stream) / size;
    _unlock_file(stream);
    return done;
}

static int flush_writer(struct stream *stream)
{
    if (!(stream->flags & STREAM_WRITE))
        return 0;
    return stream_flush(stream) == 0;
}

static int flush_any(struct stream *stream)
{
    return stream_flush(stream) == 0;
}

/* fflush(NULL) flushes what is written, not what is read. */
int ms_fflush(struct stream *stream)
{
    if (!stream) {
        stream_each(flush_writer);
        return 0;
    }
    _lock_file(stream);
    int result = stream_flush(stream);
    _unlock_file(stream);
    return result;
}

int _flushall(void)
{
    return stream_each(flush_any);
}

void stream_flush_all(void)
{
    stream_each(flush_writer);
}

int _fseeki64(struct stream *stream, int64_t offset, int whence)
{
    if (missing(stream))
        return -1;
    _lock_file(stream);
    int result = stream_seek(stream, offset, whence);
    _unlock_file(stream);
    return result;
}

int64_t _ftelli64(struct stream *stream)
{
    if (missing(stream))
        return -1;
    _lock_file(stream);
    int64_t place = stream_tell(stream);
    _unlock_file(stream);
    return place;
}

int ms_fseek(struct stream *stream, int32_t offset, int whence)
{
    return _fseeki64(stream, offset, whence);
}

int32_t ms_ftell(struct stream *stream)
{
    int64_t place = _ftelli64(stream);
    return place > INT32_MAX ? fail(EINVAL) : (int32_t)place;
}

void ms_rewind(struct stream *stream)
{
    if (missing(stream))
        return;
    _lock_file(stream);
    stream_seek(stream, 0, 0);
    stream->flags &= ~(STREAM_ERROR | STREAM_EOF);
    _unlock_file(stream);
}

int ms_fgetpos(struct stream *stream, int64_t *place)
{
    if (missing(place))
        return -1;
    *place = _ftelli64(stream);
    return *place < 0 ? -1 : 0;
}

int ms_fsetpos(struct stream *stream, const int64_t *place)
{
    if (missing(place))
        return -1;
    return _fseeki64(stream, *place, 0);
}

int ms_feof(struct stream *stream)
{
    if (missing(stream))
        return 0;
    return stream->flags & STREAM_EOF;
}

int ms_ferror(struct stream *stream)
{
    if (missing(stream))
        return 0;
    return stream->flags & STREAM_ERROR;
}

void ms_clearerr(struct stream *stream)
{
    if (missing(stream))
        return;
    stream->flags &= ~(STREAM_EOF | STREAM_ERROR);
}

int clearerr_s(struct stream *stream)
{
    if (missing(stream))
        return EINVAL;
    ms_clearerr(stream);
    return 0;
}

int _fileno(struct stream *stream)
{
    if (missing(stream))
        return -1;
    return stream->fd;
}

int ms_getw(struct stream *stream)
{
    int word;
    return ms_fread(&word, sizeof word, 1, stream) == 1 ? word : STREAM_EOF_VALUE;
}

int ms_putw(int word, struct stream *stream)
{
    return ms_fwrite(&word, sizeof word, 1, stream) == 1 ? word : STREAM_EOF_VALUE;
}
