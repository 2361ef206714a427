/* Text between code pages with accents as marks of their own; numbers in formatted text. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static void widen(const char *what, UINT page, DWORD flags, const char *text, int size)
{
    WCHAR wide[20];
    char line[200];
    SetLastError(0);
    int length = MultiByteToWideChar(page, flags, text, -1, wide, size);
    int at = sprintf(line, "%s %d:", what, length);
    for (int i = 0; size && i < length; i++)
        at += sprintf(line + at, " %x", wide[i]);
    sprintf(line + at, " error %lu", GetLastError());
    puts(line);
}

static void narrow(const char *what, DWORD flags, const WCHAR *text, const char *other, int size)
{
    char bytes[20], line[200];
    BOOL used = 7;
    SetLastError(0);
    int length = WideCharToMultiByte(1252, flags, text, -1, bytes, size, other, &used);
    int at = sprintf(line, "%s %d:", what, length);
    for (int i = 0; i < length; i++)
        at += sprintf(line + at, " %x", (unsigned char)bytes[i]);
    sprintf(line + at, " used %d error %lu", used, GetLastError());
    puts(line);
}

static void numbers(void)
{
    char text[200];
    DWORD_PTR some[] = {0xabcdef, (DWORD_PTR)-5, 0xab, 123};
    ULONG (*print)(const char *, ...) = (void *)GetProcAddress(GetModuleHandleA("ntdll"), "DbgPrint");
    wsprintfA(text, "%d %u %x %X %#x %p %08lX %5d|%-5d|%.3d", -42, 4000000000u, 0xabcdef, 0xabcdef, 255,
              (void *)0xabc, 0x1ful, 7, 7, 7);
    puts(text);
    FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1!x! %2!d! %3!08X! %4!-6u!|",
                   0, 0, text, sizeof text, (va_list *)some);
    puts(text);
    print("%d %u %x %p %08x|%5d\n", -5, 4000000000u, 0xab, (void *)0x12, 0x1f, 42);
}

int main(void)
{
    widen("marks", 1252, MB_COMPOSITE, "a\xe9\xc5\x9f", 20);
    widen("of the OEM page", 437, MB_COMPOSITE, "\x82\x94\xe1", 20);
    widen("no room", 1252, MB_COMPOSITE, "a\xe9", 3);
    widen("counted", 1252, MB_COMPOSITE, "a\xe9", 0);
    widen("glyphs", 437, MB_USEGLYPHCHARS, "\x01\x1f\x7fz", 20);
    widen("no glyphs", 1252, MB_USEGLYPHCHARS, "\x01\x7f", 20);
    narrow("joined", WC_COMPOSITECHECK, L"ae\x301z\x30c!", NULL, 20);
    narrow("apart", WC_COMPOSITECHECK | WC_SEPCHARS, L"x\x301", NULL, 20);
    narrow("without", WC_COMPOSITECHECK | WC_DISCARDNS, L"x\x301y\x301", NULL, 20);
    narrow("replaced", WC_COMPOSITECHECK | WC_DEFAULTCHAR, L"x\x301y\x301", "#", 20);
    narrow("not asked for", 0, L"e\x301", NULL, 20);
    narrow("no room", WC_COMPOSITECHECK, L"e\x301z", NULL, 2);
    numbers();
    return 0;
}
