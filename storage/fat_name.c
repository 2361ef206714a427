#include "storage/fat_name.h"

#include <string.h>

#define PRIVATE_USE 0xf000u

static char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Bytes will do: those of ASCII characters stand for nothing else in UTF-8. */
bool fat_name_is(const char *name, const char *wanted, uint32_t length)
{
    uint32_t i = 0;
    while (i < length && name[i] != 0 && ascii_upper(name[i]) == ascii_upper(wanted[i]))
        i++;
    return i == length && name[i] == 0;
}

static char *put_utf8(char *at, uint32_t code)
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

static bool is_high_surrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

void fat_name_to_utf8(const uint16_t *units, uint32_t count, char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t code = units[i];
        if (is_high_surrogate(code) && i + 1 < count && is_low_surrogate(units[i + 1]))
            code = 0x10000 + ((code - 0xd800) << 10) + (units[++i] - 0xdc00u);
        name = put_utf8(name, code);
    }
    *name = 0;
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

/* Reads one character; its length in bytes, or 0 when it is malformed, longer than needed, or beyond
 * U+10FFFF. */
static uint32_t get_utf8(const char *at, uint32_t length, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t bytes = utf8_length((uint8_t)*at);
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

uint32_t fat_name_to_utf16(const char *name, uint32_t length, uint16_t units[FAT_NAME_UNITS])
{
    uint32_t count = 0;
    while (length != 0) {
        uint32_t code;
        uint32_t bytes = get_utf8(name, length, &code);
        uint32_t needed = bytes != 0 && code >= 0x10000 ? 2 : 1;
        if (bytes == 0 || count + needed > FAT_NAME_UNITS)
            return 0;
        if (needed == 2) {
            units[count++] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
            units[count++] = (uint16_t)(0xdc00 + (code & 0x3ff));
        } else {
            units[count++] = (uint16_t)code;
        }
        name += bytes;
        length -= bytes;
    }
    return count;
}

bool fat_name_valid(const char *name, uint32_t length)
{
    uint16_t units[FAT_NAME_UNITS];
    if (fat_name_to_utf16(name, length, units) == 0)
        return false;
    for (uint32_t i = 0; i < length; i++)
        if ((uint8_t)name[i] < 0x20 || strchr("\"*:<>?|/\\", name[i]) != NULL)
            return false;
    return name[length - 1] != ' ' && name[length - 1] != '.';
}

uint8_t fat_short_checksum(const uint8_t raw[FAT_SHORT_RAW])
{
    uint8_t sum = 0;
    for (uint32_t i = 0; i < FAT_SHORT_RAW; i++)
        sum = (uint8_t)((sum << 7 | sum >> 1) + raw[i]);
    return sum;
}

bool fat_short_char_valid(uint8_t byte)
{
    if (byte >= 0x80 || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'))
        return true;
    return byte != 0 && strchr("$%'-_@~`!(){}^#&", byte) != NULL;
}

/* Blanks count within a name ("A B"), only those at the end are padding. */
static uint32_t padded_length(const uint8_t *raw, uint32_t length)
{
    while (length != 0 && raw[length - 1] == ' ')
        length--;
    return length;
}

static bool is_plain(uint8_t byte)
{
    return byte < 0x80 && (byte == ' ' || fat_short_char_valid(byte));
}

static char *put_short_part(char *at, const uint8_t *raw, uint32_t length, bool lower)
{
    length = padded_length(raw, length);
    for (uint32_t i = 0; i < length; i++) {
        uint8_t byte = raw[i];
        if (lower && byte >= 'A' && byte <= 'Z')
            byte = (uint8_t)(byte - 'A' + 'a');
        at = put_utf8(at, is_plain(raw[i]) ? byte : PRIVATE_USE + byte);
    }
    return at;
}

/* A first byte of 0x05 stands for 0xe5, which would mark the entry as deleted. */
static void raw_copy(uint8_t copy[FAT_SHORT_RAW], const uint8_t raw[FAT_SHORT_RAW])
{
    memcpy(copy, raw, FAT_SHORT_RAW);
    if (copy[0] == 0x05)
        copy[0] = 0xe5;
}

static bool is_dot_name(const uint8_t raw[FAT_SHORT_RAW])
{
    return memcmp(raw, ".          ", FAT_SHORT_RAW) == 0 || memcmp(raw, "..         ", FAT_SHORT_RAW) == 0;
}

void fat_short_to_utf8(const uint8_t raw[FAT_SHORT_RAW], uint8_t lower_case, char name[FAT_SHORT_UTF8])
{
    char *at = name;
    if (is_dot_name(raw)) {
        strcpy(name, raw[1] == '.' ? ".." : ".");
        return;
    }
    uint8_t bytes[FAT_SHORT_RAW];
    raw_copy(bytes, raw);
    at = put_short_part(at, bytes, 8, lower_case & 0x08);
    if (padded_length(bytes + 8, 3) != 0) {
        *at++ = '.';
        at = put_short_part(at, bytes + 8, 3, lower_case & 0x10);
    }
    *at = 0;
}

void fat_short_to_text(const uint8_t raw[FAT_SHORT_RAW], char text[FAT_SHORT_BYTES])
{
    char name[FAT_SHORT_UTF8];
    fat_short_to_utf8(raw, 0, name);
    uint32_t length = 0;
    while (name[length] != 0 && (uint8_t)name[length] < 0x80) {
        text[length] = name[length];
        length++;
    }
    text[name[length] == 0 ? length : 0] = 0;
}
