/*
 * The format language of msvcrt, for bytes and for UTF-16 with one engine.
 *
 * Newlib's own printf cannot stand in: msvcrt has %I64d, %S and %hs, prints %p without 0x, exponents with
 * three digits, and infinities as 1.#INF. Newlib still makes the digits of floating-point numbers, see
 * float_text.c.
 */
#include "printf.h"
#include "error.h"
#include "float_text.h"
#include "numbers.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    FLAG_LEFT = 1,
    FLAG_PLUS = 2,
    FLAG_SPACE = 4,
    FLAG_ALTERNATE = 8,
    FLAG_ZERO = 16,
};

enum size { SIZE_INT, SIZE_SHORT, SIZE_LONG, SIZE_64 };

/* One conversion, such as %-08.3lf. */
struct conversion {
    int flags;
    int width;
    int precision; /* negative: not given */
    enum size size;
    unsigned letter;
};

/* The walk through a format. */
struct walk {
    const void *format;
    int wide;
    size_t at;
    va_list args;
    struct sink *sink;
    int written; /* -1 once the sink has failed */
};

static unsigned peek_at(const struct walk *walk, size_t ahead)
{
    if (walk->wide)
        return ((const wchar_t *)walk->format)[walk->at + ahead];
    return ((const unsigned char *)walk->format)[walk->at + ahead];
}

static unsigned peek(const struct walk *walk)
{
    return peek_at(walk, 0);
}

static void put(struct walk *walk, unsigned character)
{
    if (walk->written < 0)
        return;
    if (walk->sink->put(walk->sink, character) < 0)
        walk->written = -1;
    else
        walk->written++;
}

static void put_many(struct walk *walk, unsigned character, int count)
{
    while (count-- > 0)
        put(walk, character);
}

static void put_text(struct walk *walk, const char *text, int length)
{
    for (int i = 0; i < length; i++)
        put(walk, (unsigned char)text[i]);
}

/* A number: padding, sign or 0x, zeros, digits, padding. */
static void put_number(struct walk *walk, const struct conversion *conversion, const char *prefix, int zeros,
                       const char *digits, int length)
{
    int prefixed = strlen(prefix);
    int padding = conversion->width - prefixed - zeros - length;
    if (conversion->flags & FLAG_ZERO && !(conversion->flags & FLAG_LEFT) && padding > 0) {
        zeros += padding;
        padding = 0;
    }
    if (!(conversion->flags & FLAG_LEFT))
        put_many(walk, ' ', padding);
    put_text(walk, prefix, prefixed);
    put_many(walk, '0', zeros);
    put_text(walk, digits, length);
    if (conversion->flags & FLAG_LEFT)
        put_many(walk, ' ', padding);
}

static const char *sign_of(const struct conversion *conversion, int negative)
{
    if (negative)
        return "-";
    if (conversion->flags & FLAG_PLUS)
        return "+";
    return conversion->flags & FLAG_SPACE ? " " : "";
}

static uint64_t take_unsigned(struct walk *walk, enum size size)
{
    switch (size) {
    case SIZE_64:
        return va_arg(walk->args, uint64_t);
    case SIZE_SHORT:
        return (uint16_t)va_arg(walk->args, int);
    default:
        return va_arg(walk->args, uint32_t);
    }
}

static int64_t take_signed(struct walk *walk, enum size size)
{
    switch (size) {
    case SIZE_64:
        return va_arg(walk->args, int64_t);
    case SIZE_SHORT:
        return (int16_t)va_arg(walk->args, int);
    default:
        return va_arg(walk->args, int32_t);
    }
}

static void put_integer(struct walk *walk, struct conversion *conversion, uint64_t value, unsigned base,
                        const char *prefix)
{
    char digits[NUMBER_DIGITS], *end = digits + sizeof digits;
    char *first = value ? number_digits(end, value, base) : end;
    if (conversion->letter == 'X' || conversion->letter == 'p')
        for (char *at = first; at < end; at++)
            *at = ascii_upper(*at);
    int length = end - first;
    int wanted = conversion->precision < 0 ? 1 : conversion->precision;
    if (base == 8 && conversion->flags & FLAG_ALTERNATE && length && wanted <= length)
        wanted = length + 1;
    if (conversion->precision >= 0)
        conversion->flags &= ~FLAG_ZERO;
    put_number(walk, conversion, prefix, wanted > length ? wanted - length : 0, first, length);
}

