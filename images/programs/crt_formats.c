/* The corners of printf's and scanf's languages, as msvcrt has them: built so that MSVCRT.DLL does the
 * formatting. */
#define __USE_MINGW_ANSI_STDIO 0
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void specials(void)
{
    volatile double zero = 0;
    double infinite = 1 / zero, none = zero / zero;
    double values[] = {infinite, -infinite, none, -none};
    for (int i = 0; i < 4; i++) {
        printf("[%f] [%e] [%g] [%.2f] [%.0f] [%10.3f] [%+f]\n", values[i], values[i], values[i], values[i],
               values[i], values[i], values[i]);
        printf("[%G] [%E] [%.1g] [%.10e] [%012f]\n", values[i], values[i], values[i], values[i], values[i]);
    }
}

static void roundings(void)
{
    static const double ties[] = {0.5, 1.5,  2.5,  0.125,      0.375,    1.005,
                                  9.5, 99.5, 0.05, 1e15 + 0.5, 999999.5, 9999995.0};
    for (unsigned i = 0; i < sizeof ties / sizeof *ties; i++)
        printf("[%.0f] [%.1f] [%.2f] [%.0e] [%.3g] [%g]\n", ties[i], ties[i], ties[i], ties[i], ties[i],
               ties[i]);
    printf("[%.0f] [%.30f] [%.50e]\n", DBL_MAX, DBL_MIN, DBL_MIN);
    printf("[%.300f]\n", 1.0 / 3);
    printf("[%g] [%g] [%g] [%g] [%g]\n", 1e-4, 1e-5, 123456.0, 1234567.0, 100000.0);
    printf("[%#g] [%#.0f] [%#.0e] [%.0g] [%#.3g]\n", 1.0, 1.0, 1.0, 15.0, 1e10);
    printf("[%f] [%g] [%e] [%+g] [% g] [%05g]\n", -0.0, -0.0, -0.0, 0.0, 0.0, -0.0);
    printf("[%.3Lf] [%lf] [%Lg]\n", 1.25, 1.25, 1.25);
}

static void hexadecimal(void)
{
    static const double values[] = {1.0, 0.5, 3.14159, 0.0, -2.0, 1e-310, 255.0};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
        printf("[%a] [%A] [%.3a] [%20.2a] [%020.2a] [%+.0a]\n", values[i], values[i], values[i], values[i],
               values[i], values[i]);
}

static void oddities(void)
{
    int count = 0;
    printf("[%y] [%-5d|] [%05s] [%05c]\n", 1, "ab", 'c');
    printf("[%+5d] [%-+5d] [%+05d] [% 05d] [%-05d] [%+s]\n", 42, 42, 42, 42, 42, "s");
    printf("[%.10d] [%10.5d] [%-10.5d]\n", -42, -42, -42);
    printf("[%#X] [%#o] [%#.5x] [%#8x] [%-#8x]\n", 255, 8, 255, 255, 255);
    printf("[%p] [%10p] [%-10p|] [%P]\n", (void *)1, (void *)2, (void *)3, 4);
    printf("[%hhd] [%hhu] [%hu]\n", 300, 300, 70000);
    printf("[%Id] [%I32u] [%I64u] [%I64o]\n", 5, 6u, 7ULL, 8ULL);
    printf("[%ws] [%hS] [%lS] [%.3ls]\n", L"wide", "narrow", L"wide", L"wide");
    printf("[%ls]\n", (wchar_t *)NULL);
    printf("[%.3s] [%.0s] [%10.0s] [%.*s]\n", "abcdef", "abc", "abc", -1, "all");
    printf("[%*d] [%.*d] [%-*d|]\n", -6, 1, -1, 2, 5, 3);
    printf("%d\n", printf("five\n"));
    printf("[%Fd] [%Nd] [%lc] [%c%c]\n", 1, 2, 'x', 'a', 'b');
    printf("100%");
    printf("\n[%D] [%U] [%r]\n", count);
}

static int counted(char *buffer, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int result = _vsnprintf(buffer, size, format, args);
    va_end(args);
    return result;
}

