#include "images/kernel32/compose.h"

/* A row is a mark, and the letters that have it with their joined forms (Unicode Character Database,
 * UnicodeData.txt). */
static const struct accent {
    WCHAR mark;
    const char *letters;
    const WCHAR *joined;
} accents[] = {
    {0x0300, "AEIOUaeiou", L"\xc0\xc8\xcc\xd2\xd9\xe0\xe8\xec\xf2\xf9"},
    {0x0301, "AEIOUYaeiouy", L"\xc1\xc9\xcd\xd3\xda\xdd\xe1\xe9\xed\xf3\xfa\xfd"},
    {0x0302, "AEIOUaeiou", L"\xc2\xca\xce\xd4\xdb\xe2\xea\xee\xf4\xfb"},
    {0x0303, "ANOano", L"\xc3\xd1\xd5\xe3\xf1\xf5"},
    {0x0308, "AEIOUYaeiouy", L"\xc4\xcb\xcf\xd6\xdc\x178\xe4\xeb\xef\xf6\xfc\xff"},
    {0x030a, "Aa", L"\xc5\xe5"},
    {0x030c, "SZsz", L"\x160\x17d\x161\x17e"},
    {0x0327, "Cc", L"\xc7\xe7"},
};

#define ACCENTS (sizeof accents / sizeof accents[0])

int compose_split(WCHAR c, WCHAR out[2])
{
    for (size_t i = 0; c >= 0xc0 && i < ACCENTS; i++) {
        const WCHAR *at = wcschr(accents[i].joined, c);
        if (!at)
            continue;
        out[0] = (WCHAR)accents[i].letters[at - accents[i].joined];
        out[1] = accents[i].mark;
        return 2;
    }
    out[0] = c;
    return 1;
}

WCHAR compose_join(WCHAR letter, WCHAR mark)
{
    for (size_t i = 0; letter && letter < 0x80 && i < ACCENTS; i++) {
        const char *at = accents[i].mark == mark ? strchr(accents[i].letters, letter) : NULL;
        if (at)
            return accents[i].joined[at - accents[i].letters];
    }
    return 0;
}

bool compose_is_mark(WCHAR c)
{
    return c >= 0x0300 && c <= 0x036f; /* the block Combining Diacritical Marks */
}
