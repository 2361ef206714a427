/* The console directly, past stdin and stdout. */
#include "conio_key.h"
#include "lowio.h"
#include "printf.h"

#include <stdarg.h>
#include <string.h>

enum { NONE = CONIO_NONE };

static HANDLE input = INVALID_HANDLE_VALUE, output = INVALID_HANDLE_VALUE;
int conio_pushed = CONIO_NONE;

static HANDLE console(HANDLE *kept, const wchar_t *name)
{
    if (*kept == INVALID_HANDLE_VALUE)
        *kept = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                            OPEN_EXISTING, 0, NULL);
    return *kept;
}

static int console_write(const char *text, unsigned length)
{
    DWORD done;
    return WriteFile(console(&output, L"CONOUT$"), text, length, &done, NULL) ? 0 : NONE;
}

int _cputs(const char *text)
{
    return console_write(text, strlen(text));
}

int _putch(int character)
{
    char byte = (char)character;
    return console_write(&byte, 1) < 0 ? NONE : character;
}

int _ungetch(int character)
{
    if (conio_pushed != NONE)
        return NONE;
    return conio_pushed = character;
}

/* One byte without waiting for the line's end and without an echo. */
int _getch(void)
{
    int character = conio_pushed;
    if (character != NONE) {
        conio_pushed = NONE;
        return character;
    }
    HANDLE handle = console(&input, L"CONIN$");
    DWORD mode = 0, done = 0;
    unsigned char byte;
    int has_mode = GetConsoleMode(handle, &mode);
    if (has_mode)
        SetConsoleMode(handle, 0);
    int ok = ReadFile(handle, &byte, 1, &done, NULL);
    if (has_mode)
        SetConsoleMode(handle, mode);
    return ok && done ? byte : NONE;
}

int _getche(void)
{
    int character = _getch();
    return character == NONE ? NONE : _putch(character);
}

struct text_sink {
    struct sink sink;
    char text[256];
    unsigned used;
};

static int console_put(struct sink *sink, unsigned character)
{
    struct text_sink *buffer = (struct text_sink *)sink;
    if (buffer->used == sizeof buffer->text) {
        buffer->used = 0;
        if (console_write(buffer->text, sizeof buffer->text) < 0)
            return NONE;
    }
    buffer->text[buffer->used++] = (char)character;
    return 0;
}

int _vcprintf(const char *format, va_list args)
{
    struct text_sink sink = {.sink = {console_put}};
    int written = format_narrow(&sink.sink, format, args);
    return console_write(sink.text, sink.used) < 0 ? NONE : written;
}

int _cprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = _vcprintf(format, args);
    va_end(args);
    return written;
}
