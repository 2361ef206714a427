/*
 * lstrcpy and its like. windows.h makes some of these names macros.
 */
#include "images/kernel32/base.h"

#undef lstrlen
#undef lstrcpy

int WINAPI lstrlenA(LPCSTR text)
{
    return text ? (int)strlen(text) : 0;
}

int WINAPI lstrlenW(LPCWSTR text)
{
    return text ? (int)wcslen(text) : 0;
}

LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from)
{
    return strcpy(to, from);
}

LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from)
{
    return wcscpy(to, from);
}

/* At most size - 1 characters, always terminated. */
LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int size)
{
    int i = 0;
    for (; i < size - 1 && from[i]; i++)
        to[i] = from[i];
    if (size > 0)
        to[i] = 0;
    return to;
}

LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int size)
{
    int i = 0;
    for (; i < size - 1 && from[i]; i++)
        to[i] = from[i];
    if (size > 0)
        to[i] = 0;
    return to;
}

LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from)
{
    return strcat(to, from);
}

LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from)
{
    return wcscat(to, from);
}

/* CompareString's 1, 2, 3 are less, equal, greater. */
int WINAPI lstrcmpA(LPCSTR a, LPCSTR b)
{
    return CompareStringA(LOCALE_USER_DEFAULT, 0, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpW(LPCWSTR a, LPCWSTR b)
{
    return CompareStringW(LOCALE_USER_DEFAULT, 0, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpiA(LPCSTR a, LPCSTR b)
{
    return CompareStringA(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpiW(LPCWSTR a, LPCWSTR b)
{
    return CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, a, -1, b, -1) - CSTR_EQUAL;
}
