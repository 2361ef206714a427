/* Bytes through a FILE: the buffer is filled and emptied here, and here is the place in the file known. */
#include "stream.h"
#include "error.h"
#include "lowio.h"

#include <errno.h>
#include <string.h>

enum { SEEK_FROM_START = 0, SEEK_FROM_HERE = 1, SEEK_FROM_END = 2 };

/* A stream for update turns from writing to reading only by way of a flush or a seek. */
static int begin_read(struct stream *stream)
{
    if (!(stream->flags & STREAM_USED))
        return -1;
    if (stream->flags & STREAM_WRITE) {
        stream->flags |= STREAM_ERROR;
        return -1;
    }
    stream->flags |= STREAM_READ;
    stream_get_buffer(stream);
    return 0;
}

int _filbuf(struct stream *stream)
{
    stream->count = 0; /* a getc macro has made it -1 */
    if (begin_read(stream) < 0)
        return STREAM_EOF_VALUE;
    stream->at = stream->buffer;
    int got = _read(stream->fd, stream->buffer, stream->flags & STREAM_UNBUFFERED ? 1 : stream->size);
    if (got <= 0) {
        stream->flags |= got ? STREAM_ERROR : STREAM_EOF;
        return STREAM_EOF_VALUE;
    }
    stream->count = got - 1;
    return (unsigned char)*stream->at++;
}

int stream_get(struct stream *stream)
{
    if (stream->count > 0) {
        stream->count--;
        return (unsigned char)*stream->at++;
    }
    return _filbuf(stream);
}

/* Writing begins with an empty buffer; after reading, only at the end of the file. */
static int begin_write(struct stream *stream)
{
    if (!(stream->flags & (STREAM_WRITE | STREAM_BOTH))) {
        fail(EBADF);
        stream->flags |= STREAM_ERROR;
        return -1;
    }
    if (stream->flags & STREAM_READ) {
        stream->count = 0;
        if (!(stream->flags & STREAM_EOF)) {
            stream->flags |= STREAM_ERROR;
            return -1;
        }
        stream->at = stream->buffer;
        stream->flags &= ~STREAM_READ;
    }
    stream->flags = (stream->flags | STREAM_WRITE) & ~STREAM_EOF;
    stream_get_buffer(stream);
    return 0;
}

static int put_all(struct stream *stream, const char *bytes, int count)
{
    if (count > 0 && _write(stream->fd, bytes, count) != count) {
        stream->flags |= STREAM_ERROR;
        return -1;
    }
    return 0;
}

/* Writes what waits and leaves the buffer empty. */
static int drain(struct stream *stream)
{
    int waiting = stream->at - stream->buffer;
    stream->at = stream->buffer;
    stream->count = stream->flags & STREAM_UNBUFFERED ? 0 : stream->size;
    return put_all(stream, stream->buffer, waiting);
}

int _flsbuf(int byte, struct stream *stream)
{
    char one = (char)byte;
    stream->count = 0; /* a putc macro has made it -1 */
    if (begin_write(stream) < 0)
        return STREAM_EOF_VALUE;
    if (stream->flags & STREAM_UNBUFFERED)
        return put_all(stream, &one, 1) < 0 ? STREAM_EOF_VALUE : (unsigned char)one;
    if (drain(stream) < 0)
        return STREAM_EOF_VALUE;
    *stream->at++ = one;
    stream->count--;
    return (unsigned char)one;
}

int stream_put(int byte, struct stream *stream)
{
    if (stream->flags & STREAM_WRITE && stream->count > 0) {
        stream->count--;
        return (unsigned char)(*stream->at++ = (char)byte);
    }
    return _flsbuf(byte, stream);
}

