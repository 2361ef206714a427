#include "images/cmd/expand.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/number.h"

const char *expand_modifiers_end(const char *at)
{
    while (*at && strchr("fdpnxsatzFDPNXSATZ", *at))
        at++;
    return at;
}

/* ---- %NAME:~1,2% and %NAME:a=b% ---- */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static long characters_of(const char *text)
{
    long count = 0;
    for (; *text; text++)
        count += !is_continuation(*text);
    return count;
}

static const char *skip_characters(const char *text, long count)
{
    while (*text && count-- > 0)
        for (text++; is_continuation(*text); text++)
            ;
    return text;
}

static long clamp(long value, long most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

static void add_part(const char *value, const char *edit, struct text *out)
{
    long length = characters_of(value), first, count = length;
    const char *rest = number_read(edit, &first);
    first = clamp(first < 0 ? length + first : first, length);
    if (*rest == ',')
        number_read(rest + 1, &count);
    count = count < 0 ? length - first + count : count;
    const char *from = skip_characters(value, first);
    text_add_bytes(out, from, (size_t)(skip_characters(from, clamp(count, length)) - from));
}

static const char *find(const char *in, const char *what, size_t length)
{
    for (; *in; in++)
        if (ascii_same_bytes(in, what, length))
            return in;
    return NULL;
}

static void add_replaced(const char *value, const char *old, size_t length, const char *new, struct text *out)
{
    const char *found;
    while ((found = find(value, old, length)) != NULL) {
        text_add_bytes(out, value, (size_t)(found - value));
        text_add_string(out, new);
        value = found + length;
    }
    text_add_string(out, value);
}

static void add_behind(const char *value, const char *old, size_t length, const char *new, struct text *out)
{
    const char *found = find(value, old, length);
    if (found)
        text_add_string(out, new);
    text_add_string(out, found ? found + length : value);
}

void expand_edit(const char *value, const char *edit, struct text *out)
{
    bool to_first = *edit == '*';
    const char *old = edit + to_first, *equals = strchr(edit, '=');
    if (*edit == '~')
        add_part(value, edit + 1, out);
    else if (!equals || equals <= old)
        text_add_string(out, value);
    else if (to_first)
        add_behind(value, old, (size_t)(equals - old), equals + 1, out);
    else
        add_replaced(value, old, (size_t)(equals - old), equals + 1, out);
}

/* ---- a line ---- */

/* %*, %1, %~dp1; the place behind it, or null when it is none of these. */
static const char *expand_argument(const struct expansion *with, const char *at, struct text *out)
{
    if (*at == '*') {
        text_add_string(out, with->all_arguments());
        return at + 1;
    }
    if (ascii_is_digit(*at)) {
        text_add_string(out, with->argument((unsigned)(*at - '0')));
        return at + 1;
    }
    const char *end = *at == '~' ? expand_modifiers_end(at + 1) : at;
    if (end == at || !ascii_is_digit(*end))
        return NULL;
    with->describe(arena_copy(at + 1, (size_t)(end - at - 1)), with->argument((unsigned)(*end - '0')), out);
    return end + 1;
}

/* What %NAME: of an unknown NAME becomes in a batch file: only that much goes, as in cmd.exe. */
static const char *expand_unknown(const struct expansion *with, const char *end)
{
    return with->batch ? end + 1 : NULL;
}

/* %NAME% or %NAME:EDIT%, `at` behind the first sign; the place behind it, or null when the sign stands alone.
 */
static const char *expand_variable(const struct expansion *with, const char *at, struct text *out)
{
    size_t length = strcspn(at, "%:");
    const char *end = at + length;
    if (!*end || !length)
        return *end == '%' && with->batch ? end + 1 : NULL;
    if (*end == ':' && end[1] == '%')
        end++; /* a colon that begins nothing belongs to the name no more than to what follows */
    const char *value = with->variable(arena_copy(at, length));
    if (!value)
        return expand_unknown(with, end);
    if (*end == '%') {
        text_add_string(out, value);
        return end + 1;
    }
    const char *last = strchr(end, '%');
    if (!last)
        return NULL;
    expand_edit(value, arena_copy(end + 1, (size_t)(last - end - 1)), out);
    return last + 1;
}

/* What a percent sign before `at` begins; the place behind it. */
static const char *expand_sign(const struct expansion *with, const char *at, struct text *out)
{
    const char *next = NULL;
    if (with->batch && *at == '%') {
        text_add(out, '%');
        return at + 1;
    }
    if (with->batch)
        next = expand_argument(with, at, out);
    if (!next)
        next = expand_variable(with, at, out);
    if (!next && !with->batch)
        text_add(out, '%');
    return next ? next : at;
}

/* `%~` that no argument's number ends, as cmd.exe has it: an argument is tried before a variable. */
static bool means_nothing(const struct expansion *with, const char *sign)
{
    return with->batch && sign[1] == '~' && !ascii_is_digit(*expand_modifiers_end(sign + 2));
}

enum expand_end expand_percent(const struct expansion *with, const char *line, struct text *out)
{
    while (*line && !out->full) {
        size_t plain = strcspn(line, "%");
        text_add_bytes(out, line, plain);
        line += plain;
        if (*line && means_nothing(with, line)) {
            *out = text_make(out->most);
            text_add_string(out, line);
            return EXPAND_NO_ARGUMENT;
        }
        if (*line == '%')
            line = expand_sign(with, line + 1, out);
    }
    return out->full ? EXPAND_TOO_LONG : EXPAND_DONE;
}
