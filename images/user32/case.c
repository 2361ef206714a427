/*
 * CharUpper and its like: case and kinds of characters, by KERNEL32's tables. A "string" below 64 KB is a
 * character.
 */
#define _USER32_
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

#define LOCALE LOCALE_USER_DEFAULT

static bool is_character(const void *text)
{
    return (uintptr_t)text >> 16 == 0;
}

static DWORD change_wide(DWORD how, WCHAR *text, DWORD length)
{
    if (length)
        LCMapStringW(LOCALE, how, text, (int)length, text, (int)length);
    return length;
}

static DWORD change_ansi(DWORD how, char *text, DWORD length)
{
    if (length)
        LCMapStringA(LOCALE, how, text, (int)length, text, (int)length);
    return length;
}

static LPWSTR string_wide(DWORD how, LPWSTR text)
{
    WCHAR c = (WCHAR)(uintptr_t)text;
    if (!is_character(text)) {
        change_wide(how, text, (DWORD)lstrlenW(text));
        return text;
    }
    change_wide(how, &c, 1);
    return (LPWSTR)(uintptr_t)c;
}

static LPSTR string_ansi(DWORD how, LPSTR text)
{
    char c = (char)(uintptr_t)text;
    if (!is_character(text)) {
        change_ansi(how, text, (DWORD)lstrlenA(text));
        return text;
    }
    change_ansi(how, &c, 1);
    return (LPSTR)(uintptr_t)(uint8_t)c;
}

LPWSTR WINAPI CharUpperW(LPWSTR text)
{
    return string_wide(LCMAP_UPPERCASE, text);
}

LPWSTR WINAPI CharLowerW(LPWSTR text)
{
    return string_wide(LCMAP_LOWERCASE, text);
}

LPSTR WINAPI CharUpperA(LPSTR text)
{
    return string_ansi(LCMAP_UPPERCASE, text);
}

LPSTR WINAPI CharLowerA(LPSTR text)
{
    return string_ansi(LCMAP_LOWERCASE, text);
}

DWORD WINAPI CharUpperBuffW(LPWSTR text, DWORD length)
{
    return change_wide(LCMAP_UPPERCASE, text, length);
}

DWORD WINAPI CharLowerBuffW(LPWSTR text, DWORD length)
{
    return change_wide(LCMAP_LOWERCASE, text, length);
}

DWORD WINAPI CharUpperBuffA(LPSTR text, DWORD length)
{
    return change_ansi(LCMAP_UPPERCASE, text, length);
}

DWORD WINAPI CharLowerBuffA(LPSTR text, DWORD length)
{
    return change_ansi(LCMAP_LOWERCASE, text, length);
}

static WORD type_wide(WCHAR c)
{
    WORD type = 0;
    GetStringTypeW(CT_CTYPE1, &c, 1, &type);
    return type;
}

static WORD type_ansi(char c)
{
    WORD type = 0;
    GetStringTypeA(LOCALE, CT_CTYPE1, &c, 1, &type);
    return type;
}

WINBOOL WINAPI IsCharAlphaW(WCHAR c)
{
    return (type_wide(c) & C1_ALPHA) != 0;
}

WINBOOL WINAPI IsCharAlphaA(CHAR c)
{
    return (type_ansi(c) & C1_ALPHA) != 0;
}

WINBOOL WINAPI IsCharAlphaNumericW(WCHAR c)
{
    return (type_wide(c) & (C1_ALPHA | C1_DIGIT)) != 0;
}

WINBOOL WINAPI IsCharAlphaNumericA(CHAR c)
{
    return (type_ansi(c) & (C1_ALPHA | C1_DIGIT)) != 0;
}

WINBOOL WINAPI IsCharUpperW(WCHAR c)
{
    return (type_wide(c) & C1_UPPER) != 0;
}

WINBOOL WINAPI IsCharUpperA(CHAR c)
{
    return (type_ansi(c) & C1_UPPER) != 0;
}

WINBOOL WINAPI IsCharLowerW(WCHAR c)
{
    return (type_wide(c) & C1_LOWER) != 0;
}

WINBOOL WINAPI IsCharLowerA(CHAR c)
{
    return (type_ansi(c) & C1_LOWER) != 0;
}

LPWSTR WINAPI CharNextW(LPCWSTR text)
{
    return (LPWSTR)(*text ? text + 1 : text);
}

LPSTR WINAPI CharNextA(LPCSTR text)
{
    return (LPSTR)(*text ? text + 1 : text);
}

LPWSTR WINAPI CharPrevW(LPCWSTR start, LPCWSTR text)
{
    return (LPWSTR)(text > start ? text - 1 : start);
}

LPSTR WINAPI CharPrevA(LPCSTR start, LPCSTR text)
{
    return (LPSTR)(text > start ? text - 1 : start);
}

/* Both code pages have one byte a character. */
static void convert(UINT from_page, const char *from, UINT to_page, char *to, DWORD length)
{
    for (DWORD i = 0; i < length; i++) {
        WCHAR c;
        MultiByteToWideChar(from_page, 0, from + i, 1, &c, 1);
        WideCharToMultiByte(to_page, 0, &c, 1, to + i, 1, NULL, NULL);
    }
}

WINBOOL WINAPI CharToOemBuffA(LPCSTR from, LPSTR to, DWORD length)
{
    convert(CP_ACP, from, CP_OEMCP, to, length);
    return TRUE;
}

WINBOOL WINAPI OemToCharBuffA(LPCSTR from, LPSTR to, DWORD length)
{
    convert(CP_OEMCP, from, CP_ACP, to, length);
    return TRUE;
}

WINBOOL WINAPI CharToOemA(LPCSTR from, LPSTR to)
{
    return CharToOemBuffA(from, to, (DWORD)lstrlenA(from) + 1);
}

WINBOOL WINAPI OemToCharA(LPCSTR from, LPSTR to)
{
    return OemToCharBuffA(from, to, (DWORD)lstrlenA(from) + 1);
}
