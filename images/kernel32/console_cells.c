/*
 * What needs the cells of the screen: what stands in them. Nobody keeps that, so it fails, and so does a
 * second screen.
 */
#include "images/kernel32/console.h"

static BOOL no_cells(HANDLE handle)
{
    struct console_state state;
    return console_get_screen(handle, &state) ? fail(ERROR_CALL_NOT_IMPLEMENTED) : FALSE;
}

WINBOOL WINAPI FillConsoleOutputAttribute(HANDLE handle, WORD attribute, DWORD length, COORD at, LPDWORD done)
{
    *done = 0;
    return no_cells(handle);
}

WINBOOL WINAPI ReadConsoleOutputA(HANDLE handle, PCHAR_INFO cells, COORD size, COORD at, PSMALL_RECT region)
{
    return no_cells(handle);
}

WINBOOL WINAPI ReadConsoleOutputW(HANDLE handle, PCHAR_INFO cells, COORD size, COORD at, PSMALL_RECT region)
{
    return no_cells(handle);
}

WINBOOL WINAPI WriteConsoleOutputA(HANDLE handle, const CHAR_INFO *cells, COORD size, COORD at,
                                   PSMALL_RECT region)
{
    return no_cells(handle);
}

WINBOOL WINAPI WriteConsoleOutputW(HANDLE handle, const CHAR_INFO *cells, COORD size, COORD at,
                                   PSMALL_RECT region)
{
    return no_cells(handle);
}

WINBOOL WINAPI ScrollConsoleScreenBufferA(HANDLE handle, const SMALL_RECT *from, const SMALL_RECT *clip,
                                          COORD to, const CHAR_INFO *fill)
{
    return no_cells(handle);
}

WINBOOL WINAPI ScrollConsoleScreenBufferW(HANDLE handle, const SMALL_RECT *from, const SMALL_RECT *clip,
                                          COORD to, const CHAR_INFO *fill)
{
    return no_cells(handle);
}

HANDLE WINAPI CreateConsoleScreenBuffer(DWORD access, DWORD share, const SECURITY_ATTRIBUTES *attributes,
                                        DWORD flags, LPVOID data)
{
    fail(ERROR_CALL_NOT_IMPLEMENTED);
    return INVALID_HANDLE_VALUE;
}

/* There is one, which is active. */
WINBOOL WINAPI SetConsoleActiveScreenBuffer(HANDLE handle)
{
    struct console_state state;
    return console_get_screen(handle, &state);
}
