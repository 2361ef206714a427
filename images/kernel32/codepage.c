/*
 * Code pages: 1252 (ANSI), 437 (OEM), 65001 (UTF-8), and their conversions.
 */
#include "images/kernel32/compose.h"
#include "images/ntdll/nls.h"

#define ANSI_PAGE 1252u
#define OEM_PAGE  437u

#define NO_CHARACTER ((WCHAR)0xffff) /* no page has it: it becomes the default character */

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

/* What a screen of 1981 shows for control characters: part of the OEM page. */
static WCHAR glyph_of(WCHAR c)
{
    static const WCHAR glyphs[] = {
        0,      0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022, 0x25d8, 0x25cb, 0x25d9,
        0x2642, 0x2640, 0x266a, 0x266b, 0x263c, 0x25ba, 0x25c4, 0x2195, 0x203c, 0x00b6, 0x00a7,
        0x25ac, 0x21a8, 0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc,
    };
    if (c < sizeof glyphs / sizeof glyphs[0])
        return glyphs[c];
    return c == 0x7f ? 0x2302 : c;
}

/* A page of single bytes with flags that change characters; the same results as MultiByteToWideChar. */
static int bytes_decode(UINT page, DWORD flags, const char *from, ULONG count, WCHAR *to, int size)
{
    int length = 0;
    for (ULONG i = 0; i < count; i++) {
        WCHAR c, parts[2];
        decode(page, &c, sizeof c, NULL, from + i, 1);
        if ((flags & MB_USEGLYPHCHARS) && page == OEM_PAGE)
            c = glyph_of(c);
        parts[0] = c;
        int needed = flags & MB_COMPOSITE ? compose_split(c, parts) : 1;
        if (size && length + needed > size)
            return fail(ERROR_INSUFFICIENT_BUFFER);
        if (size)
            memcpy(to + length, parts, (size_t)needed * sizeof *to);
        length += needed;
    }
    return length;
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
    if (flags & (MB_COMPOSITE | MB_USEGLYPHCHARS))
        return bytes_decode(page, flags, from, from_bytes, to, size);
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
    if (c < 0x80) { /* the same in all of them */
        *out = (char)c;
        return true;
    }
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

/*
 * Letters and the marks behind them become one character each. A mark that joins nothing stays (WC_SEPCHARS,
 * which is also what no flag says), goes away, or becomes the default character.
 */
static ULONG text_compose(DWORD flags, const WCHAR *from, ULONG count, WCHAR *to)
{
    ULONG length = 0;
    for (ULONG i = 0; i < count; i++) {
        bool is_mark = length && compose_is_mark(from[i]);
        WCHAR joined = is_mark ? compose_join(to[length - 1], from[i]) : 0;
        if (joined)
            to[length - 1] = joined;
        else if (is_mark && (flags & WC_DEFAULTCHAR))
            to[length - 1] = NO_CHARACTER;
        else if (!is_mark || !(flags & WC_DISCARDNS))
            to[length++] = from[i];
    }
    return length;
}

static int composed_encode(UINT page, DWORD flags, const WCHAR *from, ULONG count, char *to, int size,
                           LPCCH substitute, LPBOOL substituted)
{
    WCHAR *text = allocate(count * sizeof *text);
    if (!text)
        return 0;
    ULONG length = text_compose(flags, from, count, text);
    int result = bytes_encode(page, text, length, to, size, substitute, substituted);
    release(text);
    return result;
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
    if (flags & WC_COMPOSITECHECK)
        return composed_encode(page, flags, from, count, to, size, substitute, substituted);
    return bytes_encode(page, from, count, to, size, substitute, substituted);
}
