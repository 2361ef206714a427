// sources: images/ntdll/text.c
#include "images/ntdll/text.h"

#include <stdlib.h>
#include <string.h>
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define LONGEST 21u

static uint32_t state = 7;

/* Text in a block of exactly the bytes that can be read, so that one byte more is found out. */
static struct text text_make(const char *bytes, uint32_t room)
{
    char *block = malloc(room ? room : 1);
    memcpy(block, bytes, room);
    return (struct text){block, room};
}

static void text_free(struct text text)
{
    free((char *)text.start);
}

/* Byte by byte, as strcmp would; false where one cannot be read. */
static bool plain_compare(const struct text *a, const struct text *b, int *order)
{
    for (uint32_t i = 0; i < a->room && i < b->room; i++) {
        unsigned char one = (unsigned char)a->start[i], other = (unsigned char)b->start[i];
        *order = (one > other) - (one < other);
        if (one != other || one == 0)
            return true;
    }
    return false;
}

static bool compares_alike(const struct text *a, const struct text *b)
{
    int found = 0, right = 0;
    bool known = text_compare(a, b, &found), should = plain_compare(a, b, &right);
    return known == should && (!known || (found > 0) - (found < 0) == right);
}

static void texts_sort_as_strcmp_has_them(void)
{
    static const char *const sorted[] = {"", "a", "ab", "abc", "abcd", "abcde", "abd", "b", "\x80", "\xff"};
    for (size_t i = 0; i < sizeof sorted / sizeof sorted[0]; i++)
        for (size_t j = 0; j < sizeof sorted / sizeof sorted[0]; j++) {
            struct text a = {sorted[i], (uint32_t)strlen(sorted[i]) + 1};
            struct text b = {sorted[j], (uint32_t)strlen(sorted[j]) + 1};
            int order;
            CHECK(text_compare(&a, &b, &order));
            CHECK((order > 0) - (order < 0) == (i > j) - (i < j));
        }
}

static void text_without_an_end_is_told_only_where_it_matters(void)
{
    struct text open = text_make("NtCl", 4), whole = text_make("NtClose", 8), other = text_make("NtOpen", 7);
    int order;
    CHECK(!text_compare(&open, &whole, &order) && !text_compare(&whole, &open, &order));
    CHECK(text_compare(&open, &other, &order) && order < 0);
    CHECK(text_whole(open).start == NULL && text_whole((struct text){open.start, 0}).start == NULL);
    CHECK(text_whole(whole).start == whole.start && text_whole(whole).room == 8);
    text_free(open);
    text_free(whole);
    text_free(other);
}

/* Two texts that begin alike; each has its end, or is cut off before it, or more lies behind it. */
static void random_texts_are_as_plain_ones(void)
{
    for (int round = 0; round < 100000; round++) {
        char one[LONGEST], other[LONGEST];
        for (uint32_t i = 0; i < LONGEST; i++)
            one[i] = other[i] = (char)("\0ab\x80\x81"[host_random(&state) % 5] + (host_random(&state) % 2));
        other[host_random(&state) % LONGEST] ^= (char)(host_random(&state) % 3);
        struct text a = text_make(one, host_random(&state) % LONGEST);
        struct text b = text_make(other, host_random(&state) % LONGEST);
        const char *end = memchr(a.start, 0, a.room);
        struct text whole = text_whole(a);
        CHECK(compares_alike(&a, &b) && compares_alike(&b, &a) && compares_alike(&a, &a));
        CHECK(end ? whole.start == a.start && whole.room == (uint32_t)(end - a.start) + 1 : !whole.start);
        text_free(a);
        text_free(b);
    }
}

int main(void)
{
    RUN(texts_sort_as_strcmp_has_them);
    RUN(text_without_an_end_is_told_only_where_it_matters);
    RUN(random_texts_are_as_plain_ones);
    return unit_end();
}
