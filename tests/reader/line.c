#include "line.h"

#include "events.h"

#include <string.h>

/* The end of the field that begins at `at`: the next blank outside quotes. */
static const char *field_end(const char *at, const char *end)
{
    bool quoted = false;
    for (; at < end && (quoted || *at != ' '); at++)
        quoted ^= *at == '"';
    return at;
}

/* Where the value begins behind the key of this item; NULL: the field has not this key. */
static const char *field_value(const struct item *item, const char *at, const char *end)
{
    if (!(item->how & KEYED))
        return at;
    const char *sign = memchr(at, '=', (size_t)(end - at));
    if (!sign || (!(item->how & ANY_KEY) && !text_is(at, (unsigned)(sign - at), item->name)))
        return NULL;
    return sign + 1;
}

static bool field_read(struct field *field, const struct item *item, const char *at, const char *end)
{
    const char *value = field_value(item, at, end);
    const char *words = item->type == VALUE_FLAG ? item->name : item->words;
    if (!value || !value_read(item->type, words, value, (unsigned)(end - value), &field->value))
        return false;
    field->item = item;
    field->name = item->how & ANY_KEY ? at : item->name;
    field->name_length = item->how & ANY_KEY ? (unsigned)(value - 1 - at) : (unsigned)strlen(item->name);
    field->value.start = at;
    field->value.length = (unsigned)(end - at);
    return true;
}

/* Which item of the form the field is, from `item` on; NULL: none. */
static const struct item *item_find(const struct item *item, struct field *field, const char *at,
                                    const char *end)
{
    for (; item->name; item++) {
        if (field_read(field, item, at, end))
            return item;
        if (!(item->how & (OPTIONAL | REPEATED)))
            return NULL;
    }
    return NULL;
}

static bool items_are_optional(const struct item *item)
{
    for (; item->name; item++)
        if (!(item->how & (OPTIONAL | REPEATED)))
            return false;
    return true;
}

static const char *fields_read(struct line *line, const char *at, const char *end)
{
    const struct item *item = line->event->items;
    while (at < end) {
        const char *stop = field_end(++at, end);
        if (line->count == VALUES)
            return "too many fields";
        const struct item *found = item_find(item, &line->fields[line->count], at, stop);
        if (!found)
            return "a field that this event has not, or not here, or not written so";
        line->count++;
        item = found->how & REPEATED ? found : found + 1;
        at = stop;
    }
    return items_are_optional(item) ? NULL : "a field is missing";
}

/* What an event is called: one word, but the first line's has its format behind it. */
const char *line_read(struct line *line, const char *text, unsigned length)
{
    struct value number;
    const char *end = text + length;
    const char *blank = memchr(text, ' ', length);
    line->text = text;
    line->length = length;
    line->count = 0;
    line->event = NULL;
    if (!blank || !value_read(VALUE_DECIMAL, NULL, text, (unsigned)(blank - text), &number))
        return "no number";
    line->number = (unsigned)number.number;
    if (length > 512)
        return "longer than 512 bytes";
    const char *stop = field_end(blank + 1, end);
    line->event = event_find(blank + 1, (unsigned)(stop - blank - 1));
    return line->event ? fields_read(line, stop, end) : "an event that is not known";
}

const struct value *line_value(const struct line *line, const char *name)
{
    for (unsigned i = 0; i < line->count; i++)
        if (text_is(line->fields[i].name, line->fields[i].name_length, name))
            return &line->fields[i].value;
    return NULL;
}

bool line_has(const struct line *line, const char *name)
{
    return line_value(line, name) != NULL;
}

int64_t line_number(const struct line *line, const char *name)
{
    const struct value *value = line_value(line, name);
    return value ? value->number : -1;
}
