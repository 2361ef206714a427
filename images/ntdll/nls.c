#include "images/ntdll/nls.h"
#include "storage/codepage.h"

/* Letters with a simple lower-upper pair: every `step`-th character of first..last is a small letter, and its
 * capital lies `delta` further. (Unicode Character Database, UnicodeData.txt.) */
static const struct case_range {
    WCHAR first, last, step;
    SHORT delta;
} case_ranges[] = {
    {'a', 'z', 1, -32},       {0x00e0, 0x00f6, 1, -32}, {0x00f8, 0x00fe, 1, -32}, {0x00ff, 0x00ff, 1, 121},
    {0x0101, 0x012f, 2, -1},  {0x0133, 0x0137, 2, -1},  {0x013a, 0x0148, 2, -1},  {0x014b, 0x0177, 2, -1},
    {0x017a, 0x017e, 2, -1},  {0x03ac, 0x03ac, 1, -38}, {0x03ad, 0x03af, 1, -37}, {0x03b1, 0x03c1, 1, -32},
    {0x03c3, 0x03cb, 1, -32}, {0x03cc, 0x03cc, 1, -64}, {0x03cd, 0x03ce, 1, -63}, {0x03d9, 0x03ef, 2, -1},
    {0x03f2, 0x03f2, 1, 7},   {0x03f8, 0x03f8, 1, -1},  {0x03fb, 0x03fb, 1, -1},  {0x0430, 0x044f, 1, -32},
    {0x0450, 0x045f, 1, -80}, {0x0461, 0x0481, 2, -1},  {0x048b, 0x04bf, 2, -1},  {0x04c2, 0x04ce, 2, -1},
    {0x04cf, 0x04cf, 1, -15}, {0x04d1, 0x052f, 2, -1},
};

#define CASE_RANGES (sizeof case_ranges / sizeof case_ranges[0])

static bool in_range(const struct case_range *range, int c)
{
    return c >= range->first && c <= range->last && (c - range->first) % range->step == 0;
}

WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    for (size_t i = 0; i < CASE_RANGES; i++)
        if (in_range(&case_ranges[i], c))
            return (WCHAR)(c + case_ranges[i].delta);
    return c;
}

WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c)
{
    if (c < 0x80)
        return (WCHAR)ascii_lower(c);
    for (size_t i = 0; i < CASE_RANGES; i++)
        if (in_range(&case_ranges[i], c - case_ranges[i].delta))
            return (WCHAR)(c - case_ranges[i].delta);
    return c;
}

static NTSTATUS from_code_page(const WCHAR *high, WCHAR *to, ULONG size, ULONG *used, const char *from,
                               ULONG from_size)
{
    ULONG room = size / sizeof(WCHAR);
    ULONG count = from_size < room ? from_size : room;
    for (ULONG i = 0; i < count; i++) {
        uint8_t byte = (uint8_t)from[i];
        to[i] = byte < 0x80 ? byte : high[byte - 0x80];
    }
    if (used)
        *used = count * sizeof(WCHAR);
    return count == from_size ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

static char code_page_byte(const WCHAR *high, WCHAR c)
{
    if (c < 0x80)
        return (char)c;
    for (int i = 0; i < 128; i++)
        if (high[i] == c)
            return (char)(i + 0x80);
    return '?';
}

static NTSTATUS to_code_page(const WCHAR *high, char *to, ULONG size, ULONG *used, const WCHAR *from,
                             ULONG from_size)
{
    ULONG length = from_size / sizeof(WCHAR);
    ULONG count = length < size ? length : size;
    for (ULONG i = 0; i < count; i++)
        to[i] = code_page_byte(high, from[i]);
    if (used)
        *used = count;
    return count == length ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

NTSTATUS NTAPI RtlMultiByteToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size)
{
    return from_code_page(codepage_1252, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlUnicodeToMultiByteN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size)
{
    return to_code_page(codepage_1252, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlOemToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size)
{
    return from_code_page(codepage_437, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlUnicodeToOemN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size)
{
    return to_code_page(codepage_437, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlMultiByteToUnicodeSize(ULONG *size, const char *from, ULONG from_size)
{
    *size = from_size * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteSize(ULONG *size, const WCHAR *from, ULONG from_size)
{
    *size = from_size / sizeof(WCHAR);
    return STATUS_SUCCESS;
}

#define REPLACEMENT 0xfffdu
#define BAD_CODE    0xffffffffu

/* Takes one character off *at (which is not the end). BAD_CODE for a wrong sequence, of which the longest
 * valid beginning is skipped (Unicode standard, chapter 3, "maximal subpart"). */
static uint32_t utf8_next(const uint8_t **at, const uint8_t *end)
{
    uint8_t lead = *(*at)++;
    if (lead < 0x80)
        return lead;
    if (lead < 0xc2 || lead > 0xf4)
        return BAD_CODE;
    int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t code = lead & (0x3f >> more);
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    for (; more; more--, low = 0x80, high = 0xbf) {
        if (*at == end || **at < low || **at > high)
            return BAD_CODE;
        code = code << 6 | (*(*at)++ & 0x3f);
    }
    return code;
}

NTSTATUS NTAPI RtlUTF8ToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size)
{
    const uint8_t *at = (const uint8_t *)from, *end = at + from_size;
    ULONG room = to ? size / sizeof(WCHAR) : UINT32_MAX, count = 0;
    NTSTATUS status = STATUS_SUCCESS;
    while (at < end) {
        uint32_t code = utf8_next(&at, end);
        if (code == BAD_CODE) {
            code = REPLACEMENT;
            status = STATUS_SOME_NOT_MAPPED;
        }
        ULONG units = code >= 0x10000 ? 2 : 1;
        if (room - count < units) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        if (to && units == 2) {
            to[count] = (WCHAR)(0xd7c0 + (code >> 10));
            to[count + 1] = (WCHAR)(0xdc00 | (code & 0x3ff));
        } else if (to) {
            to[count] = (WCHAR)code;
        }
        count += units;
    }
    if (used)
        *used = count * sizeof(WCHAR);
    return status;
}

/* Takes one character off *at; a surrogate without its partner is BAD_CODE. */
static uint32_t utf16_next(const WCHAR **at, const WCHAR *end)
{
    WCHAR c = *(*at)++;
    if (c < 0xd800 || c > 0xdfff)
        return c;
    if (c > 0xdbff || *at == end || **at < 0xdc00 || **at > 0xdfff)
        return BAD_CODE;
    return 0x10000 + ((c - 0xd800u) << 10) + (*(*at)++ - 0xdc00u);
}

static ULONG utf8_encode(uint32_t code, uint8_t out[4])
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    ULONG length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (ULONG i = length - 1; i; i--, code >>= 6)
        out[i] = 0x80 | (code & 0x3f);
    out[0] = (uint8_t)(0xf00 >> length | code);
    return length;
}

NTSTATUS NTAPI RtlUnicodeToUTF8N(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size)
{
    const WCHAR *at = from, *end = at + from_size / sizeof(WCHAR);
    ULONG room = to ? size : UINT32_MAX, count = 0;
    NTSTATUS status = STATUS_SUCCESS;
    while (at < end) {
        uint8_t bytes[4];
        uint32_t code = utf16_next(&at, end);
        if (code == BAD_CODE) {
            code = REPLACEMENT;
            status = STATUS_SOME_NOT_MAPPED;
        }
        ULONG length = utf8_encode(code, bytes);
        if (room - count < length) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        for (ULONG i = 0; to && i < length; i++)
            to[count + i] = (char)bytes[i];
        count += length;
    }
    if (used)
        *used = count;
    return status;
}