/* What does not fit the buffer goes to the file directly, behind what waits in it. */
size_t stream_write(const char *bytes, size_t count, struct stream *stream)
{
    if (begin_write(stream) < 0)
        return 0;
    if (!(stream->flags & STREAM_UNBUFFERED) && stream->at == stream->buffer)
        stream->count = stream->size;
    size_t room = stream->count > 0 ? stream->count : 0;
    if (count > room) {
        if (!(stream->flags & STREAM_UNBUFFERED) && drain(stream) < 0)
            return 0;
        if (count >= (size_t)stream->size || stream->flags & STREAM_UNBUFFERED)
            return put_all(stream, bytes, count) < 0 ? 0 : count;
    }
    memcpy(stream->at, bytes, count);
    stream->at += count;
    stream->count -= count;
    return count;
}

/* Reading, the rest of the buffer is forgotten; writing, it is written. */
int stream_flush(struct stream *stream)
{
    int result = 0;
    if (stream->flags & STREAM_WRITE && stream->buffer && !(stream->flags & STREAM_UNBUFFERED)) {
        result = drain(stream);
        if (stream->flags & STREAM_BOTH)
            stream->flags &= ~STREAM_WRITE;
        if (result == 0 && stream->flags & STREAM_COMMIT)
            result = _commit(stream->fd);
    } else if (stream->flags & STREAM_BOTH) {
        stream->flags &= ~(STREAM_READ | STREAM_WRITE);
    }
    stream->at = stream->buffer;
    stream->count = 0;
    return result < 0 ? STREAM_EOF_VALUE : 0;
}

/* One byte can always be put back: into the place it came from, or before an empty buffer's start. */
int stream_unget(int byte, struct stream *stream)
{
    int readable =
        stream->flags & STREAM_READ || (stream->flags & STREAM_BOTH && !(stream->flags & STREAM_WRITE));
    if (byte == STREAM_EOF_VALUE || !readable)
        return STREAM_EOF_VALUE;
    stream_get_buffer(stream);
    if (stream->at == stream->buffer) {
        if (stream->count >= stream->size)
            return STREAM_EOF_VALUE;
        memmove(stream->buffer + 1, stream->buffer, stream->count);
        stream->at++;
    }
    *--stream->at = (char)byte;
    stream->count++;
    stream->flags = (stream->flags & ~STREAM_EOF) | STREAM_READ;
    return (unsigned char)byte;
}

static int line_ends(const char *from, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        found += from[i] == '\n';
    return found;
}

/*
 * The place in the file is the descriptor's, corrected by what the buffer holds. In text mode each LF in the
 * buffer is taken for two bytes of the file, as msvcrt does: a text file with bare LFs gives wrong places
 * there and here.
 */
int64_t stream_tell(struct stream *stream)
{
    int64_t place = _lseeki64(stream->fd, 0, SEEK_FROM_HERE);
    struct descriptor *descriptor = descriptor_of(stream->fd);
    if (place < 0 || !descriptor)
        return -1;
    if (!stream->buffer || stream->flags & STREAM_UNBUFFERED)
        return place - (stream->flags & STREAM_READ ? stream->count : 0);
    int text = descriptor->flags & FD_TEXT;
    if (stream->flags & STREAM_READ) {
        place -= stream->count;
        return text ? place - line_ends(stream->at, stream->count) : place;
    }
    if (!(stream->flags & STREAM_WRITE))
        return place;
    int waiting = stream->at - stream->buffer;
    return place + waiting + (text ? line_ends(stream->buffer, waiting) : 0);
}

int stream_seek(struct stream *stream, int64_t offset, int whence)
{
    if (!(stream->flags & STREAM_USED) || whence < SEEK_FROM_START || whence > SEEK_FROM_END)
        return fail(EINVAL);
    if (whence == SEEK_FROM_HERE) {
        offset += stream_tell(stream);
        whence = SEEK_FROM_START;
    }
    stream_flush(stream);
    stream->flags &= ~STREAM_EOF;
    if (stream->flags & STREAM_BOTH)
        stream->flags &= ~(STREAM_READ | STREAM_WRITE);
    return _lseeki64(stream->fd, offset, whence) < 0 ? -1 : 0;
}
