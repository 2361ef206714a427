/*
 * MessageBox without a screen: caption and text go to the console (standard output),
 * one line each. Nobody can press a button, so the answer is the first button: IDOK,
 * or IDYES, IDABORT, IDRETRY as the type says.
 */
#define _USER32_
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

BOOL WINAPI user32_main(HINSTANCE instance, DWORD reason, void *reserved)
{
    return TRUE;
}

static int first_button(UINT type)
{
    static const int first[] = {IDOK, IDOK, IDABORT, IDYES, IDYES, IDRETRY, IDCANCEL};
    UINT buttons = type & MB_TYPEMASK;
    return buttons < sizeof first / sizeof first[0] ? first[buttons] : IDOK;
}

/* One write for one line, so that lines of several processes never mix. */
static void put_line(HANDLE out, const char *text)
{
    DWORD done;
    char *line = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)lstrlenA(text) + sizeof "\r\n");
    if (!line)
        return;
    lstrcpyA(line, text);
    lstrcatA(line, "\r\n");
    WriteFile(out, line, (DWORD)lstrlenA(line), &done, NULL);
    HeapFree(GetProcessHeap(), 0, line);
}

int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR caption, UINT type)
{
    HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    put_line(out, caption ? caption : "Error");
    put_line(out, text ? text : "");
    return first_button(type);
}

static char *ansi_of(LPCWSTR text)
{
    int bytes = WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL);
    char *ansi = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)bytes + 1);
    if (ansi)
        WideCharToMultiByte(CP_ACP, 0, text, -1, ansi, bytes, NULL, NULL);
    return ansi;
}

int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR caption, UINT type)
{
    char *ansi_text = text ? ansi_of(text) : NULL, *ansi_caption = caption ? ansi_of(caption) : NULL;
    int answer = MessageBoxA(owner, ansi_text, ansi_caption, type);
    HeapFree(GetProcessHeap(), 0, ansi_text);
    HeapFree(GetProcessHeap(), 0, ansi_caption);
    return answer;
}

int WINAPI MessageBoxExA(HWND owner, LPCSTR text, LPCSTR caption, UINT type, WORD language)
{
    return MessageBoxA(owner, text, caption, type);
}

int WINAPI MessageBoxExW(HWND owner, LPCWSTR text, LPCWSTR caption, UINT type, WORD language)
{
    return MessageBoxW(owner, text, caption, type);
}

WINBOOL WINAPI MessageBeep(UINT type)
{
    DWORD done;
    return WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "\a", 1, &done, NULL);
}