static void buffers(void)
{
    char buffer[16];
    wchar_t wide[16];
    for (int size = 0; size <= 8; size += 2) {
        memset(buffer, '.', sizeof buffer);
        int result = _snprintf(buffer, size, "%s", "123456");
        printf("%d %d [%.16s]\n", size, result, buffer);
    }
    memset(buffer, '.', sizeof buffer);
    printf("%d [%.10s]\n", counted(buffer, 6, "%d", 123456), buffer);
    printf("%d\n", sprintf(buffer, "%5.1f|", 3.14159));
    printf("%d [%ls]\n", _snwprintf(wide, 16, L"%s %S %d", L"w", "n", 5), wide);
    printf("%d\n", _snwprintf(wide, 3, L"%s", L"toolong"));
    printf("%d %d\n", _scprintf("%s", "abc"), _scwprintf(L"%s", L"abcd"));
    wprintf(L"[%s] [%S] [%hs] [%ls] [%c] [%C] [%d]\n", L"w", "n", "n", L"w", L'w', 'n', 1);
}

static void scans(void)
{
    int a = 0, b = 0;
    unsigned u = 0;
    short h = 0;
    long long big = 0;
    float f = 0;
    double d = 0;
    char word[32] = "", set[32] = "", c = 0;
    wchar_t wide[32] = L"";
    printf("%d ", sscanf("12 -7 0x1f word", "%d %d %x %s", &a, &b, &u, word));
    printf("%d %d %u %s\n", a, b, u, word);
    printf("%d ", sscanf("99999999999 70000 3.5 2.25e3", "%I64d %hd %f %lf", &big, &h, &f, &d));
    printf("%I64d %d %g %g\n", big, h, f, d);
    printf("%d ", sscanf("abc123]x", "%[a-c]%[^]]%c", set, word, &c));
    printf("%s %s %c\n", set, word, c);
    printf("%d ", sscanf("  key=value", " %[^=]=%S", set, wide));
    printf("%s %ls\n", set, wide);
    printf("%d %d %d\n", sscanf("", "%d", &a), sscanf("x", "%d", &a), sscanf("5", "%d%d", &a, &b));
    printf("%d ", sscanf("0x10 010 10", "%i %i %i", &a, &b, (int *)&u));
    printf("%d %d %u\n", a, b, u);
    printf("%d ", sscanf("12345", "%2d%n%*d%d", &a, &b, (int *)&u));
    printf("%d %d\n", a, b);
    printf("%d ", swscanf(L"7 wide narrow", L"%d %s %hs", &a, wide, word));
    printf("%d %ls %s\n", a, wide, word);
    printf("%d ", sscanf("1.5 2", "%Lf %lld", &d, &big));
    printf("%g %I64d\n", d, big);
    printf("%d ", sscanf("a b", "%c%c%c", &c, word, set));
    printf("%c\n", set[0]);
}

/* Sets of wide characters: ranges both ways, one over ], what is left out, and beyond Latin letters. */
static void wide_sets(void)
{
    wchar_t first[32] = L"", second[32] = L"";
    char narrow[32] = "";
    printf("%d ", swscanf(L"hello42", L"%[a-z]%[0-9]", first, second));
    printf("%ls %ls, ", first, second);
    printf("%d ", swscanf(L"dab]_x!", L"%[d-a]%[Z-a]%hs", first, second, narrow));
    printf("%ls %ls %s, ", first, second, narrow);
    printf("%d ", swscanf(L"]-a;b", L"%[]-]%[^;-z]", first, second));
    printf("%ls %ls, ", first, second);
    printf("%d ", swscanf(L"\x03b1\x03c9\x00e9", L"%[\x03b1-\x03c9]%[^a-z]", first, second));
    printf("%x %x %x\n", first[0], first[1], second[0]);
}

static void file_scans(void)
{
    char word[32];
    int number;
    FILE *file = fopen("crt_formats.tmp", "w+");
    fprintf(file, "one 1\ntwo 2\n3x\n");
    rewind(file);
    while (fscanf(file, "%s %d", word, &number) == 2)
        printf("%s=%d ", word, number);
    printf("then '%s' %d\n", word, feof(file) != 0);
    rewind(file);
    printf("%d ", fscanf(file, "%*s %dx", &number));
    printf("%d next %d\n", number, fgetc(file));
    fclose(file);
    remove("crt_formats.tmp");
}

int main(void)
{
    specials();
    roundings();
    hexadecimal();
    oddities();
    buffers();
    scans();
    wide_sets();
    file_scans();
    return 0;
}
