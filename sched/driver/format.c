#include "sched/driver/format.h"

#include <stdbool.h>
#include <string.h>
#include "sched/driver/ntstring.h"
#include "storage/unicode.h"

#define DIGITS     24u
#define MOST_WIDTH 64u
#define UNIT_BYTES 4u /* of UTF-8, with the NUL */

struct output {
    char *text;
    uint32_t room, count;
};

struct directive {
    bool left, zeros, wide, quad;
    uint32_t width;
    char conversion;
};

static void put(struct output *output, char c)
{
    if (output->count + 1 < output->room)
        output->text[output->count++] = c;
}

static void put_padded(struct output *output, const struct directive *directive, const char *text,
                       uint32_t length)
{
    uint32_t pad = directive->width > length ? directive->width - length : 0;
    bool zeros = directive->zeros && !directive->left;
    if (zeros && length > 0 && *text == '-') {
        put(output, *text++);
        length--;
    }
    for (uint32_t i = 0; !directive->left && i < pad; i++)
        put(output, zeros ? '0' : ' ');
    for (uint32_t i = 0; i < length; i++)
        put(output, text[i]);
    for (uint32_t i = 0; directive->left && i < pad; i++)
        put(output, ' ');
}

static void put_number(struct output *output, const struct directive *directive, uint64_t value,
                       bool negative)
{
    const char *digits = directive->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    bool decimal = strchr("diu", directive->conversion) != NULL;
    char text[DIGITS], *at = text + DIGITS;
    do {
        *--at = digits[value % (decimal ? 10 : 16)];
        value /= decimal ? 10 : 16;
    } while (value);
    if (negative)
        *--at = '-';
    put_padded(output, directive, at, (uint32_t)(text + DIGITS - at));
}

static void put_units(struct output *output, const uint16_t *units, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char text[UNIT_BYTES];
        unicode_to_utf8(units + i, 1, text);
        for (const char *at = text; *at; at++)
            put(output, *at);
    }
}

static uint32_t units_of(const uint16_t *units)
{
    uint32_t count = 0;
    while (units[count])
        count++;
    return count;
}

static void put_wide(struct output *output, const uint16_t *units)
{
    if (units)
        put_units(output, units, units_of(units));
    else
        put_padded(output, &(struct directive){0}, "(null)", 6);
}

static void put_counted(struct output *output, const struct nt_counted_string *string)
{
    if (string && string->buffer)
        put_units(output, string->buffer, string->length / sizeof *string->buffer);
}

static void put_narrow(struct output *output, const struct directive *directive, const char *text)
{
    text = text ? text : "(null)";
    put_padded(output, directive, text, (uint32_t)strlen(text));
}

static const char *read_directive(const char *at, struct directive *directive)
{
    *directive = (struct directive){0};
    for (; *at == '-' || *at == '0'; at++)
        *(*at == '-' ? &directive->left : &directive->zeros) = true;
    for (; *at >= '0' && *at <= '9'; at++)
        directive->width = directive->width * 10 + (uint32_t)(*at - '0');
    directive->width = directive->width < MOST_WIDTH ? directive->width : MOST_WIDTH;
    if (strncmp(at, "I64", 3) == 0 || strncmp(at, "ll", 2) == 0) {
        directive->quad = true;
        at += *at == 'I' ? 3 : 2;
    } else if (*at == 'w' || *at == 'l' || *at == 'h') {
        directive->wide = *at++ != 'h';
    }
    directive->conversion = *at;
    return *at ? at + 1 : at;
}

/* A pointer to it, because a va_list that was handed on is spent. */
static void convert(struct output *output, struct directive *directive, va_list *arguments)
{
    bool number = directive->conversion && strchr("diuxX", directive->conversion);
    int64_t value = !number ? 0 : directive->quad ? va_arg(*arguments, int64_t) : va_arg(*arguments, int32_t);
    switch (directive->conversion) {
    case 'd':
    case 'i':
        put_number(output, directive, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
        return;
    case 'u':
    case 'x':
    case 'X':
        put_number(output, directive, directive->quad ? (uint64_t)value : (uint32_t)value, false);
        return;
    case 'p':
        *directive = (struct directive){.zeros = true, .width = 8, .conversion = 'x'};
        put_number(output, directive, va_arg(*arguments, uint32_t), false);
        return;
    case 'c':
        put(output, (char)va_arg(*arguments, int));
        return;
    case 's':
        if (!directive->wide) {
            put_narrow(output, directive, va_arg(*arguments, const char *));
            return;
        }
        /* fall through */
    case 'S':
        put_wide(output, va_arg(*arguments, const uint16_t *));
        return;
    case 'Z':
        put_counted(output, va_arg(*arguments, const struct nt_counted_string *));
        return;
    default:
        put(output, '%');
        if (directive->conversion && directive->conversion != '%')
            put(output, directive->conversion);
    }
}

uint32_t format_text(char *text, uint32_t room, const char *format, va_list given)
{
    struct output output = {text, room, 0};
    struct directive directive;
    va_list arguments;
    va_copy(arguments, given);
    while (*format) {
        if (*format != '%') {
            put(&output, *format++);
            continue;
        }
        format = read_directive(format + 1, &directive);
        convert(&output, &directive, &arguments);
    }
    va_end(arguments);
    text[output.count] = 0;
    return output.count;
}
