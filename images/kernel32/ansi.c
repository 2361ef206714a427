#include "images/kernel32/ansi.h"
#include "images/ntdll/nls.h"

static bool files_are_oem;

WINBOOL WINAPI AreFileApisANSI(void)
{
    return !files_are_oem;
}

void WINAPI SetFileApisToOEM(void)
{
    files_are_oem = true;
}

void WINAPI SetFileApisToANSI(void)
{
    files_are_oem = false;
}

static BOOL wide_from(WCHAR **out, const char *text,
                      NTSTATUS(NTAPI *convert)(WCHAR *, ULONG, ULONG *, const char *, ULONG))
{
    *out = NULL;
    if (!text)
        return TRUE;
    ULONG length = strlen(text) + 1;
    *out = allocate(length * sizeof(WCHAR));
    if (*out)
        convert(*out, length * sizeof(WCHAR), NULL, text, length);
    return *out != NULL;
}

BOOL wide_from_ansi(WCHAR **out, const char *text)
{
    return wide_from(out, text, RtlMultiByteToUnicodeN);
}

BOOL wide_from_file(WCHAR **out, const char *text)
{
    return wide_from(out, text, files_are_oem ? RtlOemToUnicodeN : RtlMultiByteToUnicodeN);
}

DWORD wide_to_buffer(const WCHAR *text, WCHAR *out, DWORD size)
{
    DWORD length = wcslen(text);
    if (length >= size)
        return length + 1;
    memcpy(out, text, (length + 1) * sizeof *text);
    return length;
}

static DWORD to_buffer(const WCHAR *text, char *out, DWORD size,
                       NTSTATUS(NTAPI *convert)(char *, ULONG, ULONG *, const WCHAR *, ULONG))
{
    DWORD length = wcslen(text);
    if (length >= size)
        return length + 1;
    convert(out, size, NULL, text, (length + 1) * sizeof *text);
    return length;
}

DWORD ansi_to_buffer(const WCHAR *text, char *out, DWORD size)
{
    return to_buffer(text, out, size, RtlUnicodeToMultiByteN);
}

DWORD file_to_buffer(const WCHAR *text, char *out, DWORD size)
{
    return to_buffer(text, out, size, files_are_oem ? RtlUnicodeToOemN : RtlUnicodeToMultiByteN);
}
