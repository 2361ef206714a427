/* The hello-sized things that any program does: arguments, formats, memory, sorting, a file, an exit code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void formats(void)
{
    static const char *const text = "text";
    printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%5.3d]\n", 42, 42, 42, 42, 42, 42, 42, 42);
    printf("[%u] [%o] [%#o] [%x] [%X] [%#x] [%#X] [%#010x]\n", 42u, 42u, 42u, 42u, 42u, 42u, 42u, 42u);
    printf("[%hd] [%ld] [%I64d] [%I32d] [%I64x] [%Iu]\n", 70000, 42L, 1234567890123LL, 42,
           0xfedcba9876543210ULL, 7u);
    printf("[%lld] [%llu]\n", -1234567890123LL, 18446744073709551615ULL);
    printf("[%s] [%10s] [%-10s] [%.2s] [%10.2s] [%s]\n", text, text, text, text, text, (char *)NULL);
    printf("[%c] [%3c] [%-3c] [%%] [%p]\n", 'c', 'c', 'c', (void *)0xabc123);
    printf("[%ls] [%S] [%hs] [%lc] [%C] [%hc]\n", L"wide", L"WIDE", text, L'w', L'W', 'n');
    printf("[%*d] [%-*d] [%.*s]\n", 6, 42, 6, 42, 2, text);
    printf("[%.0d] [%.0x] [%#.0o] [%#x]\n", 0, 0, 0, 0);
}

static void floats(void)
{
    static const double values[] = {
        0.0, 1.0, -1.5, 3.14159265358979, 1e10, 1e-10, 123456789.125, 1e100, 5e-324, 0.1, 2.5, 0.5};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
        printf("[%f] [%e] [%g] [%.3f] [%10.2e] [%-12g] [%+.0f] [%#g]\n", values[i], values[i], values[i],
               values[i], values[i], values[i], values[i], values[i]);
    printf("[%E] [%G] [%G]\n", 12345.678, 1e-20, 1e20);
    printf("[%.20f] [%.15g] [%.17g]\n", 0.1, 0.1, 0.1);
    printf("[%08.2f] [%-8.2f] [%+8.2f] [% 8.2f]\n", -3.14159, -3.14159, 3.14159, 3.14159);
}

static void memory(void)
{
    int numbers[] = {5, 3, 9, -1, 7, 0};
    int wanted = 7;
    qsort(numbers, 6, sizeof *numbers, by_value);
    for (int i = 0; i < 6; i++)
        printf("%d ", numbers[i]);
    int *found = bsearch(&wanted, numbers, 6, sizeof *numbers, by_value);
    printf("found at %d\n", (int)(found - numbers));

    char *block = malloc(10);
    strcpy(block, "abcdefghi");
    block = realloc(block, 10000);
    char *zeros = calloc(100, 10);
    int sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += zeros[i];
    printf("%s %d %d\n", block, sum, (int)_msize(zeros));
    free(block);
    free(zeros);
}

static void numbers(void)
{
    char *end;
    printf("%ld ", strtol("  -123abc", &end, 10));
    printf("rest '%s' ", end);
    printf("%ld %ld %lu ", strtol("0x7f", NULL, 0), strtol("777", NULL, 8), strtoul("4294967295", NULL, 10));
    errno = 0;
    printf("%ld %d\n", strtol("99999999999", NULL, 10), errno);
    printf("%g %g ", strtod("3.25e2xyz", &end), atof("-0.001"));
    printf("rest '%s' %d %I64d\n", end, atoi("12x"), _atoi64("-123456789012345"));
}

static void file(void)
{
    char buffer[64];
    FILE *out = fopen("crt_basics.tmp", "w");
    fprintf(out, "line %d\nline %s\n", 1, "two");
    fclose(out);

    FILE *in = fopen("crt_basics.tmp", "rb");
    fseek(in, 0, SEEK_END);
    printf("%ld bytes in the file\n", ftell(in));
    rewind(in);
    size_t got = fread(buffer, 1, sizeof buffer, in);
    for (size_t i = 0; i < got; i++)
        printf("%02x ", buffer[i]);
    printf("eof %d\n", feof(in) != 0);
    fclose(in);

    in = fopen("crt_basics.tmp", "r");
    while (fgets(buffer, sizeof buffer, in))
        printf("%ld: %s", ftell(in), buffer);
    fclose(in);
    printf("%d\n", remove("crt_basics.tmp"));
    in = fopen("crt_basics.tmp", "r");
    printf("%d %d %s\n", in == NULL, errno, strerror(errno));
}

int main(int argc, char **argv)
{
    printf("%d arguments\n", argc - 1);
    for (int i = 1; i < argc; i++)
        printf("<%s>\n", argv[i]);
    formats();
    floats();
    memory();
    numbers();
    file();
    fprintf(stderr, "the last line\n");
    return 42;
}
