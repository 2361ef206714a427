/* The set of FILEs. */
#include "stream.h"
#include "error.h"
#include "lock.h"
#include "stream_lock.h"

#include <stdlib.h>

enum { MORE_STREAMS = 492 }; /* with _iob's, the 512 that msvcrt allows */

static struct locked_stream *more[MORE_STREAMS];

void stream_attach(void)
{
    for (int i = 0; i < IOB_ENTRIES; i++)
        _iob[i].fd = i < 3 ? i : -1;
    STDIN->flags = STREAM_READ;
    STDOUT->flags = STREAM_WRITE;
    STDERR->flags = STREAM_WRITE;
}

static struct stream *more_make(int i)
{
    struct locked_stream *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    InitializeCriticalSection(&made->lock);
    more[i] = made;
    return &made->stream;
}

static struct stream *unused(void)
{
    for (int i = 0; i < IOB_ENTRIES; i++)
        if (!(_iob[i].flags & STREAM_USED))
            return &_iob[i];
    for (int i = 0; i < MORE_STREAMS; i++) {
        if (!more[i])
            return more_make(i);
        if (!(more[i]->stream.flags & STREAM_USED))
            return &more[i]->stream;
    }
    return NULL;
}

struct stream *stream_claim(void)
{
    _lock(LOCK_FILES);
    struct stream *stream = unused();
    if (stream) {
        _lock_file(stream);
        *stream = (struct stream){.flags = STREAM_BOTH, .fd = -1};
    }
    _unlock(LOCK_FILES);
    return stream;
}

static int visit_one(struct stream *stream, int (*visit)(struct stream *))
{
    if (!(stream->flags & STREAM_USED))
        return 0;
    int result = visit(stream);
    return result < 0 ? 0 : result;
}

int stream_each(int (*visit)(struct stream *))
{
    int sum = 0;
    _lock(LOCK_FILES);
    for (int i = 0; i < IOB_ENTRIES; i++)
        sum += visit_one(&_iob[i], visit);
    for (int i = 0; i < MORE_STREAMS && more[i]; i++)
        sum += visit_one(&more[i]->stream, visit);
    _unlock(LOCK_FILES);
    return sum;
}

int ms_setvbuf(struct stream *stream, char *buffer, int mode, size_t size)
{
    if (missing(stream))
        return -1;
    enum { FULL = 0, NONE = 4, LINE = 0x40 };
    if (mode != FULL && mode != LINE && mode != NONE)
        return -1;
    if (mode != NONE && (size < 2 || size > 0x7fffffff))
        return -1;
    _lock_file(stream);
    stream_flush(stream);
    stream_drop_buffer(stream);
    if (mode == NONE) {
        stream_use_no_buffer(stream);
    } else {
        size &= ~1u;
        stream->buffer = buffer ? buffer : malloc(size);
        stream->flags |= buffer ? STREAM_USER_BUFFER : STREAM_OWN_BUFFER;
        stream->size = size;
    }
    stream->at = stream->buffer;
    _unlock_file(stream);
    return stream->buffer ? 0 : -1;
}

void ms_setbuf(struct stream *stream, char *buffer)
{
    enum { FULL = 0, NONE = 4, SIZE = 512 };
    ms_setvbuf(stream, buffer, buffer ? FULL : NONE, SIZE);
}

struct stream *__iob_func(void)
{
    return _iob;
}

struct stream **__p__iob(void)
{
    static struct stream *first = _iob;
    return &first;
}

int _getmaxstdio(void)
{
    return IOB_ENTRIES + MORE_STREAMS;
}

int _setmaxstdio(int wanted)
{
    return wanted >= IOB_ENTRIES && wanted <= 2048 ? wanted : -1;
}
