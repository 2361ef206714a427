#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file, with a byte behind it; NULL when it cannot be read. */
static char *file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    size_t size = 1 << 16, got = 0;
    char *text = NULL;
    *length = 0;
    if (!file)
        return NULL;
    do {
        size *= 2;
        char *more = realloc(text, size);
        if (!more)
            break;
        text = more;
        got = fread(text + *length, 1, size - *length - 1, file);
        *length += got;
    } while (got && *length == size - 1);
    fclose(file);
    return text;
}

static unsigned lines_in(const char *text, size_t length)
{
    unsigned count = length && text[length - 1] != '\n';
    for (size_t i = 0; i < length; i++)
        count += text[i] == '\n';
    return count;
}

bool log_read(struct log *log, const char *path)
{
    size_t length;
    char *text = file_read(path, &length);
    if (!text)
        return false;
    *log = (struct log){.path = path, .cut = length && text[length - 1] != '\n'};
    log->lines = zeroed((lines_in(text, length) + 1) * sizeof *log->lines);
    for (const char *at = text, *end = text + length; at < end; log->count++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        log->lines[log->count] = (struct text){at, (unsigned)((stop ? stop : end) - at)};
        at = stop ? stop + 1 : end;
    }
    return true;
}

bool log_follow(struct machine *machine, const struct text *text)
{
    struct line line;
    const char *malformed = line_read(&line, text->start, text->length);
    return machine_line(machine, &line, malformed);
}
