#include "images/ntdll/number.h"

char *_ultoa(unsigned long value, char *text, int base)
{
    char digits[NUMBER_TEXT];
    int count = 0, length = 0;
    do {
        digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % (unsigned)base];
        value /= (unsigned)base;
    } while (value);
    while (count)
        text[length++] = digits[--count];
    text[length] = 0;
    return text;
}

wchar_t *_ultow(unsigned long value, wchar_t *text, int base)
{
    char digits[NUMBER_TEXT];
    _ultoa(value, digits, base);
    int i = 0;
    do
        text[i] = (wchar_t)digits[i];
    while (digits[i++]);
    return text;
}
