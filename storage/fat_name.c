#include "storage/fat_name.h"

#include <string.h>
#include "storage/unicode.h"

#define PRIVATE_USE 0xf000u

bool fat_name_is(const char *name, const char *wanted, uint32_t length)
{
    return unicode_equal(name, (uint32_t)strlen(name), wanted, length);
}

/* Of 32 characters each, one bit for each, the lowest first. */
#define BIT(character) (1u << (character) % 32)

static bool is_in(const uint32_t set[4], uint8_t byte)
{
    return byte < 0x80 && set[byte / 32] & BIT(byte);
}

/* Control characters and "*:<>?|/\ */
static const uint32_t refused[4] = {
    ~0u,
    BIT('"') | BIT('*') | BIT(':') | BIT('<') | BIT('>') | BIT('?') | BIT('/'),
    BIT('\\'),
    BIT('|'),
};

bool fat_name_valid(const char *name, uint32_t length)
{
    uint32_t units = 0, code = 0, bytes;
    for (uint32_t at = 0; at < length; at += bytes) {
        code = (uint8_t)name[at];
        bytes = code < 0x80 ? 1 : unicode_get(name + at, length - at, &code);
        if (bytes == 0 || is_in(refused, (uint8_t)name[at]))
            return false;
        units += code < 0x10000 ? 1 : 2;
    }
    return units != 0 && units <= FAT_NAME_UNITS && code != ' ' && code != '.';
}

uint8_t fat_short_checksum(const uint8_t raw[FAT_SHORT_RAW])
{
    uint8_t sum = 0;
    for (uint32_t i = 0; i < FAT_SHORT_RAW; i++)
        sum = (uint8_t)((sum << 7 | sum >> 1) + raw[i]);
    return sum;
}

/* Digits, capitals and $%'-_@~`!(){}^#& */
static const uint32_t in_short[4] = {
    0,
    0x03ff0000u | BIT('$') | BIT('%') | BIT('\'') | BIT('-') | BIT('!') | BIT('(') | BIT(')') | BIT('#') |
        BIT('&'),
    0x07fffffeu | BIT('_') | BIT('@') | BIT('^'),
    BIT('~') | BIT('`') | BIT('{') | BIT('}'),
};

bool fat_short_char_valid(uint8_t byte)
{
    return byte >= 0x80 || is_in(in_short, byte);
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
    return byte == ' ' || is_in(in_short, byte);
}

/* `lower`: letters become small ones. */
static char *put_short_part(char *at, const uint8_t *raw, uint32_t length, bool lower)
{
    length = padded_length(raw, length);
    for (uint32_t i = 0; i < length; i++) {
        uint8_t byte = raw[i];
        if (!is_plain(byte))
            at = unicode_put(at, PRIVATE_USE + byte);
        else
            *at++ = (char)(lower && byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    return at;
}

/* The part as it is; NULL if not all of it is plain. */
static char *put_plain_part(char *at, const uint8_t *raw, uint32_t length)
{
    length = padded_length(raw, length);
    for (uint32_t i = 0; i < length; i++) {
        if (!is_plain(raw[i]))
            return NULL;
        at[i] = (char)raw[i];
    }
    return at + length;
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
    at = put_short_part(at, bytes, 8, lower_case & FAT_LOWER_NAME);
    if (padded_length(bytes + 8, 3) != 0) {
        *at++ = '.';
        at = put_short_part(at, bytes + 8, 3, lower_case & FAT_LOWER_EXTENSION);
    }
    *at = 0;
}

static char *put_plain_name(const uint8_t raw[FAT_SHORT_RAW], char *at)
{
    at = put_plain_part(at, raw, 8);
    if (at == NULL || padded_length(raw + 8, 3) == 0)
        return at;
    *at++ = '.';
    return put_plain_part(at, raw + 8, 3);
}

void fat_short_to_text(const uint8_t raw[FAT_SHORT_RAW], char text[FAT_SHORT_BYTES])
{
    if (raw[0] == '.' && is_dot_name(raw)) {
        strcpy(text, raw[1] == '.' ? ".." : ".");
        return;
    }
    char *end = put_plain_name(raw, text);
    *(end != NULL ? end : text) = 0;
}

void fat_short_lower(const char text[FAT_SHORT_BYTES], uint8_t lower_case, char name[FAT_SHORT_BYTES])
{
    bool lower = lower_case & FAT_LOWER_NAME;
    for (; *text != 0; text++) {
        if (*text == '.')
            lower = lower_case & FAT_LOWER_EXTENSION;
        *name++ = (char)(lower && *text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text);
    }
    *name = 0;
}
