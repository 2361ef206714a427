/* What a small C program uses every day: formatted output, the heap, sorting, numbers from text, a file, the
 * time, an exit code. It prints the same on every machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NAME  "C:\\TEMP\\everyday.txt"
#define WORDS 6

static void formats(void)
{
    printf("[%d] [%5d] [%-5d] [%05d] [%+d] [%u]\n", -42, 42, 42, 42, 42, 4000000000u);
    printf("[%x] [%X] [%#x] [%o] [%c] [%%]\n", 0xbeef, 0xbeef, 0xbeef, 8, 'A');
    printf("[%s] [%8s] [%-8s] [%.2s]\n", "text", "text", "text", "text");
    printf("[%f] [%.2f] [%8.3f] [%e] [%g]\n", 3.14159265, 2.5, -1.0 / 3.0, 12345.678, 0.0001);
    printf("[%lld] [%lld] [%llu]\n", 1LL << 40, -9223372036854775807LL, 18446744073709551615ULL);
    printf("[%p] [%p]\n", (void *)0x1234, (void *)0xdeadbeef);
}

static int by_length_then_text(const void *a, const void *b)
{
    const char *left = *(char *const *)a, *right = *(char *const *)b;
    size_t shorter = strlen(left), longer = strlen(right);
    return shorter != longer ? (shorter < longer ? -1 : 1) : strcmp(left, right);
}

/* Words in memory of their own, sorted by pointer. */
static void heap_and_sort(void)
{
    static const char *const source[WORDS] = {"page", "frame", "slot", "fault", "commit", "view"};
    char *words[WORDS];
    for (int i = 0; i < WORDS; i++) {
        words[i] = malloc(strlen(source[i]) + 1);
        strcpy(words[i], source[i]);
    }
    qsort(words, WORDS, sizeof words[0], by_length_then_text);
    for (int i = 0; i < WORDS; i++) {
        printf("%s%s", words[i], i < WORDS - 1 ? " " : "\n");
        free(words[i]);
    }
    char *block = calloc(1000, 1);
    block = realloc(block, 100000);
    printf("calloc %d", block[999]);
    memset(block, 'x', 100000);
    printf(", realloc %c\n", block[99999]);
    free(block);
}

static void numbers(void)
{
    static const char *const texts[] = {"123", "-17 and more", "0x7fff", "0777", "99999999999", "none"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *end;
        long value = strtol(texts[i], &end, 0);
        printf("strtol \"%s\": %ld, rest \"%s\"\n", texts[i], value, end);
    }
    printf("%ld %d %.3f\n", strtol("zz", NULL, 36), atoi("  77"), strtod("-2.5e3", NULL));
}

static void file(void)
{
    char record[16] = "", line[32];
    FILE *out = fopen(NAME, "wb");
    if (!out) {
        printf("cannot write %s\n", NAME);
        exit(1);
    }
    for (int i = 0; i < 1000; i++) {
        sprintf(record, "record %04d", i);
        fwrite(record, sizeof record, 1, out);
    }
    printf("wrote %ld bytes\n", ftell(out));
    fclose(out);
    FILE *in = fopen(NAME, "rb");
    fseek(in, 777 * sizeof record, SEEK_SET);
    size_t count = fread(record, sizeof record, 1, in);
    printf("read %d: %s\n", (int)count, record);
    fseek(in, -(long)sizeof record, SEEK_END);
    count = fread(record, 1, sizeof record, in);
    printf("the last: %s (%d)\n", record, (int)count);
    count = fread(line, 1, sizeof line, in);
    printf("behind it: %d, end %d\n", (int)count, feof(in) != 0);
    fclose(in);
    int removed = remove(NAME);
    printf("removed %d, gone %d\n", removed, fopen(NAME, "rb") == NULL);
}

/* Its value is another one each time; that it makes sense is not. */
static void clock_and_calendar(void)
{
    time_t now = time(NULL), some_day = 86400 * 365;
    struct tm *today = gmtime(&now);
    printf("after 2020 %d, ", today->tm_year > 120 && today->tm_year < 200);
    printf("seconds pass %d, ", time(NULL) - now <= 5 && clock() >= 0);
    printf("some day %s", asctime(gmtime(&some_day)));
}

int main(void)
{
    formats();
    heap_and_sort();
    numbers();
    file();
    clock_and_calendar();
    return 42;
}
