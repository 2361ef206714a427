#include "images/user32/format.h"
#include <stdlib.h>

void output_put(struct output *out, WCHAR c)
{
    if (out->length < FORMAT_LIMIT - 1)
        out->text[out->length++] = c;
}

static const WCHAR *number_read(const WCHAR *at, int *out)
{
    for (*out = 0; *at >= '0' && *at <= '9'; at++)
        *out = *out < FORMAT_LIMIT ? *out * 10 + *at - '0' : *out;
    return at;
}

const WCHAR *specification_read(const WCHAR *at, struct specification *out)
{
    *out = (struct specification){.precision = -1};
    for (; *at == '-' || *at == '#' || *at == '0'; at++) {
        out->left |= *at == '-';
        out->prefix |= *at == '#';
        out->zero |= *at == '0';
    }
    at = number_read(at, &out->width);
    if (*at == '.')
        at = number_read(at + 1, &out->precision);
    if (at[0] == 'I' && at[1] == '3' && at[2] == '2')
        at += 3;
    for (; *at == 'l' || *at == 'w' || *at == 'h'; at++) {
        out->is_long |= *at != 'h';
        out->is_short |= *at == 'h';
    }
    out->type = *at;
    return *at ? at + 1 : at;
}

static void put_padding(struct output *out, int count, WCHAR c)
{
    for (; count > 0; count--)
        output_put(out, c);
}

/* sign and prefix, zeros up to the precision, digits; all of it padded to the width. */
static void put_digits(const struct specification *s, const WCHAR *lead, const WCHAR *digits, int count,
                       struct output *out)
{
    int lead_count = 0;
    while (lead[lead_count])
        lead_count++;
    int zeros = s->precision > count ? s->precision - count : 0;
    int pad = s->width - lead_count - zeros - count;
    if (s->zero && !s->left && pad > 0) {
        zeros += pad;
        pad = 0;
    }
    if (!s->left)
        put_padding(out, pad, ' ');
    for (int i = 0; i < lead_count; i++)
        output_put(out, lead[i]);
    put_padding(out, zeros, '0');
    for (int i = 0; i < count; i++)
        output_put(out, digits[i]);
    if (s->left)
        put_padding(out, pad, ' ');
}

static void put_unsigned(const struct specification *s, unsigned value, unsigned base, const WCHAR *lead,
                         struct output *out)
{
    WCHAR digits[33];
    _ultow(value, digits, (int)base);
    if (s->type != 'x')
        CharUpperW(digits);
    put_digits(s, lead, digits, lstrlenW(digits), out);
}

static void put_signed(const struct specification *s, unsigned value, struct output *out)
{
    if ((int)value < 0)
        put_unsigned(s, 0 - value, 10, L"-", out);
    else
        put_unsigned(s, value, 10, L"", out);
}

static WCHAR wide_of(char c)
{
    WCHAR wide = 0;
    MultiByteToWideChar(CP_ACP, 0, &c, 1, &wide, 1);
    return wide;
}

/* The string `text`, of chars if `narrow`, else of WCHARs. */
static void put_string(const struct specification *s, const void *text, bool narrow, struct output *out)
{
    int length = 0;
    if (!text)
        text = narrow ? (const void *)"(null)" : (const void *)L"(null)";
    while ((s->precision < 0 || length < s->precision) && length < FORMAT_LIMIT &&
           (narrow ? ((const char *)text)[length] != 0 : ((const WCHAR *)text)[length] != 0))
        length++;
    if (!s->left)
        put_padding(out, s->width - length, s->zero ? '0' : ' ');
    for (int i = 0; i < length; i++)
        output_put(out, narrow ? wide_of(((const char *)text)[i]) : ((const WCHAR *)text)[i]);
    if (s->left)
        put_padding(out, s->width - length, ' ');
}

static void put_character(const struct specification *s, unsigned value, bool narrow, struct output *out)
{
    WCHAR c = narrow ? wide_of((char)value) : (WCHAR)value;
    if (!s->left)
        put_padding(out, s->width - 1, ' ');
    output_put(out, c);
    if (s->left)
        put_padding(out, s->width - 1, ' ');
}

const UINT_PTR *specification_write(const struct specification *s, const UINT_PTR *arguments, bool narrow,
                                    struct output *out)
{
    bool capital = s->type == 'S' || s->type == 'C';
    bool is_narrow = s->is_short || (!s->is_long && narrow != capital); /* %S and %C mean the other kind */
    switch (s->type) {
    case 's':
    case 'S':
        put_string(s, (const void *)*arguments, is_narrow, out);
        break;
    case 'c':
    case 'C':
        put_character(s, (unsigned)*arguments, is_narrow, out);
        break;
    case 'd':
    case 'i':
        put_signed(s, (unsigned)*arguments, out);
        break;
    case 'u':
        put_unsigned(s, (unsigned)*arguments, 10, L"", out);
        break;
    case 'x':
    case 'X':
        put_unsigned(s, (unsigned)*arguments, 16, !s->prefix ? L"" : s->type == 'x' ? L"0x" : L"0X", out);
        break;
    case 'p': {
        struct specification pointer = *s;
        pointer.precision = 8;
        pointer.type = 'X';
        put_unsigned(&pointer, (unsigned)*arguments, 16, L"", out);
        break;
    }
    default: /* an unknown letter stands for itself and takes no argument */
        output_put(out, s->type);
        return arguments;
    }
    return arguments + 1;
}
