/*
 * The console's screen, 80 cells by 25 unless there is a terminal of another size: cursor, colours, title.
 * What stands in its cells is in console_cells.c. A process is always on the one console.
 */
#include "images/kernel32/console.h"
#include "images/kernel32/process_list.h"

#define TITLE_MOST (CONSOLE_TITLE_BYTES / sizeof(WCHAR))

WINBOOL WINAPI GetConsoleScreenBufferInfo(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFO out)
{
    struct console_state state;
    if (!console_get_screen(handle, &state))
        return FALSE;
    ULONG cursor = state.fields[CONSOLE_CURSOR];
    COORD size = console_coordinates(state.fields[CONSOLE_SIZE]);
    *out = (CONSOLE_SCREEN_BUFFER_INFO){
        .dwSize = size,
        .dwCursorPosition = console_coordinates(cursor),
        .wAttributes = (WORD)state.fields[CONSOLE_ATTRIBUTES],
        .srWindow = {0, 0, (SHORT)(size.X - 1), (SHORT)(size.Y - 1)},
        .dwMaximumWindowSize = size,
    };
    return TRUE;
}

/* The screen is as large as its terminal: no other size can be had. */
WINBOOL WINAPI SetConsoleScreenBufferSize(HANDLE handle, COORD wanted)
{
    struct console_state state;
    if (!console_get_screen(handle, &state))
        return FALSE;
    return console_place(wanted) == state.fields[CONSOLE_SIZE] ? TRUE : fail(ERROR_INVALID_PARAMETER);
}

WINBOOL WINAPI SetConsoleWindowInfo(HANDLE handle, WINBOOL absolute, const SMALL_RECT *window)
{
    struct console_state state;
    if (!console_get_screen(handle, &state))
        return FALSE;
    COORD size = console_coordinates(state.fields[CONSOLE_SIZE]);
    SHORT right = absolute ? (SHORT)(size.X - 1) : 0, bottom = absolute ? (SHORT)(size.Y - 1) : 0;
    bool same = !window->Left && !window->Top && window->Right == right && window->Bottom == bottom;
    return same ? TRUE : fail(ERROR_INVALID_PARAMETER);
}

COORD WINAPI GetLargestConsoleWindowSize(HANDLE handle)
{
    struct console_state state;
    return console_get_screen(handle, &state) ? console_coordinates(state.fields[CONSOLE_SIZE])
                                              : (COORD){0, 0};
}

WINBOOL WINAPI SetConsoleTextAttribute(HANDLE handle, WORD attributes)
{
    return console_set(handle, CONSOLE_ATTRIBUTES, attributes);
}

WINBOOL WINAPI SetConsoleCursorPosition(HANDLE handle, COORD position)
{
    return console_set(handle, CONSOLE_CURSOR, console_place(position));
}

WINBOOL WINAPI GetConsoleCursorInfo(HANDLE handle, PCONSOLE_CURSOR_INFO out)
{
    struct console_state state;
    if (!console_get_screen(handle, &state))
        return FALSE;
    *out =
        (CONSOLE_CURSOR_INFO){state.fields[CONSOLE_CURSOR_SIZE], (WINBOOL)state.fields[CONSOLE_CURSOR_SHOWN]};
    return TRUE;
}

WINBOOL WINAPI SetConsoleCursorInfo(HANDLE handle, const CONSOLE_CURSOR_INFO *info)
{
    return console_set(handle, CONSOLE_CURSOR_SIZE, info->dwSize) &&
           console_set(handle, CONSOLE_CURSOR_SHOWN, info->bVisible != 0);
}

static NTSTATUS get_title(WCHAR title[TITLE_MOST + 1], ULONG *length)
{
    ULONG bytes = 0;
    NTSTATUS status = console_ask_any(CONSOLE_GET_TITLE, NULL, 0, title, CONSOLE_TITLE_BYTES, &bytes);
    *length = bytes / sizeof(WCHAR);
    title[*length] = 0;
    return status;
}

/* What does not fit is cut off; the length is the whole one's, as Windows has it. */
DWORD WINAPI GetConsoleTitleW(LPWSTR out, DWORD size)
{
    WCHAR title[TITLE_MOST + 1];
    ULONG length;
    if (!result(get_title(title, &length)) || size == 0)
        return 0;
    ULONG fits = length < size ? length : size - 1;
    memcpy(out, title, fits * sizeof *out);
    out[fits] = 0;
    return length;
}

DWORD WINAPI GetConsoleTitleA(LPSTR out, DWORD size)
{
    WCHAR title[TITLE_MOST + 1];
    ULONG length;
    if (!result(get_title(title, &length)) || size == 0)
        return 0;
    int bytes = WideCharToMultiByte(CP_ACP, 0, title, (int)length + 1, out, (int)size, NULL, NULL);
    if (!bytes)
        out[0] = 0;
    return bytes ? (DWORD)bytes - 1 : 0;
}

WINBOOL WINAPI SetConsoleTitleW(LPCWSTR title)
{
    ULONG bytes = (ULONG)lstrlenW(title) * sizeof *title;
    return result(console_ask_any(CONSOLE_SET_TITLE, title, bytes, NULL, 0, NULL));
}

WINBOOL WINAPI SetConsoleTitleA(LPCSTR title)
{
    WCHAR wide[TITLE_MOST + 1];
    if (!MultiByteToWideChar(CP_ACP, 0, title, -1, wide, TITLE_MOST + 1))
        return FALSE;
    return SetConsoleTitleW(wide);
}

/* ---- who is on it ---- */

HWND WINAPI GetConsoleWindow(void)
{
    return NULL;
}

/* How many there are, if the list is too short for them: then nothing is written. */
DWORD WINAPI GetConsoleProcessList(LPDWORD ids, DWORD room_for)
{
    SYSTEM_PROCESS_INFORMATION *list = process_list();
    DWORD count = 0, written = 0;
    if (!ids || !room_for || !list) {
        release(list);
        return (DWORD)fail(ERROR_INVALID_PARAMETER);
    }
    for (SYSTEM_PROCESS_INFORMATION *entry = list; entry; entry = process_list_next(entry))
        count += entry->UniqueProcessId != 4;
    for (SYSTEM_PROCESS_INFORMATION *entry = list; entry && count <= room_for;
         entry = process_list_next(entry))
        if (entry->UniqueProcessId != 4)
            ids[written++] = entry->UniqueProcessId;
    release(list);
    return count;
}
