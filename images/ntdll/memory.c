#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"

#undef RtlMoveMemory
#undef RtlFillMemory
#undef RtlZeroMemory

void *memcpy(void *to, const void *from, size_t size)
{
    void *d = to;
    size_t dwords = size / 4, rest = size % 4;
    __asm__ volatile("rep movsl" : "+D"(d), "+S"(from), "+c"(dwords) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(rest) : : "memory");
    return to;
}

/* From the last byte to the first, for overlapping blocks of which the target lies higher. */
static void copy_backwards(char *to, const char *from, size_t size)
{
    char *d = to + size - 1;
    const char *s = from + size - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(d), "+S"(s), "+c"(size) : : "memory");
}

void *memmove(void *to, const void *from, size_t size)
{
    if ((uintptr_t)to - (uintptr_t)from >= size)
        return memcpy(to, from, size);
    copy_backwards(to, from, size);
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    void *d = to;
    size_t dwords = size / 4, rest = size % 4;
    uint32_t pattern = (uint8_t)byte * 0x01010101u;
    __asm__ volatile("rep stosl" : "+D"(d), "+c"(dwords) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(d), "+c"(rest) : "a"(pattern) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a, *y = b;
    for (size_t i = 0; i < size; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

void *memchr(const void *in, int byte, size_t size)
{
    const uint8_t *p = in;
    for (size_t i = 0; i < size; i++)
        if (p[i] == (uint8_t)byte)
            return (void *)(p + i);
    return NULL;
}

void NTAPI RtlMoveMemory(void *to, const void *from, SIZE_T size)
{
    memmove(to, from, size);
}

void NTAPI RtlFillMemory(void *to, SIZE_T size, UCHAR byte)
{
    memset(to, byte, size);
}

void NTAPI RtlZeroMemory(void *to, SIZE_T size)
{
    memset(to, 0, size);
}

/* How many bytes are equal from the start. */
SIZE_T NTAPI RtlCompareMemory(const void *a, const void *b, SIZE_T size)
{
    const uint8_t *x = a, *y = b;
    SIZE_T i = 0;
    while (i < size && x[i] == y[i])
        i++;
    return i;
}

size_t strlen(const char *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (; limit; limit--, a++, b++)
        if (*a != *b || !*a)
            return (uint8_t)*a - (uint8_t)*b;
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int _strnicmp(const char *a, const char *b, size_t limit)
{
    for (; limit; limit--, a++, b++) {
        int difference = ascii_lower((uint8_t)*a) - ascii_lower((uint8_t)*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int _stricmp(const char *a, const char *b)
{
    return _strnicmp(a, b, SIZE_MAX);
}

char *strcpy(char *to, const char *from)
{
    memcpy(to, from, strlen(from) + 1);
    return to;
}

char *strncpy(char *to, const char *from, size_t limit)
{
    size_t i = 0;
    for (; i < limit && from[i]; i++)
        to[i] = from[i];
    memset(to + i, 0, limit - i);
    return to;
}

char *strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++)
        if (!*s)
            return NULL;
    return (char *)s;
}

char *strrchr(const char *s, int c)
{
    for (const char *p = s + strlen(s);; p--) {
        if (*p == (char)c)
            return (char *)p;
        if (p == s)
            return NULL;
    }
}

char *strstr(const char *s, const char *part)
{
    size_t length = strlen(part);
    for (; strncmp(s, part, length); s++)
        if (!*s)
            return NULL;
    return (char *)s;
}

size_t wcslen(const WCHAR *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

int wcsncmp(const WCHAR *a, const WCHAR *b, size_t limit)
{
    for (; limit; limit--, a++, b++)
        if (*a != *b || !*a)
            return *a - *b;
    return 0;
}

int wcscmp(const WCHAR *a, const WCHAR *b)
{
    return wcsncmp(a, b, SIZE_MAX);
}

int _wcsnicmp(const WCHAR *a, const WCHAR *b, size_t limit)
{
    for (; limit; limit--, a++, b++) {
        int difference = ascii_lower(*a) - ascii_lower(*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int _wcsicmp(const WCHAR *a, const WCHAR *b)
{
    return _wcsnicmp(a, b, SIZE_MAX);
}

WCHAR *wcscpy(WCHAR *to, const WCHAR *from)
{
    memcpy(to, from, (wcslen(from) + 1) * sizeof *from);
    return to;
}

WCHAR *wcsncpy(WCHAR *to, const WCHAR *from, size_t limit)
{
    size_t i = 0;
    for (; i < limit && from[i]; i++)
        to[i] = from[i];
    memset(to + i, 0, (limit - i) * sizeof *to);
    return to;
}

WCHAR *wcscat(WCHAR *to, const WCHAR *from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

WCHAR *wcschr(const WCHAR *s, WCHAR c)
{
    for (; *s != c; s++)
        if (!*s)
            return NULL;
    return (WCHAR *)s;
}

WCHAR *wcsrchr(const WCHAR *s, WCHAR c)
{
    for (const WCHAR *p = s + wcslen(s);; p--) {
        if (*p == c)
            return (WCHAR *)p;
        if (p == s)
            return NULL;
    }
}

WCHAR *wcsstr(const WCHAR *s, const WCHAR *part)
{
    size_t length = wcslen(part);
    for (; wcsncmp(s, part, length); s++)
        if (!*s)
            return NULL;
    return (WCHAR *)s;
}
