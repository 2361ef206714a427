/* Strings, kinds of characters, numbers to text and back, wide text, sorting. */
#define __USE_MINGW_ANSI_STDIO 0
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static void kinds(void)
{
    for (int c = -1; c < 256; c++)
        printf("%d:%x%x%x%x%x%x%x%x%x%x%x,%x,%d,%d%c", c, !!isalnum(c), !!isalpha(c), !!iscntrl(c),
               !!isdigit(c), !!isgraph(c), !!islower(c), !!isprint(c), !!ispunct(c), !!isspace(c),
               !!isupper(c), !!isxdigit(c), c < 0 ? 0 : _pctype[c], tolower(c), toupper(c),
               c % 8 == 7 ? '\n' : ' ');
    printf("\n");
    for (int c = 0; c < 256; c++)
        printf("%x%c", iswctype(c, 0xffff), c % 16 == 15 ? '\n' : ' ');
    printf("%d %d %d\n", towupper(L'a'), towlower(L'Z'), towupper(0xe9));
    printf("%x %x %x %x\n", iswctype(0x391, 0xffff), iswctype(0x3b1, 0xffff), iswctype(0x4e00, 0xffff),
           iswctype(0x2014, 0xffff));
}

static void strings(void)
{
    char buffer[64] = "The Quick Brown Fox";
    printf("%s ", _strupr(buffer));
    printf("%s ", _strlwr(buffer));
    printf("%s\n", _strrev(buffer));
    printf("%d %d %d\n", _stricmp("abc", "ABC"), _stricmp("abc", "ABD") < 0, _strnicmp("abcX", "ABCY", 3));
    printf("%d %d %d %d\n", strcmp("a", "b") < 0, strncmp("ab", "ac", 1), memcmp("\x80", "\x01", 1) > 0,
           strcoll("a", "B") > 0);
    char text[] = "one,two;;three";
    for (char *word = strtok(text, ",;"); word; word = strtok(NULL, ",;"))
        printf("<%s>", word);
    wchar_t wide[] = L"a b";
    for (wchar_t *word = wcstok(wide, L" "); word; word = wcstok(NULL, L" "))
        printf("<%ls>\n", word);
    printf("%s %s %s\n", strstr("haystack", "st"), strrchr("a/b/c", '/'), strpbrk("hello", "xyzl"));
    printf("%u %u\n", (unsigned)strspn("aabbc", "ab"), (unsigned)strcspn("hello", "l"));
    char *copy = _strdup("copied");
    printf("%s %s\n", copy, _strset(buffer, '*'));
    free(copy);
    strncpy(buffer, "abc", 6);
    printf("%s %s\n", buffer, strncat(buffer, "defghi", 3));
    printf("%s|%s|%s\n", strerror(ENOENT), strerror(EACCES), strerror(EINVAL));
    memset(buffer, 0, sizeof buffer);
    memccpy(buffer, "copy until x here", 'x', 30);
    printf("%s %d\n", buffer, strxfrm(buffer, "abc", 10));
    _swab("abcdef", buffer, 6);
    printf("%s\n", buffer);
}

static void numbers(void)
{
    char buffer[80], *end;
    wchar_t wide[80];
    printf("%s ", _itoa(-255, buffer, 16));
    printf("%s ", _itoa(-255, buffer, 10));
    printf("%s ", _ultoa(4000000000u, buffer, 36));
    printf("%s ", _i64toa(-5, buffer, 2));
    printf("%s ", _ui64toa(~0ULL, buffer, 8));
    printf("%ls %ls\n", _itow(-12, wide, 10), _ultow(255, wide, 16));
    printf("%I64d %I64u %I64x\n", _strtoi64("-9223372036854775809", &end, 10),
           _strtoui64("18446744073709551615", &end, 10), _strtoui64("0xfFfF", &end, 16));
    printf("%d %d %I64d\n", _wtoi(L"77x"), atoi("  +5"), _wtoi64(L"-3"));
    printf("%ld %ls ", wcstol(L"12rest", &(wchar_t *){NULL}, 10), L"");
    printf("%g %g %g %g\n", strtod(".5e1", &end), strtod("1e400", &end), strtod("-1e-400", &end),
           strtod("1e", &end));
    printf("%s\n", end);
    int point, sign;
    printf("%s ", _ecvt(3.14159, 4, &point, &sign));
    printf("%d %d ", point, sign);
    printf("%s ", _fcvt(-31.4159, 2, &point, &sign));
    printf("%d %d ", point, sign);
    printf("%s ", _gcvt(1.5, 5, buffer));
    printf("%s\n", _gcvt(0.125, 3, buffer));
    printf("%d %ld %d\n", abs(-5), labs(-6L), div(-7, 2).rem);
    printf("%lx %lx %x\n", _lrotl(0x80000001, 4), _lrotr(1, 4), _rotl(0x12345678, 8));
    errno = 0;
    strtol("99999999999", NULL, 10);
    printf("%d\n", errno);
}

static void wide(void)
{
    wchar_t buffer[64];
    char narrow[64];
    printf("%d %d\n", (int)sizeof(wchar_t), (int)MB_CUR_MAX);
    printf("%d %ls ", (int)mbstowcs(buffer, "wide text", 64), buffer);
    printf("%d %s ", (int)wcstombs(narrow, L"narrow", 64), narrow);
    printf("%d ", (int)wcstombs(narrow, L"\x20ac", 64));
    printf("%d\n", errno);
    printf("%d %d %d\n", mblen("a", 1), mbtowc(buffer, "z", 1), wctomb(narrow, L'q'));
    printf("%d %d\n", mbtowc(buffer, "\xe9", 1), buffer[0]);
    wcscpy(buffer, L"Hello");
    printf("%ls %d %d\n", _wcsupr(buffer), _wcsicmp(buffer, L"hello"), (int)wcslen(buffer));
    printf("%ls %ls\n", wcsstr(L"haystack", L"st"), wcschr(L"abc", L'b'));
    printf("%g %ld\n", wcstod(L"2.5", NULL), wcstol(L"-0x10", NULL, 16));
    wchar_t *copy = _wcsdup(L"dup");
    printf("%ls\n", wcscat(copy, L""));
    free(copy);
}

static int backwards(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static void sorting(void)
{
    const char *words[] = {"pear", "apple", "fig", "date", "banana", "cherry"};
    qsort(words, 6, sizeof *words, backwards);
    for (int i = 0; i < 6; i++)
        printf("%s ", words[i]);
    srand(12345);
    for (int i = 0; i < 6; i++)
        printf("%d ", rand());
    printf("\n");
}

int main(void)
{
    kinds();
    strings();
    numbers();
    wide();
    sorting();
    printf("%s %s %s\n", setlocale(LC_ALL, NULL), setlocale(LC_ALL, "C"), setlocale(LC_ALL, "nowhere"));
    printf("%s %d\n", localeconv()->decimal_point, localeconv()->frac_digits);
    return 0;
}
