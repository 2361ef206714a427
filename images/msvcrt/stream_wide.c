#include "stream_wide.h"
#include "error.h"
#include "lowio.h"

#include <wchar.h>

static int is_text(struct stream *stream)
{
    struct descriptor *descriptor = descriptor_of(stream->fd);
    return descriptor && descriptor->flags & FD_TEXT;
}

unsigned stream_get_wide(struct stream *stream)
{
    int low = stream_get(stream);
    if (low < 0)
        return WIDE_EOF;
    if (is_text(stream))
        return low;
    int high = stream_get(stream);
    return high < 0 ? WIDE_EOF : (unsigned)(high << 8 | low);
}

unsigned stream_put_wide(unsigned character, struct stream *stream)
{
    character &= 0xffff;
    if (is_text(stream)) {
        if (character > 0xff) {
            fail(MS_EILSEQ);
            return WIDE_EOF;
        }
        return stream_put(character, stream) < 0 ? WIDE_EOF : character;
    }
    if (stream_put(character & 0xff, stream) < 0 || stream_put(character >> 8, stream) < 0)
        return WIDE_EOF;
    return character;
}

wint_t ms_fgetwc(struct stream *stream)
{
    if (missing(stream))
        return WIDE_EOF;
    _lock_file(stream);
    unsigned character = stream_get_wide(stream);
    _unlock_file(stream);
    return character;
}

wint_t ms_getwchar(void)
{
    return ms_fgetwc(STDIN);
}

wint_t ms_fputwc(wchar_t character, struct stream *stream)
{
    if (missing(stream))
        return WIDE_EOF;
    _lock_file(stream);
    unsigned result = stream_put_wide(character, stream);
    _unlock_file(stream);
    return result;
}

wint_t ms_putwchar(wchar_t character)
{
    return ms_fputwc(character, STDOUT);
}

wint_t ms_ungetwc(wint_t character, struct stream *stream)
{
    if (missing(stream))
        return WIDE_EOF;
    int ok;
    if (character == WIDE_EOF)
        return WIDE_EOF;
    _lock_file(stream);
    if (is_text(stream))
        ok = character <= 0xff && stream_unget(character, stream) >= 0;
    else
        ok = stream_unget(character >> 8, stream) >= 0 && stream_unget(character & 0xff, stream) >= 0;
    _unlock_file(stream);
    return ok ? character : WIDE_EOF;
}

wchar_t *ms_fgetws(wchar_t *buffer, int size, struct stream *stream)
{
    if (missing(buffer) || missing(stream))
        return NULL;
    wchar_t *to = buffer;
    unsigned character = 0;
    if (size <= 0)
        return NULL;
    _lock_file(stream);
    while (--size && character != '\n' && (character = stream_get_wide(stream)) != WIDE_EOF)
        *to++ = (wchar_t)character;
    _unlock_file(stream);
    if (character == WIDE_EOF && to == buffer)
        return NULL;
    *to = 0;
    return buffer;
}

wchar_t *_getws(wchar_t *buffer)
{
    if (missing(buffer))
        return NULL;
    wchar_t *to = buffer;
    unsigned character;
    _lock_file(STDIN);
    while ((character = stream_get_wide(STDIN)) != WIDE_EOF && character != '\n')
        *to++ = (wchar_t)character;
    _unlock_file(STDIN);
    if (character == WIDE_EOF && to == buffer)
        return NULL;
    *to = 0;
    return buffer;
}

static int put_line(const wchar_t *text, struct stream *stream, int line_end)
{
    if (missing(text) || missing(stream))
        return -1;
    _lock_file(stream);
    int ok = 1;
    while (ok && *text)
        ok = stream_put_wide(*text++, stream) != WIDE_EOF;
    if (ok && line_end)
        ok = stream_put_wide('\n', stream) != WIDE_EOF;
    _unlock_file(stream);
    return ok ? 0 : -1;
}

int ms_fputws(const wchar_t *text, struct stream *stream)
{
    return put_line(text, stream, 0);
}

int _putws(const wchar_t *text)
{
    return put_line(text, STDOUT, 1);
}
