/* String functions that Newlib has not, or that msvcrt names otherwise. Letters are those of ASCII: the
 * locale is "C". */
#ifndef MSVCRT_TEXT_H
#define MSVCRT_TEXT_H

#include <stddef.h>
#include <wchar.h>

/* The only letters of the "C" locale that have two cases. */
static inline int ascii_lower(int character)
{
    return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}

static inline int ascii_upper(int character)
{
    return character >= 'a' && character <= 'z' ? character - ('a' - 'A') : character;
}

int _stricmp(const char *a, const char *b);
int _strnicmp(const char *a, const char *b, size_t count);
int _wcsicmp(const wchar_t *a, const wchar_t *b);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t count);
wchar_t *ms_wcsdup(const wchar_t *text);

#endif
