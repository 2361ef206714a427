/*
 * One locale, English (United States): character types, case, and comparison. Comparison goes by letters
 * without regard to case, then by case: simpler than Windows' tables, the same order for letters and digits.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/nls.h"

#define ENGLISH_US MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT)

LCID WINAPI GetUserDefaultLCID(void)
{
    return ENGLISH_US;
}

LCID WINAPI GetSystemDefaultLCID(void)
{
    return ENGLISH_US;
}

LCID WINAPI GetThreadLocale(void)
{
    return ENGLISH_US;
}

LANGID WINAPI GetUserDefaultLangID(void)
{
    return LANGIDFROMLCID(ENGLISH_US);
}

LANGID WINAPI GetSystemDefaultLangID(void)
{
    return LANGIDFROMLCID(ENGLISH_US);
}

static bool locale_known(LCID locale)
{
    return locale == ENGLISH_US || locale == LOCALE_USER_DEFAULT || locale == LOCALE_SYSTEM_DEFAULT ||
           locale == LOCALE_NEUTRAL || locale == LOCALE_INVARIANT;
}

WINBOOL WINAPI IsValidLocale(LCID locale, DWORD flags)
{
    return locale == ENGLISH_US || locale == LOCALE_INVARIANT;
}

static const struct {
    LCTYPE type;
    const WCHAR *text;
} locale_texts[] = {
    {LOCALE_ILANGUAGE, L"0409"},
    {LOCALE_SLANGUAGE, L"English (United States)"},
    {LOCALE_SENGLANGUAGE, L"English"},
    {LOCALE_SABBREVLANGNAME, L"ENU"},
    {LOCALE_SENGCOUNTRY, L"United States"},
    {LOCALE_ICOUNTRY, L"1"},
    {LOCALE_SABBREVCTRYNAME, L"USA"},
    {LOCALE_IDEFAULTCODEPAGE, L"437"},
    {LOCALE_IDEFAULTANSICODEPAGE, L"1252"},
    {LOCALE_SDECIMAL, L"."},
    {LOCALE_STHOUSAND, L","},
    {LOCALE_SLIST, L","},
    {LOCALE_SDATE, L"/"},
    {LOCALE_STIME, L":"},
    {LOCALE_SSHORTDATE, L"M/d/yyyy"},
    {LOCALE_STIMEFORMAT, L"h:mm:ss tt"},
    {LOCALE_SCURRENCY, L"$"},
    {LOCALE_SNEGATIVESIGN, L"-"},
    {LOCALE_SISO639LANGNAME, L"en"},
    {LOCALE_SISO3166CTRYNAME, L"US"},
};

static const WCHAR *locale_text(LCTYPE type)
{
    for (size_t i = 0; i < sizeof locale_texts / sizeof locale_texts[0]; i++)
        if (locale_texts[i].type == (type & 0xffff))
            return locale_texts[i].text;
    return NULL;
}

static DWORD text_number(const WCHAR *text)
{
    DWORD value = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (DWORD)(*text - '0');
    return value;
}

int WINAPI GetLocaleInfoW(LCID locale, LCTYPE type, LPWSTR out, int size)
{
    const WCHAR *text = locale_text(type);
    if (!locale_known(locale) || size < 0 || (size && !out))
        return fail(ERROR_INVALID_PARAMETER);
    if (!text)
        return fail(ERROR_INVALID_FLAGS);
    int needed = type & LOCALE_RETURN_NUMBER ? 2 : (int)wcslen(text) + 1;
    if (!size)
        return needed;
    if (size < needed)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (type & LOCALE_RETURN_NUMBER)
        *(DWORD *)out = text_number(text);
    else
        wcscpy(out, text);
    return needed;
}

int WINAPI GetLocaleInfoA(LCID locale, LCTYPE type, LPSTR out, int size)
{
    WCHAR wide[64];
    if (size < 0 || (size && !out))
        return fail(ERROR_INVALID_PARAMETER);
    int length = GetLocaleInfoW(locale, type, wide, 64);
    if (!length)
        return 0;
    int bytes = type & LOCALE_RETURN_NUMBER ? 4 : length;
    if (!size)
        return bytes;
    if (size < bytes)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (type & LOCALE_RETURN_NUMBER)
        memcpy(out, wide, 4);
    else
        ansi_to_buffer(wide, out, (DWORD)size);
    return bytes;
}

static bool is_cased(WCHAR c)
{
    return RtlUpcaseUnicodeChar(c) != c || RtlDowncaseUnicodeChar(c) != c || c == 0xdf;
}

static WORD blank_type(WCHAR c)
{
    if (c == 0x85) /* next line */
        return C1_SPACE | C1_CNTRL;
    if (c == ' ' || c == 0xa0)
        return C1_SPACE | C1_BLANK;
    if (c == '\t')
        return C1_SPACE | C1_BLANK | C1_CNTRL;
    return c >= 9 && c <= 13 ? C1_SPACE | C1_CNTRL : 0;
}