static void convert_signed(struct walk *walk, struct conversion *conversion)
{
    int64_t value = take_signed(walk, conversion->size);
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    put_integer(walk, conversion, magnitude, 10, sign_of(conversion, value < 0));
}

static void convert_unsigned(struct walk *walk, struct conversion *conversion, unsigned base)
{
    uint64_t value = take_unsigned(walk, conversion->size);
    const char *prefix = "";
    if (base == 16 && conversion->flags & FLAG_ALTERNATE && value)
        prefix = conversion->letter == 'X' ? "0X" : "0x";
    put_integer(walk, conversion, value, base, prefix);
}

/* Always eight digits, and # still writes 0X. */
static void convert_pointer(struct walk *walk, struct conversion *conversion)
{
    uint32_t value = va_arg(walk->args, uint32_t);
    conversion->precision = 8;
    put_integer(walk, conversion, value, 16, conversion->flags & FLAG_ALTERNATE ? "0X" : "");
}

/* The 0x of %a stands before the zeros that fill the field. */
static void put_hexadecimal(struct walk *walk, const struct conversion *conversion, int negative,
                            const char *text, int length)
{
    char prefix[4];
    strcpy(prefix, sign_of(conversion, negative));
    strncat(prefix, text, 2);
    put_number(walk, conversion, prefix, 0, text + 2, length - 2);
}

static void convert_floating(struct walk *walk, struct conversion *conversion)
{
    char on_stack[512];
    double value = va_arg(walk->args, double);
    size_t size = FLOAT_TEXT_BASE + (conversion->precision > 6 ? conversion->precision : 6);
    char *text = size <= sizeof on_stack ? on_stack : malloc(size);
    if (!text) {
        walk->written = -1;
        return;
    }
    int alternate = conversion->flags & FLAG_ALTERNATE;
    int length = float_text(text, value, (char)conversion->letter, conversion->precision, alternate);
    if ((conversion->letter | 0x20) == 'a' && isfinite(value))
        put_hexadecimal(walk, conversion, signbit(value), text, length);
    else
        put_number(walk, conversion, sign_of(conversion, signbit(value)), 0, text, length);
    if (text != on_stack)
        free(text);
}

static unsigned string_at(const void *text, int wide, int i)
{
    return wide ? ((const wchar_t *)text)[i] : ((const unsigned char *)text)[i];
}

static void put_string(struct walk *walk, const struct conversion *conversion, const void *text, int wide,
                       int length)
{
    int padding = conversion->width - length;
    unsigned filler = conversion->flags & FLAG_ZERO ? '0' : ' ';
    if (!(conversion->flags & FLAG_LEFT))
        put_many(walk, filler, padding);
    for (int i = 0; i < length; i++)
        put(walk, string_at(text, wide, i));
    if (conversion->flags & FLAG_LEFT)
        put_many(walk, ' ', padding);
}

/* %S and %C are the other kind than the format's own; h and l say which kind outright. */
static int argument_is_wide(const struct walk *walk, const struct conversion *conversion)
{
    if (conversion->size == SIZE_SHORT)
        return 0;
    if (conversion->size == SIZE_LONG || conversion->size == SIZE_64)
        return 1;
    int other = conversion->letter == 'S' || conversion->letter == 'C';
    return walk->wide ? !other : other;
}

static void convert_string(struct walk *walk, struct conversion *conversion)
{
    int wide = argument_is_wide(walk, conversion);
    const void *text = va_arg(walk->args, const void *);
    int length = 0;
    if (!text) {
        text = "(null)";
        wide = 0;
    }
    while ((conversion->precision < 0 || length < conversion->precision) && string_at(text, wide, length))
        length++;
    put_string(walk, conversion, text, wide, length);
}

static void convert_character(struct walk *walk, struct conversion *conversion)
{
    int wide = argument_is_wide(walk, conversion);
    wchar_t character = (wchar_t)va_arg(walk->args, int);
    if (!wide)
        character &= 0xff;
    put_string(walk, conversion, &character, 1, 1);
}

static void convert_count(struct walk *walk, const struct conversion *conversion)
{
    void *to = va_arg(walk->args, void *);
    if (conversion->size == SIZE_SHORT)
        *(int16_t *)to = walk->written;
    else
        *(int32_t *)to = walk->written;
}

