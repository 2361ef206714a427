#include "storage/unicode.h"

#include <stddef.h>
#include <string.h>
#include "firmware/ascii.h"

/*
 * The lower-case units, in rows of every one or every other: add `upward`, modulo 65536.
 */
/* clang-format off */
static const struct row {
    uint16_t first, last, step;
    int16_t upward;
} rows[] = {
    {0x00e0, 0x00f6, 1, -32}, {0x00f8, 0x00fe, 1, -32}, {0x00ff, 0x00ff, 1, 121}, {0x0101, 0x012f, 2, -1},
    {0x0133, 0x0137, 2, -1}, {0x013a, 0x0148, 2, -1}, {0x014b, 0x0177, 2, -1}, {0x017a, 0x017e, 2, -1},
    {0x0180, 0x0180, 1, 195}, {0x0183, 0x0185, 2, -1}, {0x0188, 0x0188, 1, -1}, {0x018c, 0x018c, 1, -1},
    {0x0192, 0x0192, 1, -1}, {0x0195, 0x0195, 1, 97}, {0x0199, 0x0199, 1, -1}, {0x019a, 0x019a, 1, 163},
    {0x019e, 0x019e, 1, 130}, {0x01a1, 0x01a5, 2, -1}, {0x01a8, 0x01a8, 1, -1}, {0x01ad, 0x01ad, 1, -1},
    {0x01b0, 0x01b0, 1, -1}, {0x01b4, 0x01b6, 2, -1}, {0x01b9, 0x01b9, 1, -1}, {0x01bd, 0x01bd, 1, -1},
    {0x01bf, 0x01bf, 1, 56}, {0x01c6, 0x01c6, 1, -2}, {0x01c9, 0x01c9, 1, -2}, {0x01cc, 0x01cc, 1, -2},
    {0x01ce, 0x01dc, 2, -1}, {0x01dd, 0x01dd, 1, -79}, {0x01df, 0x01ef, 2, -1}, {0x01f3, 0x01f3, 1, -2},
    {0x01f5, 0x01f5, 1, -1}, {0x01f9, 0x021f, 2, -1}, {0x0223, 0x0233, 2, -1}, {0x023c, 0x023c, 1, -1},
    {0x0242, 0x0242, 1, -1}, {0x0247, 0x024f, 2, -1}, {0x0250, 0x0250, 1, 10783}, {0x0251, 0x0251, 1, 10780},
    {0x0253, 0x0253, 1, -210}, {0x0254, 0x0254, 1, -206}, {0x0256, 0x0257, 1, -205}, {0x0259, 0x0259, 1, -202},
    {0x025b, 0x025b, 1, -203}, {0x0260, 0x0260, 1, -205}, {0x0263, 0x0263, 1, -207}, {0x0268, 0x0268, 1, -209},
    {0x0269, 0x0269, 1, -211}, {0x026b, 0x026b, 1, 10743}, {0x026f, 0x026f, 1, -211}, {0x0271, 0x0271, 1, 10749},
    {0x0272, 0x0272, 1, -213}, {0x0275, 0x0275, 1, -214}, {0x027d, 0x027d, 1, 10727}, {0x0280, 0x0280, 1, -218},
    {0x0283, 0x0283, 1, -218}, {0x0288, 0x0288, 1, -218}, {0x0289, 0x0289, 1, -69}, {0x028a, 0x028b, 1, -217},
    {0x028c, 0x028c, 1, -71}, {0x0292, 0x0292, 1, -219}, {0x0371, 0x0373, 2, -1}, {0x0377, 0x0377, 1, -1},
    {0x037b, 0x037d, 1, 130}, {0x03ac, 0x03ac, 1, -38}, {0x03ad, 0x03af, 1, -37}, {0x03b1, 0x03c1, 1, -32},
    {0x03c2, 0x03c2, 1, -31}, {0x03c3, 0x03cb, 1, -32}, {0x03cc, 0x03cc, 1, -64}, {0x03cd, 0x03ce, 1, -63},
    {0x03d7, 0x03d7, 1, -8}, {0x03d9, 0x03ef, 2, -1}, {0x03f2, 0x03f2, 1, 7}, {0x03f3, 0x03f3, 1, -116},
    {0x03f8, 0x03f8, 1, -1}, {0x03fb, 0x03fb, 1, -1}, {0x0430, 0x044f, 1, -32}, {0x0450, 0x045f, 1, -80},
    {0x0461, 0x0481, 2, -1}, {0x048b, 0x04bf, 2, -1}, {0x04c2, 0x04ce, 2, -1}, {0x04cf, 0x04cf, 1, -15},
    {0x04d1, 0x0523, 2, -1}, {0x0561, 0x0586, 1, -48}, {0x1d79, 0x1d79, 1, 35332}, {0x1d7d, 0x1d7d, 1, 3814},
    {0x1e01, 0x1e95, 2, -1}, {0x1ea1, 0x1eff, 2, -1}, {0x1f00, 0x1f07, 1, 8}, {0x1f10, 0x1f15, 1, 8},
    {0x1f20, 0x1f27, 1, 8}, {0x1f30, 0x1f37, 1, 8}, {0x1f40, 0x1f45, 1, 8}, {0x1f51, 0x1f57, 2, 8},
    {0x1f60, 0x1f67, 1, 8}, {0x1f70, 0x1f71, 1, 74}, {0x1f72, 0x1f75, 1, 86}, {0x1f76, 0x1f77, 1, 100},
    {0x1f78, 0x1f79, 1, 128}, {0x1f7a, 0x1f7b, 1, 112}, {0x1f7c, 0x1f7d, 1, 126}, {0x1f80, 0x1f87, 1, 8},
    {0x1f90, 0x1f97, 1, 8}, {0x1fa0, 0x1fa7, 1, 8}, {0x1fb0, 0x1fb1, 1, 8}, {0x1fb3, 0x1fb3, 1, 9},
    {0x1fc3, 0x1fc3, 1, 9}, {0x1fd0, 0x1fd1, 1, 8}, {0x1fe0, 0x1fe1, 1, 8}, {0x1fe5, 0x1fe5, 1, 7},
    {0x1ff3, 0x1ff3, 1, 9}, {0x214e, 0x214e, 1, -28}, {0x2170, 0x217f, 1, -16}, {0x2184, 0x2184, 1, -1},
    {0x24d0, 0x24e9, 1, -26}, {0x2c30, 0x2c5e, 1, -48}, {0x2c61, 0x2c61, 1, -1}, {0x2c65, 0x2c65, 1, -10795},
    {0x2c66, 0x2c66, 1, -10792}, {0x2c68, 0x2c6c, 2, -1}, {0x2c73, 0x2c73, 1, -1}, {0x2c76, 0x2c76, 1, -1},
    {0x2c81, 0x2ce3, 2, -1}, {0x2d00, 0x2d25, 1, -7264}, {0xa641, 0xa65f, 2, -1}, {0xa663, 0xa66d, 2, -1},
    {0xa681, 0xa697, 2, -1}, {0xa723, 0xa72f, 2, -1}, {0xa733, 0xa76f, 2, -1}, {0xa77a, 0xa77c, 2, -1},
    {0xa77f, 0xa787, 2, -1}, {0xa78c, 0xa78c, 1, -1}, {0xff41, 0xff5a, 1, -32},
};
/* clang-format on */

