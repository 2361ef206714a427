/* The only locale is "C". */
#include "error.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>

enum { CATEGORIES = 6 };

char *ms_setlocale(int category, const char *name)
{
    if (category < 0 || category >= CATEGORIES)
        return NULL;
    if (name && *name && strcmp(name, "C") != 0)
        return NULL;
    return "C";
}

wchar_t *_wsetlocale(int category, const wchar_t *name)
{
    if (category < 0 || category >= CATEGORIES)
        return NULL;
    if (name && *name && wcscmp(name, L"C") != 0)
        return NULL;
    return L"C";
}

/* struct lconv as msvcrt has it. */
struct ms_lconv {
    const char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol,
        *mon_decimal_point, *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes, n_sep_by_space,
        p_sign_posn, n_sign_posn;
    const wchar_t *wide_decimal_point, *wide_thousands_sep, *wide_int_curr_symbol, *wide_currency_symbol,
        *wide_mon_decimal_point, *wide_mon_thousands_sep, *wide_positive_sign, *wide_negative_sign;
};

struct ms_lconv *ms_localeconv(void)
{
    static struct ms_lconv c = {
        ".",  "",       "",       "",       "",       "",       "",       "",       "",
        "",   CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
        L".", L"",      L"",      L"",      L"",      L"",      L"",      L"",
    };
    return &c;
}

int __lconv_init(void)
{
    return 0;
}

int _getmbcp(void)
{
    return 0;
}

int _setmbcp(int codepage)
{
    (void)codepage;
    return 0;
}

/* 0: all threads share the one locale there is. */
int _configthreadlocale(int wanted)
{
    enum { DISABLED = 2 };
    (void)wanted;
    return DISABLED;
}
