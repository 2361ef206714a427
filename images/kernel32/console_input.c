/*
 * What is typed as records: a byte is a key that goes down, and so is a terminal's sequence for a key that
 * has no character. There are no other events, and no key is seen to come up.
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

/* ESC [ A and its like: the key, or 0. */
static WORD key_of_sequence(const UCHAR *bytes, DWORD count)
{
    static const char letters[] = "ABCDHF";
    static const BYTE codes[] = {VK_UP, VK_DOWN, VK_RIGHT, VK_LEFT, VK_HOME, VK_END};
    if (count < 3 || bytes[0] != VK_ESCAPE || bytes[1] != '[')
        return 0;
    for (DWORD i = 0; i < sizeof codes; i++)
        if (bytes[2] == letters[i])
            return codes[i];
    return 0;
}

static DWORD records(INPUT_RECORD *out, const UCHAR *bytes, DWORD count)
{
    DWORD made = 0;
    for (DWORD i = 0; i < count; made++) {
        WORD key = key_of_sequence(bytes + i, count - i);
        record(&out[made], key ? 0 : bytes[i]);
        if (key) {
            out[made].Event.KeyEvent.wVirtualKeyCode = key;
            out[made].Event.KeyEvent.dwControlKeyState = ENHANCED_KEY;
        }
        i += key ? 3 : 1;
    }
    return made;
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

/* Waits for one at least. At the end of what is typed there is none any more, which Windows does not know. */
WINBOOL WINAPI ReadConsoleInputA(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    UCHAR bytes[RECORDS_MOST];
    NTSTATUS status;
    ULONG there = 0;
    if (count == 0)
        return fail(ERROR_INVALID_PARAMETER);
    do /* control-C is not read, and ends no waiting for keys */
        status = console_ask(handle, CONSOLE_TAKE, NULL, 0, bytes, min(count, RECORDS_MOST), &there);
    while (status == STATUS_ALERTED);
    if (!result(status))
        return FALSE;
    if (there == 0)
        return fail(ERROR_HANDLE_EOF);
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

/* There is none. */
WINBOOL WINAPI GetNumberOfConsoleMouseButtons(LPDWORD count)
{
    *count = 0;
    return TRUE;
}

/* How many bytes the last character lacks, if it is the beginning of one in UTF-8. */
static DWORD lacking(const char *text, DWORD bytes)
{
    for (DWORD back = 1; back <= 3 && back <= bytes; back++) {
        UCHAR lead = (UCHAR)text[bytes - back];
        DWORD whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
        if (lead >= 0xc0)
            return whole > back ? whole - back : 0;
        if (lead < 0x80)
            return 0;
    }
    return 0;
}

DWORD console_widen(HANDLE handle, char *narrow, DWORD bytes, WCHAR *wide, DWORD length)
{
    UINT page = GetConsoleCP();
    DWORD more = page == CP_UTF8 ? lacking(narrow, bytes) : 0, came = 0;
    if (more)
        ReadFile(handle, narrow + bytes, more, &came, NULL);
    return (DWORD)MultiByteToWideChar(page, 0, narrow, (int)(bytes + came), wide, (int)length);
}