static int take_flag(unsigned character)
{
    switch (character) {
    case '-':
        return FLAG_LEFT;
    case '+':
        return FLAG_PLUS;
    case ' ':
        return FLAG_SPACE;
    case '#':
        return FLAG_ALTERNATE;
    case '0':
        return FLAG_ZERO;
    default:
        return 0;
    }
}

static void parse_flags(struct walk *walk, struct conversion *conversion)
{
    int flag;
    while ((flag = take_flag(peek(walk)))) {
        conversion->flags |= flag;
        walk->at++;
    }
}

static int parse_number(struct walk *walk)
{
    int number = 0;
    if (peek(walk) == '*') {
        walk->at++;
        return va_arg(walk->args, int);
    }
    for (; peek(walk) >= '0' && peek(walk) <= '9'; walk->at++)
        number = number * 10 + (peek(walk) - '0');
    return number;
}

static void parse_width(struct walk *walk, struct conversion *conversion)
{
    conversion->width = parse_number(walk);
    if (conversion->width < 0) {
        conversion->flags |= FLAG_LEFT;
        conversion->width = -conversion->width;
    }
    conversion->precision = -1;
    if (peek(walk) == '.') {
        walk->at++;
        conversion->precision = parse_number(walk);
    }
}

static void parse_size_i(struct walk *walk, struct conversion *conversion)
{
    unsigned tens = peek_at(walk, 1), ones = peek_at(walk, 2);
    walk->at++;
    if (tens == '6' && ones == '4') {
        conversion->size = SIZE_64;
        walk->at += 2;
    } else if (tens == '3' && ones == '2') {
        walk->at += 2;
    }
}

static void parse_size(struct walk *walk, struct conversion *conversion)
{
    for (;;) {
        switch (peek(walk)) {
        case 'h':
            conversion->size = SIZE_SHORT;
            break;
        case 'l':
            conversion->size = peek_at(walk, 1) == 'l' ? SIZE_64 : SIZE_LONG;
            walk->at += conversion->size == SIZE_64;
            break;
        case 'w':
            conversion->size = SIZE_LONG;
            break;
        case 'I':
            parse_size_i(walk, conversion);
            continue;
        case 'L': /* long double is double */
        case 'F':
        case 'N':
            break;
        default:
            return;
        }
        walk->at++;
    }
}

static void convert(struct walk *walk, struct conversion *conversion)
{
    switch (conversion->letter) {
    case 'd':
    case 'i':
        convert_signed(walk, conversion);
        break;
    case 'u':
        convert_unsigned(walk, conversion, 10);
        break;
    case 'o':
        convert_unsigned(walk, conversion, 8);
        break;
    case 'x':
    case 'X':
        convert_unsigned(walk, conversion, 16);
        break;
    case 'p':
        convert_pointer(walk, conversion);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        convert_floating(walk, conversion);
        break;
    case 's':
    case 'S':
        convert_string(walk, conversion);
        break;
    case 'c':
    case 'C':
        convert_character(walk, conversion);
        break;
    case 'n':
        convert_count(walk, conversion);
        break;
    case 0:
        walk->at--; /* a lone % ends the format */
        break;
    default: /* %% and what is unknown: the letter itself */
        put(walk, conversion->letter);
    }
}

static int format_walk(struct walk *walk)
{
    while (walk->written >= 0 && peek(walk)) {
        if (peek(walk) != '%') {
            put(walk, peek(walk));
            walk->at++;
            continue;
        }
        struct conversion conversion = {0};
        walk->at++;
        parse_flags(walk, &conversion);
        parse_width(walk, &conversion);
        parse_size(walk, &conversion);
        conversion.letter = peek(walk);
        walk->at++;
        convert(walk, &conversion);
    }
    return walk->written;
}

int format_narrow(struct sink *sink, const char *format, va_list args)
{
    if (!format)
        return fail(EINVAL);
    struct walk walk = {.format = format, .sink = sink};
    va_copy(walk.args, args);
    int written = format_walk(&walk);
    va_end(walk.args);
    return written;
}

int format_wide(struct sink *sink, const wchar_t *format, va_list args)
{
    if (!format)
        return fail(EINVAL);
    struct walk walk = {.format = format, .wide = 1, .sink = sink};
    va_copy(walk.args, args);
    int written = format_walk(&walk);
    va_end(walk.args);
    return written;
}
