#include "images/ntdll/nls.h"

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

/* The upper halves of the two code pages (unicode.org, VENDORS/MICSFT). Bytes that 1252 leaves undefined are
 * the C1 controls, as Windows has them. */
static const WCHAR windows_1252[128] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
    0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178, 0x00a0, 0x00a1, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6,
    0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3,
    0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf, 0x00c0,
    0x00c1, 0x00c2, 0x00c3, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc, 0x00cd,
    0x00ce, 0x00cf, 0x00d0, 0x00d1, 0x00d2, 0x00d3, 0x00d4, 0x00d5, 0x00d6, 0x00d7, 0x00d8, 0x00d9, 0x00da,
    0x00db, 0x00dc, 0x00dd, 0x00de, 0x00df, 0x00e0, 0x00e1, 0x00e2, 0x00e3, 0x00e4, 0x00e5, 0x00e6, 0x00e7,
    0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed, 0x00ee, 0x00ef, 0x00f0, 0x00f1, 0x00f2, 0x00f3, 0x00f4,
    0x00f5, 0x00f6, 0x00f7, 0x00f8, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x00fd, 0x00fe, 0x00ff,
};

static const WCHAR oem_437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef, 0x00ee,
    0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9, 0x00ff, 0x00d6,
    0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa,
    0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510, 0x2514,
    0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c,
    0x2588, 0x2584, 0x258c, 0x2590, 0x2580, 0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4,
    0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00f7, 0x2248, 0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

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
    return from_code_page(windows_1252, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlUnicodeToMultiByteN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size)
{
    return to_code_page(windows_1252, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlOemToUnicodeN(WCHAR *to, ULONG size, ULONG *used, const char *from, ULONG from_size)
{
    return from_code_page(oem_437, to, size, used, from, from_size);
}

NTSTATUS NTAPI RtlUnicodeToOemN(char *to, ULONG size, ULONG *used, const WCHAR *from, ULONG from_size)
{
    return to_code_page(oem_437, to, size, used, from, from_size);
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
