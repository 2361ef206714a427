/*
 * Code pages: 1252 (ANSI), 437 (OEM), 65001 (UTF-8), and their conversions.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nls.h"

#define ANSI_PAGE 1252u
#define OEM_PAGE  437u

UINT WINAPI GetACP(void)
{
    return ANSI_PAGE;
}

UINT WINAPI GetOEMCP(void)
{
    return OEM_PAGE;
}

/* The number behind CP_ACP and its like; 0 for a page that is not there. */
static UINT page_number(UINT page)
{
    switch (page) {
    case CP_ACP:
    case CP_THREAD_ACP:
    case ANSI_PAGE:
        return ANSI_PAGE;
    case CP_OEMCP:
    case OEM_PAGE:
        return OEM_PAGE;
    case CP_UTF8:
        return CP_UTF8;
    }
    return 0;
}

WINBOOL WINAPI IsValidCodePage(UINT page)
{
    return page == ANSI_PAGE || page == OEM_PAGE || page == CP_UTF8;
}

WINBOOL WINAPI GetCPInfo(UINT page, LPCPINFO out)
{
    if (!page_number(page) || !out)
        return fail(ERROR_INVALID_PARAMETER);
    memset(out, 0, sizeof *out);
    out->MaxCharSize = page_number(page) == CP_UTF8 ? 4 : 1;
    out->DefaultChar[0] = '?';
    return TRUE;
}

WINBOOL WINAPI IsDBCSLeadByte(BYTE byte)
{
    return FALSE; /* none of the pages has two-byte characters */
}

WINBOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    return page_number(page) ? FALSE : fail(ERROR_INVALID_PARAMETER);
}

static NTSTATUS decode(UINT page, WCHAR *to, ULONG bytes, ULONG *used, const char *from, ULONG from_bytes)
{
    switch (page) {
    case ANSI_PAGE:
        return RtlMultiByteToUnicodeN(to, bytes, used, from, from_bytes);
    case OEM_PAGE:
        return RtlOemToUnicodeN(to, bytes, used, from, from_bytes);
    }
    return RtlUTF8ToUnicodeN(to, bytes, used, from, from_bytes);
}

/* How many bytes decode() would write. */
static NTSTATUS decoded_bytes(UINT page, ULONG *needed, const char *from, ULONG from_bytes)
{
    if (page == CP_UTF8)
        return RtlUTF8ToUnicodeN(NULL, 0, needed, from, from_bytes);
    *needed = from_bytes * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

/* What both conversions ask of their arguments. `page` is a page_number(). */
static bool arguments_good(UINT page, const void *from, int length, const void *to, int size)
{
    return page && from && length && size >= 0 && (to || !size) && from != to;
}

static bool decode_flags_good(UINT page, DWORD flags)
{
    const DWORD single_byte = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS;
    if ((flags & MB_PRECOMPOSED) && (flags & MB_COMPOSITE))
        return false;
    return !(flags & ~(MB_ERR_INVALID_CHARS | (page == CP_UTF8 ? 0 : single_byte)));
}

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCCH from, int length, LPWSTR to, int size)
{
    ULONG used;
    page = page_number(page);
    if (!arguments_good(page, from, length, to, size))
        return fail(ERROR_INVALID_PARAMETER);
    if (!decode_flags_good(page, flags))
        return fail(ERROR_INVALID_FLAGS);
    ULONG from_bytes = length < 0 ? strlen(from) + 1 : (ULONG)length;
    NTSTATUS status = decoded_bytes(page, &used, from, from_bytes);
    if (status == STATUS_SOME_NOT_MAPPED && (flags & MB_ERR_INVALID_CHARS))
        return fail(ERROR_NO_UNICODE_TRANSLATION);
    if (!size)
        return (int)(used / sizeof(WCHAR));
    bool fits = used <= (ULONG)size * sizeof(WCHAR);
    decode(page, to, (ULONG)size * sizeof(WCHAR), &used, from, from_bytes);
    return fits ? (int)(used / sizeof(WCHAR)) : fail(ERROR_INSUFFICIENT_BUFFER);
}

/* One character in a page of single bytes; false if it has none, and `substitute` is what stands for it. */
static bool byte_encode(UINT page, WCHAR c, char substitute, char *out)
{
    WCHAR back;
    if (page == ANSI_PAGE) {
        RtlUnicodeToMultiByteN(out, 1, NULL, &c, sizeof c);
        RtlMultiByteToUnicodeN(&back, sizeof back, NULL, out, 1);
    } else {
        RtlUnicodeToOemN(out, 1, NULL, &c, sizeof c);
        RtlOemToUnicodeN(&back, sizeof back, NULL, out, 1);
    }
    if (back != c)
        *out = substitute;
    return back == c;
}

static int bytes_encode(UINT page, const WCHAR *from, ULONG count, char *to, int size, LPCCH substitute,
                        LPBOOL substituted)
{
    char other = substitute ? *substitute : '?', byte;
    if (substituted)
        *substituted = FALSE;
    for (ULONG i = 0; i < count; i++) {
        if (!byte_encode(page, from[i], other, &byte) && substituted)
            *substituted = TRUE;
        if (size && i >= (ULONG)size)
            return fail(ERROR_INSUFFICIENT_BUFFER);
        if (size)
            to[i] = byte;
    }
    return (int)count;
}

static int utf8_encode(DWORD flags, const WCHAR *from, ULONG count, char *to, int size)
{
    ULONG needed, used;
    NTSTATUS status = RtlUnicodeToUTF8N(NULL, 0, &needed, from, count * sizeof *from);
    if (status == STATUS_SOME_NOT_MAPPED && (flags & WC_ERR_INVALID_CHARS))
        return fail(ERROR_NO_UNICODE_TRANSLATION);
    if (!size)
        return (int)needed;
    RtlUnicodeToUTF8N(to, (ULONG)size, &used, from, count * sizeof *from);
    return needed <= (ULONG)size ? (int)used : fail(ERROR_INSUFFICIENT_BUFFER);
}

static bool encode_flags_good(UINT page, DWORD flags)
{
    if (page == CP_UTF8)
        return !(flags & ~WC_ERR_INVALID_CHARS);
    return !(flags &
             ~(WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_NO_BEST_FIT_CHARS));
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWCH from, int length, LPSTR to, int size,
                               LPCCH substitute, LPBOOL substituted)
{
    page = page_number(page);
    if (!arguments_good(page, from, length, to, size) || (page == CP_UTF8 && (substitute || substituted)))
        return fail(ERROR_INVALID_PARAMETER);
    if (!encode_flags_good(page, flags))
        return fail(ERROR_INVALID_FLAGS);
    ULONG count = length < 0 ? wcslen(from) + 1 : (ULONG)length;
    if (page == CP_UTF8)
        return utf8_encode(flags, from, count, to, size);
    return bytes_encode(page, from, count, to, size, substitute, substituted);
}
