#include "images/cmd/out.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/handles.h"

static char waiting[512];
static size_t used;
static unsigned whose = 1; /* the handle that they are for */

static bool write_all(unsigned number, const char *bytes, size_t length)
{
    DWORD done = 0;
    while (length && WriteFile(handle_of(number), bytes, (DWORD)length, &done, NULL) && done) {
        bytes += done;
        length -= done;
    }
    return length == 0;
}

void out_flush(void)
{
    size_t length = used;
    used = 0;
    write_all(whose, waiting, length);
}

static bool put(unsigned number, const char *bytes, size_t length)
{
    if (number != whose || length > sizeof waiting - used)
        out_flush();
    whose = number;
    if (length > sizeof waiting)
        return write_all(number, bytes, length);
    memcpy(waiting + used, bytes, length);
    used += length;
    return true;
}

static bool is_plain(const char *text)
{
    while (*text && !(*text & 0x80))
        text++;
    return !*text;
}

static void put_text(unsigned number, const char *text)
{
    struct arena_mark mark = arena_mark();
    int length = (int)strlen(text);
    if (!is_plain(text))
        text = text_to_code_page(text, GetConsoleOutputCP(), &length);
    put(number, text, (size_t)length);
    arena_release(mark);
}

void out(const char *text)
{
    put_text(1, text);
}

void out_line(const char *text)
{
    put_text(1, text);
    put_text(1, "\r\n");
    out_flush();
}

void out_padded(const char *text, size_t width)
{
    for (size_t length = strlen(text); length < width; length++)
        out(" ");
    out(text);
}

void out_number(long number)
{
    struct arena_mark mark = arena_mark();
    struct text text = text_make(32);
    text_add_number(&text, number);
    out(text.at);
    arena_release(mark);
}

void out_wrong_with(const char *before, const char *text, const char *behind)
{
    put_text(2, before);
    put_text(2, text);
    put_text(2, behind);
    put_text(2, "\r\n");
    out_flush();
}

void out_wrong(const char *text)
{
    out_wrong_with(text, "", "");
}

int out_error(DWORD error)
{
    WCHAR text[256];
    struct arena_mark mark = arena_mark();
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0,
                                  text, sizeof text / sizeof text[0], NULL);
    while (length && (text[length - 1] == '\r' || text[length - 1] == '\n'))
        text[--length] = 0;
    struct text number = text_make(32);
    text_add_number(&number, (long)error);
    if (length)
        out_wrong(narrow(text));
    else
        out_wrong_with("The system's error ", number.at, ".");
    arena_release(mark);
    return 1;
}

bool out_bytes(const void *bytes, size_t length)
{
    return put(1, bytes, length);
}
