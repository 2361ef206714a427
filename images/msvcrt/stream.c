/* The set of FILEs, their locks and their buffers. */
#include "stream.h"
#include "lock.h"
#include "lowio.h"

#include <stdlib.h>

enum { MORE_STREAMS = 492 }; /* with _iob's, the 512 that msvcrt allows */

struct locked_stream {
    struct stream stream;
    struct critical_section lock;
};

struct stream _iob[IOB_ENTRIES];
static struct locked_stream *more[MORE_STREAMS];

void stream_attach(void)
{
    for (int i = 0; i < IOB_ENTRIES; i++)
        _iob[i].fd = i < 3 ? i : -1;
    STDIN->flags = STREAM_READ;
    STDOUT->flags = STREAM_WRITE;
    STDERR->flags = STREAM_WRITE;
}

static int in_iob(const struct stream *stream)
{
    return stream >= _iob && stream < _iob + IOB_ENTRIES;
}

static void use_no_buffer(struct stream *stream)
{
    stream->flags |= STREAM_UNBUFFERED;
    stream->buffer = (char *)&stream->one;
    stream->size = 2;
    stream->at = stream->buffer;
    stream->count = 0;
}

void stream_get_buffer(struct stream *stream)
{
    if (stream->buffer)
        return;
    int console = (stream == STDOUT || stream == STDERR) && _isatty(stream->fd);
    char *buffer = console ? NULL : malloc(STREAM_BUFFER);
    if (buffer) {
        stream->flags |= STREAM_OWN_BUFFER;
        stream->buffer = buffer;
        stream->size = STREAM_BUFFER;
    } else {
        use_no_buffer(stream);
    }
    stream->at = stream->buffer;
    stream->count = 0;
}

void stream_drop_buffer(struct stream *stream)
{
    if (stream->flags & STREAM_OWN_BUFFER)
        free(stream->buffer);
    stream->flags &= ~(STREAM_OWN_BUFFER | STREAM_USER_BUFFER | STREAM_UNBUFFERED | STREAM_BORROWED);
    stream->buffer = stream->at = NULL;
    stream->count = stream->size = 0;
}

/*
 * stdout and stderr on a console have no buffer, yet one call should be one write, and a stock program's
 * printf is libmingwex's, which puts single characters between _lock_file and _unlock_file. So while such a
 * stream is locked it borrows a buffer, and the outermost unlock writes it.
 */
static char lent[2][STREAM_BUFFER];
static int lock_depth[2];

static int may_borrow(const struct stream *stream)
{
    return stream == STDOUT || stream == STDERR;
}

static void borrow_buffer(struct stream *stream)
{
    if (!may_borrow(stream) || lock_depth[stream == STDERR]++ || !(stream->flags & STREAM_WRITE))
        return;
    stream_get_buffer(stream);
    if (!(stream->flags & STREAM_UNBUFFERED))
        return;
    stream->flags = (stream->flags & ~STREAM_UNBUFFERED) | STREAM_BORROWED;
    stream->buffer = stream->at = lent[stream == STDERR];
    stream->size = stream->count = STREAM_BUFFER;
}

/* Between the two, setvbuf, freopen or fclose may have dropped the buffer. */
static void return_buffer(struct stream *stream)
{
    if (!may_borrow(stream) || --lock_depth[stream == STDERR] || !(stream->flags & STREAM_BORROWED))
        return;
    stream_flush(stream);
    stream->flags &= ~STREAM_BORROWED;
    use_no_buffer(stream);
}

void _lock_file(struct stream *stream)
{
    if (in_iob(stream)) {
        _lock(LOCK_STREAMS + (stream - _iob));
        borrow_buffer(stream);
    } else {
        EnterCriticalSection(&((struct locked_stream *)stream)->lock);
    }
}

void _unlock_file(struct stream *stream)
{
    if (in_iob(stream)) {
        return_buffer(stream);
        _unlock(LOCK_STREAMS + (stream - _iob));
    } else {
        LeaveCriticalSection(&((struct locked_stream *)stream)->lock);
    }
}

static int is_stream_lock(int number)
{
    return number >= LOCK_STREAMS && number < LOCK_STREAMS + IOB_ENTRIES;
}

/* The exported _lock and _unlock: libmsvcrt.a's own _lock_file comes here. */
void ms_lock(int number)
{
    if (is_stream_lock(number))
        _lock_file(&_iob[number - LOCK_STREAMS]);
    else
        _lock(number);
}

void ms_unlock(int number)
{
    if (is_stream_lock(number))
        _unlock_file(&_iob[number - LOCK_STREAMS]);
    else
        _unlock(number);
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
    enum { FULL = 0, NONE = 4, LINE = 0x40 };
    if (mode != FULL && mode != LINE && mode != NONE)
        return -1;
    if (mode != NONE && (size < 2 || size > 0x7fffffff))
        return -1;
    _lock_file(stream);
    stream_flush(stream);
    stream_drop_buffer(stream);
    if (mode == NONE) {
        use_no_buffer(stream);
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
