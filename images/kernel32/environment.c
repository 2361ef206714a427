#include "images/kernel32/ansi.h"
#include "images/ntdll/environment.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/string.h"

/* The length of the value, or the size needed with the terminator; 0 with ERROR_ENVVAR_NOT_FOUND. What is
 * found leaves the last error alone, an empty value too. */
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR out, DWORD size)
{
    UNICODE_STRING wanted;
    ULONG room = size > 0x7fff ? 0x7fff : size;
    UNICODE_STRING value = {0, (USHORT)(room ? (room - 1) * sizeof(WCHAR) : 0), out};
    RtlInitUnicodeString(&wanted, name);
    NTSTATUS status = RtlQueryEnvironmentVariable_U(NULL, &wanted, &value);
    DWORD length = value.Length / sizeof(WCHAR);
    if (status == STATUS_BUFFER_TOO_SMALL || (NT_SUCCESS(status) && !room))
        return length + 1;
    if (!result(status))
        return 0;
    out[length] = 0;
    return length;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR out, DWORD size)
{
    WCHAR *wide = NULL, *value = NULL;
    DWORD length = 0;
    if (wide_from_ansi(&wide, name)) {
        DWORD needed = GetEnvironmentVariableW(wide, NULL, 0);
        value = needed ? allocate(needed * sizeof *value) : NULL;
        if (value) {
            GetEnvironmentVariableW(wide, value, needed);
            length = ansi_to_buffer(value, out, size);
        }
    }
    release(value);
    release(wide);
    return length;
}

WINBOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value)
{
    UNICODE_STRING wanted, text;
    NTSTATUS status = RtlInitUnicodeStringEx(&wanted, name);
    if (NT_SUCCESS(status))
        status = RtlInitUnicodeStringEx(&text, value);
    if (NT_SUCCESS(status))
        status = RtlSetEnvironmentVariable(NULL, &wanted, value ? &text : NULL);
    return result(status);
}

WINBOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value)
{
    WCHAR *wide_name = NULL, *wide_value = NULL;
    BOOL done = wide_from_ansi(&wide_name, name) && wide_from_ansi(&wide_value, value) &&
                SetEnvironmentVariableW(wide_name, wide_value);
    release(wide_name);
    release(wide_value);
    return done;
}

LPWCH WINAPI GetEnvironmentStringsW(void)
{
    WCHAR *copy;
    return result(RtlCreateEnvironment(TRUE, &copy)) ? copy : NULL;
}

WINBOOL WINAPI FreeEnvironmentStringsW(LPWCH block)
{
    RtlDestroyEnvironment(block);
    return TRUE;
}

LPCH WINAPI GetEnvironmentStringsA(void)
{
    WCHAR *wide = GetEnvironmentStringsW(), *end = wide;
    if (!wide)
        return NULL;
    while (*end)
        end += wcslen(end) + 1;
    ULONG characters = (ULONG)(end - wide) + 2; /* even an empty block has two terminators */
    char *block = allocate(characters);
    if (block) {
        block[characters - 1] = 0;
        RtlUnicodeToMultiByteN(block, characters, NULL, wide, (characters - 1) * sizeof *wide);
    }
    FreeEnvironmentStringsW(wide);
    return block;
}

WINBOOL WINAPI FreeEnvironmentStringsA(LPCH block)
{
    release(block);
    return TRUE;
}

/* Characters with the terminator, whether they fit or not. */
DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR text, LPWSTR out, DWORD size)
{
    UNICODE_STRING in, expanded = {0, (USHORT)((size > 0x7fff ? 0x7fff : size) * sizeof(WCHAR)), out};
    ULONG needed = 0;
    if (!result(RtlInitUnicodeStringEx(&in, text)))
        return 0;
    NTSTATUS status = RtlExpandEnvironmentStrings_U(NULL, &in, &expanded, &needed);
    if (status != STATUS_BUFFER_TOO_SMALL && !result(status))
        return 0;
    return needed / sizeof(WCHAR);
}

DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR text, LPSTR out, DWORD size)
{
    WCHAR *wide = NULL, *expanded = NULL;
    DWORD needed = 0;
    if (wide_from_ansi(&wide, text)) {
        needed = ExpandEnvironmentStringsW(wide, NULL, 0);
        expanded = needed ? allocate(needed * sizeof *expanded) : NULL;
        if (expanded) {
            ExpandEnvironmentStringsW(wide, expanded, needed);
            ansi_to_buffer(expanded, out, size);
        }
    }
    release(expanded);
    release(wide);
    return needed;
}