#define ROWS (sizeof rows / sizeof rows[0])

/* The last row that begins at or before `unit`; NULL: none does. */
static const struct row *row_find(uint16_t unit)
{
    size_t low = 0, high = ROWS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].first <= unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low != 0 ? &rows[low - 1] : NULL;
}

uint16_t unicode_upper(uint16_t unit)
{
    if (unit < 0x80)
        return (uint8_t)ascii_upper((char)unit);
    const struct row *row = row_find(unit);
    bool lower = row != NULL && unit <= row->last && (unit - row->first) % row->step == 0;
    return lower ? (uint16_t)(unit + row->upward) : unit;
}

char *unicode_put(char *at, uint32_t code)
{
    if (code < 0x80) {
        *at++ = (char)code;
        return at;
    }
    if (code < 0x800) {
        *at++ = (char)(0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            *at++ = (char)(0xe0 | code >> 12);
        } else {
            *at++ = (char)(0xf0 | code >> 18);
            *at++ = (char)(0x80 | (code >> 12 & 0x3f));
        }
        *at++ = (char)(0x80 | (code >> 6 & 0x3f));
    }
    *at++ = (char)(0x80 | (code & 0x3f));
    return at;
}

/* How many bytes the character has that begins with `lead`; 0: none begins so. */
static uint32_t utf8_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

