/*
 * What is typed as records: a byte is a key that goes down. There are no other events, and no key is seen to
 * come up.
 */
#include "images/kernel32/console.h"

#define RECORDS_MOST 64u

static WORD key_of(UCHAR byte)
{
    if (byte >= 'a' && byte <= 'z')
        return (WORD)(byte - 'a' + 'A');
    if (byte == '\n')
        return VK_RETURN;
    bool same = byte == '\r' || byte == '\b' || byte == '\t' || byte == VK_ESCAPE || byte == ' ' ||
                (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z');
    return same ? byte : 0;
}

static void record(INPUT_RECORD *out, UCHAR byte)
{
    *out = (INPUT_RECORD){.EventType = KEY_EVENT};
    KEY_EVENT_RECORD *key = &out->Event.KeyEvent;
    key->bKeyDown = TRUE;
    key->wRepeatCount = 1;
    key->wVirtualKeyCode = key_of(byte);
    key->uChar.UnicodeChar = byte;
    if (byte < ' ' && !key->wVirtualKeyCode)
        key->dwControlKeyState = LEFT_CTRL_PRESSED;
}

static DWORD records(INPUT_RECORD *out, const UCHAR *bytes, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        record(&out[i], bytes[i]);
    return count;
}

WINBOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE handle, LPDWORD count)
{
    UCHAR bytes[512];
    return result(console_ask(handle, CONSOLE_PEEK, NULL, 0, bytes, sizeof bytes, count));
}

WINBOOL WINAPI PeekConsoleInputA(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    UCHAR bytes[RECORDS_MOST];
    ULONG there = 0;
    if (!result(console_ask(handle, CONSOLE_PEEK, NULL, 0, bytes, min(count, RECORDS_MOST), &there)))
        return FALSE;
    *done = records(out, bytes, there);
    return TRUE;
}

WINBOOL WINAPI PeekConsoleInputW(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    return PeekConsoleInputA(handle, out, count, done);
}

/* Waits for one at least. */
WINBOOL WINAPI ReadConsoleInputA(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    UCHAR bytes[RECORDS_MOST];
    struct console_state state;
    DWORD there = 0;
    if (!console_get(handle, &state) || !ReadFile(handle, bytes, min(count, RECORDS_MOST), &there, NULL))
        return FALSE;
    *done = records(out, bytes, there);
    return TRUE;
}

WINBOOL WINAPI ReadConsoleInputW(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    return ReadConsoleInputA(handle, out, count, done);
}

WINBOOL WINAPI FlushConsoleInputBuffer(HANDLE handle)
{
    return result(console_ask(handle, CONSOLE_FLUSH, NULL, 0, NULL, 0, NULL));
}
