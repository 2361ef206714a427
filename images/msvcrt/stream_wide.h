/* Characters of UTF-16 through a FILE. In text mode the file holds bytes of the "C" locale, otherwise UTF-16
 * itself. */
#ifndef MSVCRT_STREAM_WIDE_H
#define MSVCRT_STREAM_WIDE_H

#include "stream.h"

enum { WIDE_EOF = 0xffff };

/* Within the stream's lock. */
unsigned stream_get_wide(struct stream *stream);
unsigned stream_put_wide(unsigned character, struct stream *stream);

#endif
