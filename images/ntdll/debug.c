#include "images/ntdll/debug.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/number.h"
#include "images/ntdll/teb.h"

struct line {
    char text[512];
    size_t length;
};

static void put(struct line *line, char c)
{
    if (line->length < sizeof line->text)
        line->text[line->length++] = c;
}

static void put_number(struct line *line, uint32_t value, int base, int width, char pad)
{
    char digits[NUMBER_TEXT];
    int count = (int)strlen(_ultoa(value, digits, base));
    for (; width > count; width--)
        put(line, pad);
    for (int i = 0; i < count; i++)
        put(line, digits[i]);
}

static void put_signed(struct line *line, int32_t value, int width, char pad)
{
    if (value < 0)
        put(line, '-');
    put_number(line, value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10, width, pad);
}

static void put_text(struct line *line, const char *text)
{
    for (text = text ? text : "(null)"; *text; text++)
        put(line, *text);
}

static void put_wide(struct line *line, const WCHAR *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        put(line, text[i] < 0x80 ? (char)text[i] : '?');
}

/* One conversion behind its flags; returns the place behind it. */
static const char *put_conversion(struct line *line, const char *at, int width, char pad, va_list *arguments)
{
    bool wide = *at == 'w';
    if (wide || *at == 'l')
        at++;
    switch (*at) {
    case 'd':
    case 'i':
        put_signed(line, va_arg(*arguments, int32_t), width, pad);
        break;
    case 'u':
        put_number(line, va_arg(*arguments, uint32_t), 10, width, pad);
        break;
    case 'x':
    case 'X':
        put_number(line, va_arg(*arguments, uint32_t), 16, width, pad);
        break;
    case 'p':
        put_number(line, va_arg(*arguments, uint32_t), 16, 8, '0');
        break;
    case 'c':
        put(line, (char)va_arg(*arguments, int));
        break;
    case 's':
        if (wide) {
            const WCHAR *text = va_arg(*arguments, const WCHAR *);
            put_wide(line, text, wcslen(text));
        } else {
            put_text(line, va_arg(*arguments, const char *));
        }
        break;
    case 'Z':
        if (wide) {
            const UNICODE_STRING *text = va_arg(*arguments, const UNICODE_STRING *);
            put_wide(line, text->Buffer, text->Length / sizeof(WCHAR));
        }
        break;
    default:
        put(line, *at);
    }
    return *at ? at + 1 : at;
}

static void line_format(struct line *line, const char *format, va_list *arguments)
{
    while (*format) {
        int width = 0;
        if (*format != '%') {
            put(line, *format++);
            continue;
        }
        char pad = *++format == '0' ? '0' : ' ';
        for (; *format >= '0' && *format <= '9'; format++)
            width = width * 10 + *format - '0';
        format = put_conversion(line, format, width < 64 ? width : 64, pad, arguments);
    }
}

ULONG __cdecl DbgPrint(const char *format, ...)
{
    struct line line = {.length = 0};
    IO_STATUS_BLOCK io;
    va_list arguments;
    va_start(arguments, format);
    line_format(&line, format, &arguments);
    va_end(arguments);
    HANDLE out = peb()->ProcessParameters->StandardError;
    if (!out)
        return (ULONG)STATUS_UNSUCCESSFUL;
    return (ULONG)NtWriteFile(out, NULL, NULL, NULL, &io, line.text, line.length, NULL, NULL);
}
