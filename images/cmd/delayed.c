#include "images/cmd/delayed.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/expand.h"

/* What a sign before `at` begins; the place behind it. */
static const char *expand_sign(const char *at, const char *(*variable)(const char *name), struct text *out)
{
    const char *last = strchr(at, '!');
    if (!last)
        return at;
    size_t length = strcspn(at, "!:");
    const char *value = length ? variable(arena_copy(at, length)) : NULL;
    const char *edit = at + length;
    if (value && *edit == ':')
        expand_edit(value, arena_copy(edit + 1, (size_t)(last - edit - 1)), out);
    else if (value)
        text_add_string(out, value);
    return last + 1;
}

const char *delayed_expand(const char *text, const char *(*variable)(const char *name))
{
    if (!strchr(text, '!'))
        return text;
    struct text out = text_make(LINE_MOST);
    while (*text) {
        size_t plain = strcspn(text, "!^");
        text_add_bytes(&out, text, plain);
        text += plain;
        if (*text == '!')
            text = expand_sign(text + 1, variable, &out);
        else if (*text && *++text)
            text_add(&out, *text++);
    }
    return out.at;
}
