#include "images/cmd/number.h"

#include "images/cmd/ascii.h"

#define LARGEST 0x7fffffffl

static int digit_of(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    return ascii_is_letter(c) ? ascii_upper(c) - 'A' + 10 : 99;
}

static const char *digits_read(const char *at, int base, long *out)
{
    long long value = 0;
    for (; digit_of(*at) < base; at++)
        if (value <= LARGEST)
            value = value * base + digit_of(*at);
    *out = value > LARGEST ? LARGEST : (long)value;
    return at;
}

const char *number_read(const char *at, long *out)
{
    const char *begin = ascii_skip_blanks(at);
    bool negative = *begin == '-';
    begin += *begin == '-' || *begin == '+';
    *out = 0;
    if (!ascii_is_digit(*begin))
        return at;
    bool hexadecimal = *begin == '0' && ascii_upper(begin[1]) == 'X' && digit_of(begin[2]) < 16;
    int base = hexadecimal ? 16 : *begin == '0' ? 8 : 10;
    const char *end = digits_read(begin + (hexadecimal ? 2 : 0), base, out);
    if (negative)
        *out = -*out;
    return end;
}

bool number_whole(const char *text, long *out)
{
    const char *end = number_read(text, out);
    return end != text && !*ascii_skip_blanks(end);
}