uint32_t unicode_get(const char *at, uint32_t length, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (length != 0 && (uint8_t)*at < 0x80) { /* nearly all are */
        *code = (uint8_t)*at;
        return 1;
    }
    uint32_t bytes = length != 0 ? utf8_length((uint8_t)*at) : 0;
    if (bytes == 0 || bytes > length)
        return 0;
    uint32_t value = bytes == 1 ? (uint8_t)*at : (uint8_t)*at & (0x7fu >> bytes);
    for (uint32_t i = 1; i < bytes; i++) {
        if (((uint8_t)at[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | ((uint8_t)at[i] & 0x3f);
    }
    *code = value;
    return value >= least[bytes] && value < 0x110000 ? bytes : 0;
}

void unicode_to_utf8(const uint16_t *units, uint32_t count, char *text)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t code = units[i];
        bool pair =
            unicode_is_high_surrogate(code) && i + 1 < count && unicode_is_low_surrogate(units[i + 1]);
        text = unicode_put(text, pair ? unicode_of_pair(code, units[++i]) : code);
    }
    *text = 0;
}

/* One character as one or two units; how many, or 0 when there is no room for them. */
static uint32_t put_units(uint16_t *units, uint32_t room, uint32_t code)
{
    if (room < (code < 0x10000 ? 1u : 2u))
        return 0;
    if (code < 0x10000) {
        units[0] = (uint16_t)code;
        return 1;
    }
    units[0] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
    units[1] = (uint16_t)(0xdc00 + (code & 0x3ff));
    return 2;
}

uint32_t unicode_to_utf16(const char *text, uint32_t length, uint16_t *units, uint32_t room)
{
    uint32_t used = 0;
    while (length != 0) {
        uint32_t code = 0;
        uint32_t bytes = unicode_get(text, length, &code);
        uint32_t put = bytes != 0 ? put_units(units + used, room - used, code) : 0;
        if (put == 0)
            return 0;
        used += put;
        text += bytes;
        length -= bytes;
    }
    return used;
}

uint32_t unicode_to_utf16_cut(const char *text, uint16_t *units, uint32_t room)
{
    uint32_t used = 0, put = 1;
    for (size_t length = strlen(text); length != 0 && put != 0;) {
        uint32_t code;
        uint32_t bytes = unicode_get(text, (uint32_t)length, &code);
        put = put_units(units + used, room - used, bytes != 0 ? code : UNICODE_REPLACEMENT);
        used += put;
        text += bytes != 0 ? bytes : 1;
        length -= bytes != 0 ? bytes : 1;
    }
    return used;
}

/* The next character in upper case; a byte that is none is a number beyond them all. */
static uint32_t next_upper(const char **at, uint32_t *left)
{
    uint8_t byte = (uint8_t) * *at;
    uint32_t code;
    if (byte < 0x80) { /* as above */
        ++*at;
        --*left;
        return (uint8_t)ascii_upper((char)byte);
    }
    uint32_t bytes = unicode_get(*at, *left, &code);
    if (bytes == 0)
        code = 0x110000u + byte;
    *at += bytes != 0 ? bytes : 1;
    *left -= bytes != 0 ? bytes : 1;
    return code < 0x10000 ? unicode_upper((uint16_t)code) : code;
}

/* How many characters of ASCII are the same from the start. */
static uint32_t same_ascii(const char *a, const char *b, uint32_t length)
{
    uint32_t same = 0;
    while (same < length && a[same] == b[same] && (uint8_t)a[same] < 0x80)
        same++;
    return same;
}

bool unicode_equal(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
    uint32_t same = same_ascii(a, b, a_length < b_length ? a_length : b_length);
    for (a += same, b += same, a_length -= same, b_length -= same; a_length != 0 && b_length != 0;)
        if (next_upper(&a, &a_length) != next_upper(&b, &b_length))
            return false;
    return a_length == b_length;
}

/* FNV-1a, a character at a time (Fowler, Noll, Vo: the FNV non-cryptographic hash algorithm). */
uint32_t unicode_hash(const char *text, uint32_t length)
{
    uint32_t hash = 0x811c9dc5u;
    while (length != 0)
        hash = (hash ^ next_upper(&text, &length)) * 0x01000193u;
    return hash;
}
