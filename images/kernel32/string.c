/*
 * lstrcpy and its like: they take bad pointers for an error. windows.h makes some of these names macros.
 */
#include "images/kernel32/guard.h"

#undef lstrlen
#undef lstrcpy

struct copy {
    void *to;
    const void *from;
    int size; /* characters that `to` has room for; only of lstrcpyn */
};

static void *copied(LONG_PTR (*function)(void *copy), void *to, const void *from, int size)
{
    struct copy copy = {to, from, size};
    void *end = (void *)guarded_call(function, &copy, 0);
    if (!end)
        fail(ERROR_INVALID_PARAMETER);
    return end;
}

static LONG_PTR length_narrow(void *text)
{
    return (LONG_PTR)strlen(text);
}

static LONG_PTR length_wide(void *text)
{
    return (LONG_PTR)wcslen(text);
}

int WINAPI lstrlenA(LPCSTR text)
{
    return text ? (int)guarded_call(length_narrow, (void *)text, 0) : 0;
}

int WINAPI lstrlenW(LPCWSTR text)
{
    return text ? (int)guarded_call(length_wide, (void *)text, 0) : 0;
}

static LONG_PTR copy_narrow(void *argument)
{
    const struct copy *copy = argument;
    return (LONG_PTR)strcpy(copy->to, copy->from);
}

static LONG_PTR copy_wide(void *argument)
{
    const struct copy *copy = argument;
    return (LONG_PTR)wcscpy(copy->to, copy->from);
}

LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from)
{
    return copied(copy_narrow, to, from, 0);
}

LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from)
{
    return copied(copy_wide, to, from, 0);
}

/* At most size - 1 characters, always terminated. */
static LONG_PTR cut_narrow(void *argument)
{
    const struct copy *copy = argument;
    const char *from = copy->from;
    char *to = copy->to;
    int i = 0;
    for (; i < copy->size - 1 && from[i]; i++)
        to[i] = from[i];
    if (copy->size > 0)
        to[i] = 0;
    return (LONG_PTR)to;
}

static LONG_PTR cut_wide(void *argument)
{
    const struct copy *copy = argument;
    const WCHAR *from = copy->from;
    WCHAR *to = copy->to;
    int i = 0;
    for (; i < copy->size - 1 && from[i]; i++)
        to[i] = from[i];
    if (copy->size > 0)
        to[i] = 0;
    return (LONG_PTR)to;
}

LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int size)
{
    return copied(cut_narrow, to, from, size);
}

LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int size)
{
    return copied(cut_wide, to, from, size);
}

static LONG_PTR append_narrow(void *argument)
{
    const struct copy *copy = argument;
    return (LONG_PTR)strcat(copy->to, copy->from);
}

static LONG_PTR append_wide(void *argument)
{
    const struct copy *copy = argument;
    return (LONG_PTR)wcscat(copy->to, copy->from);
}

LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from)
{
    return copied(append_narrow, to, from, 0);
}

LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from)
{
    return copied(append_wide, to, from, 0);
}

/* No text comes before any text. CompareString's 1, 2, 3 are less, equal, greater. */
static int compared_narrow(DWORD flags, LPCSTR a, LPCSTR b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return CompareStringA(LOCALE_USER_DEFAULT, flags, a, -1, b, -1) - CSTR_EQUAL;
}

static int compared_wide(DWORD flags, LPCWSTR a, LPCWSTR b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return CompareStringW(LOCALE_USER_DEFAULT, flags, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpA(LPCSTR a, LPCSTR b)
{
    return compared_narrow(0, a, b);
}

int WINAPI lstrcmpW(LPCWSTR a, LPCWSTR b)
{
    return compared_wide(0, a, b);
}

int WINAPI lstrcmpiA(LPCSTR a, LPCSTR b)
{
    return compared_narrow(NORM_IGNORECASE, a, b);
}

int WINAPI lstrcmpiW(LPCWSTR a, LPCWSTR b)
{
    return compared_wide(NORM_IGNORECASE, a, b);
}
