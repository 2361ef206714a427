#include "images/cmd/loopvalue.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/expand.h"

static const struct loop_value *value_of(const struct loop_value *values, char letter)
{
    while (values && (!letter || values->letter != letter))
        values = values->outer;
    return values;
}

/* Where the letter of %~MODIFIERSx is: as far behind as one of a variable is found, for it may look like a
 * modifier. Null: nowhere. */
static const char *letter_find(const struct loop_value *values, const char *begin)
{
    const char *at = expand_modifiers_end(begin);
    while (at > begin && !value_of(values, *at))
        at--;
    return value_of(values, *at) ? at : NULL;
}

/* What a percent sign before `at` begins; the place behind it. */
static const char *expand_sign(const struct loop_value *values, const char *at, describe_value *describe,
                               struct text *out)
{
    const struct loop_value *plain = value_of(values, *at);
    const char *letter = *at == '~' ? letter_find(values, at + 1) : NULL;
    if (letter) {
        describe(arena_copy(at + 1, (size_t)(letter - at - 1)), value_of(values, *letter)->value, out);
        return letter + 1;
    }
    text_add_string(out, plain ? plain->value : "%");
    return at + (plain != NULL);
}

const char *loop_expand(const struct loop_value *values, const char *text, describe_value *describe)
{
    if (!text || !values || !strchr(text, '%'))
        return text;
    struct text out = text_make(LINE_MOST);
    while (*text) {
        size_t plain = strcspn(text, "%");
        text_add_bytes(&out, text, plain);
        text += plain;
        if (*text == '%')
            text = expand_sign(values, text + 1, describe, &out);
    }
    return out.at;
}
