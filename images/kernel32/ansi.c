#include "images/kernel32/ansi.h"
#include "images/ntdll/nls.h"

BOOL wide_from_ansi(WCHAR **out, const char *text)
{
    *out = NULL;
    if (!text)
        return TRUE;
    ULONG length = strlen(text) + 1;
    *out = allocate(length * sizeof(WCHAR));
    if (*out)
        RtlMultiByteToUnicodeN(*out, length * sizeof(WCHAR), NULL, text, length);
    return *out != NULL;
}

DWORD wide_to_buffer(const WCHAR *text, WCHAR *out, DWORD size)
{
    DWORD length = wcslen(text);
    if (length >= size)
        return length + 1;
    memcpy(out, text, (length + 1) * sizeof *text);
    return length;
}

DWORD ansi_to_buffer(const WCHAR *text, char *out, DWORD size)
{
    DWORD length = wcslen(text);
    if (length >= size)
        return length + 1;
    RtlUnicodeToMultiByteN(out, size, NULL, text, (length + 1) * sizeof *text);
    return length;
}
