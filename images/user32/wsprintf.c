/*
 * wsprintfA, wsprintfW, wvsprintfA, wvsprintfW. On i386 the variable arguments are a row of 32-bit words, and
 * a va_list points to the first.
 */
#include "images/user32/format.h"

static void format_wide(struct output *out, const WCHAR *format, const UINT_PTR *arguments, bool narrow)
{
    struct specification s;
    out->length = 0;
    while (*format) {
        if (format[0] != '%') {
            output_put(out, *format++);
        } else if (format[1] == '%') {
            output_put(out, '%');
            format += 2;
        } else {
            format = specification_read(format + 1, &s);
            if (s.type)
                arguments = specification_write(&s, arguments, narrow, out);
        }
    }
    out->text[out->length] = 0;
}

static const UINT_PTR *words_of(va_list arguments)
{
    return (const UINT_PTR *)arguments;
}

int WINAPI wvsprintfW(LPWSTR to, LPCWSTR format, va_list arguments)
{
    struct output out;
    format_wide(&out, format, words_of(arguments), false);
    for (int i = 0; i <= out.length; i++)
        to[i] = out.text[i];
    return out.length;
}

int WINAPI wvsprintfA(LPSTR to, LPCSTR format, va_list arguments)
{
    struct output out;
    int length = lstrlenA(format) + 1;
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)length * sizeof *wide);
    if (!wide)
        return 0;
    MultiByteToWideChar(CP_ACP, 0, format, length, wide, length);
    format_wide(&out, wide, words_of(arguments), true);
    HeapFree(GetProcessHeap(), 0, wide);
    WideCharToMultiByte(CP_ACP, 0, out.text, out.length + 1, to, out.length + 1, NULL, NULL);
    return out.length;
}

int WINAPIV wsprintfW(LPWSTR to, LPCWSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfW(to, format, arguments);
    va_end(arguments);
    return length;
}

int WINAPIV wsprintfA(LPSTR to, LPCSTR format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfA(to, format, arguments);
    va_end(arguments);
    return length;
}
