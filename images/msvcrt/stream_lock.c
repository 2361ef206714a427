/* The locks of FILEs, and what the outermost of them does for a console. */
#include "stream_lock.h"
#include "lock.h"

static int in_iob(const struct stream *stream)
{
    return stream >= _iob && stream < _iob + IOB_ENTRIES;
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
    stream_use_no_buffer(stream);
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
