/* The FILEs that programs see as an array, and the buffers of all. */
#include "stream.h"
#include "lowio.h"

#include <stdlib.h>

struct stream _iob[IOB_ENTRIES];

void stream_use_no_buffer(struct stream *stream)
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
        stream_use_no_buffer(stream);
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