static WORD type1(WCHAR c)
{
    WORD blank = blank_type(c);
    if (blank)
        return blank | C1_DEFINED;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return C1_CNTRL | C1_DEFINED;
    if (c >= '0' && c <= '9')
        return C1_DIGIT | C1_XDIGIT | C1_DEFINED;
    if (c == 0xb2 || c == 0xb3 || c == 0xb9) /* superscript digits */
        return C1_DIGIT | C1_PUNCT | C1_DEFINED;
    if (c == 0xaa || c == 0xb5 || c == 0xba) /* letters that are signs */
        return C1_LOWER | C1_ALPHA | C1_PUNCT | C1_DEFINED;
    if (c == 0xad) /* soft hyphen */
        return C1_PUNCT | C1_CNTRL | C1_DEFINED;
    if (is_cased(c)) {
        WORD hex = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ? C1_XDIGIT : 0;
        return C1_ALPHA | C1_DEFINED | hex | (RtlDowncaseUnicodeChar(c) != c ? C1_UPPER : C1_LOWER);
    }
    return c < 0x100 || (c >= 0x2000 && c < 0x2070) ? C1_PUNCT | C1_DEFINED : C1_DEFINED | C1_ALPHA;
}

/* CT_CTYPE1 only: the other two tables (direction, width) are not kept. */
WINBOOL WINAPI GetStringTypeW(DWORD kind, LPCWCH text, int length, LPWORD out)
{
    if (!text || !length || !out || kind - 1 > 3 || (kind & (kind - 1)))
        return fail(ERROR_INVALID_PARAMETER);
    if (kind != CT_CTYPE1)
        return fail(ERROR_CALL_NOT_IMPLEMENTED);
    int count = length < 0 ? (int)wcslen(text) + 1 : length;
    for (int i = 0; i < count; i++)
        out[i] = type1(text[i]);
    return TRUE;
}

WINBOOL WINAPI GetStringTypeExW(LCID locale, DWORD kind, LPCWCH text, int length, LPWORD out)
{
    return GetStringTypeW(kind, text, length, out);
}

WINBOOL WINAPI GetStringTypeA(LCID locale, DWORD kind, LPCSTR text, int length, LPWORD out)
{
    if (!text || !length)
        return fail(ERROR_INVALID_PARAMETER);
    int count = length < 0 ? (int)strlen(text) + 1 : length;
    WCHAR *wide = allocate((SIZE_T)(count + 1) * sizeof *wide);
    if (!wide)
        return FALSE;
    RtlMultiByteToUnicodeN(wide, (ULONG)count * sizeof *wide, NULL, text, (ULONG)count);
    BOOL done = GetStringTypeW(kind, wide, count, out);
    release(wide);
    return done;
}

#define MAPS_CASE (LCMAP_UPPERCASE | LCMAP_LOWERCASE | LCMAP_LINGUISTIC_CASING)
#define MAPS_ELSE                                                                                            \
    (LCMAP_SORTKEY | LCMAP_BYTEREV | LCMAP_HIRAGANA | LCMAP_KATAKANA | LCMAP_HALFWIDTH | LCMAP_FULLWIDTH |   \
     LCMAP_SIMPLIFIED_CHINESE | LCMAP_TRADITIONAL_CHINESE | NORM_IGNORECASE | NORM_IGNORENONSPACE |          \
     NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | SORT_STRINGSORT)

/* 0, or the error of a set of flags: one that makes no sense, or what is not there. */
static ULONG map_flags_error(DWORD flags)
{
    if ((flags & ~(MAPS_CASE | MAPS_ELSE)) ||
        (flags & (LCMAP_UPPERCASE | LCMAP_LOWERCASE)) == (LCMAP_UPPERCASE | LCMAP_LOWERCASE))
        return ERROR_INVALID_FLAGS;
    return flags & MAPS_ELSE ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_SUCCESS;
}

int WINAPI LCMapStringW(LCID locale, DWORD flags, LPCWSTR from, int length, LPWSTR to, int size)
{
    if (!locale_known(locale) || !from || !length || size < 0 || (size && !to))
        return fail(ERROR_INVALID_PARAMETER);
    if (map_flags_error(flags))
        return fail(map_flags_error(flags));
    int count = length < 0 ? (int)wcslen(from) + 1 : length;
    if (!size)
        return count;
    if (size < count)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    for (int i = 0; i < count; i++) {
        to[i] = flags & LCMAP_UPPERCASE   ? RtlUpcaseUnicodeChar(from[i])
                : flags & LCMAP_LOWERCASE ? RtlDowncaseUnicodeChar(from[i])
                                          : from[i];
    }
    return count;
}

int WINAPI LCMapStringA(LCID locale, DWORD flags, LPCSTR from, int length, LPSTR to, int size)
{
    if (!from || !length || size < 0 || (size && !to))
        return fail(ERROR_INVALID_PARAMETER);
    int count = length < 0 ? (int)strlen(from) + 1 : length;
    WCHAR *wide = allocate((SIZE_T)count * sizeof *wide);
    if (!wide)
        return 0;
    RtlMultiByteToUnicodeN(wide, (ULONG)count * sizeof *wide, NULL, from, (ULONG)count);
    int done = size && size < count ? fail(ERROR_INSUFFICIENT_BUFFER)
                                    : LCMapStringW(locale, flags, wide, count, wide, count);
    if (done && size)
        RtlUnicodeToMultiByteN(to, (ULONG)size, NULL, wide, (ULONG)count * sizeof *wide);
    release(wide);
    return done;
}

/* <0, 0, >0: letters first, and only between equal ones, small before capital. */
static int strings_compare(const WCHAR *a, int a_length, const WCHAR *b, int b_length, bool ignore_case)
{
    int tie = 0;
    for (int i = 0; i < a_length && i < b_length; i++) {
        int order = RtlUpcaseUnicodeChar(a[i]) - RtlUpcaseUnicodeChar(b[i]);
        if (order)
            return order;
        if (!tie)
            tie = b[i] - a[i];
    }
    if (a_length != b_length)
        return a_length - b_length;
    return ignore_case ? 0 : tie;
}

#define COMPARES_BY                                                                                          \
    (NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH |   \
     LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING | SORT_STRINGSORT |         \
     SORT_DIGITSASNUMBERS | LOCALE_USE_CP_ACP)

int WINAPI CompareStringW(LCID locale, DWORD flags, LPCWCH a, int a_length, LPCWCH b, int b_length)
{
    if (!locale_known(locale) || !a || !b)
        return fail(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)COMPARES_BY)
        return fail(ERROR_INVALID_FLAGS);
    int order = strings_compare(a, a_length < 0 ? (int)wcslen(a) : a_length, b,
                                b_length < 0 ? (int)wcslen(b) : b_length,
                                flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE));
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

int WINAPI CompareStringA(LCID locale, DWORD flags, LPCCH a, int a_length, LPCCH b, int b_length)
{
    if (!a || !b)
        return fail(ERROR_INVALID_PARAMETER);
    ULONG a_count = a_length < 0 ? strlen(a) : (ULONG)a_length,
          b_count = b_length < 0 ? strlen(b) : (ULONG)b_length;
    WCHAR *wide = allocate((a_count + b_count + 1) * sizeof *wide);
    if (!wide)
        return 0;
    RtlMultiByteToUnicodeN(wide, a_count * sizeof *wide, NULL, a, a_count);
    RtlMultiByteToUnicodeN(wide + a_count, b_count * sizeof *wide, NULL, b, b_count);
    int answer = CompareStringW(locale, flags, wide, (int)a_count, wide + a_count, (int)b_count);
    release(wide);
    return answer;
}
