// sources: sched/driver/calls_text.c storage/unicode.c
// flags: -Wno-attributes
/* Counted strings of drivers: what fits, what does not, and the way from bytes to units and back. */
#include <string.h>
#include "firmware/status.h"
#include "sched/driver/textcalls.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"
#include "mmu/pool.h"

void *NTAPI ex_allocate_pool_with_tag(uint32_t type, uint32_t bytes, uint32_t tag);
void NTAPI ex_free_pool(void *block);

void *NTAPI ex_allocate_pool_with_tag(uint32_t type, uint32_t bytes, uint32_t tag)
{
    (void)type;
    return pool_alloc_raw(bytes, tag);
}

void NTAPI ex_free_pool(void *block)
{
    pool_free(block);
}

static uint16_t room[8];

static struct nt_counted_string string_of(uint16_t units)
{
    memset(room, 0xcc, sizeof room);
    return (struct nt_counted_string){0, (uint16_t)(units * 2), room};
}

static void a_text_is_counted(void)
{
    struct nt_counted_string string;
    struct nt_counted_bytes bytes;
    rtl_init_unicode_string(&string, u"abc");
    CHECK(string.length == 6 && string.maximum == 8);
    rtl_init_unicode_string(&string, NULL);
    CHECK(string.length == 0 && string.maximum == 0);
    rtl_init_ansi_string(&bytes, "abc");
    CHECK(bytes.length == 3 && bytes.maximum == 4);
}

static void what_does_not_fit_changes_nothing(void)
{
    struct nt_counted_string to = string_of(4);
    CHECK(rtl_append_unicode_to_string(&to, u"ab") == STATUS_SUCCESS && to.length == 4 && room[2] == 0);
    CHECK(rtl_append_unicode_to_string(&to, u"abc") == STATUS_BUFFER_TOO_SMALL && to.length == 4);
    CHECK(rtl_append_unicode_to_string(&to, u"cd") == STATUS_SUCCESS && to.length == 8);
    CHECK(memcmp(room, u"abcd", 8) == 0 && room[4] == 0xcccc);
}

static void a_copy_is_cut(void)
{
    struct nt_counted_string to = string_of(3), from;
    rtl_init_unicode_string(&from, u"hello");
    rtl_copy_unicode_string(&to, &from);
    CHECK(to.length == 6 && memcmp(room, u"hel", 6) == 0 && room[3] == 0xcccc);
    rtl_copy_unicode_string(&to, NULL);
    CHECK(to.length == 0);
}

static int32_t compared(const uint16_t *a, const uint16_t *b, uint8_t any_case)
{
    struct nt_counted_string left, right;
    rtl_init_unicode_string(&left, a);
    rtl_init_unicode_string(&right, b);
    CHECK(rtl_equal_unicode_string(&left, &right, any_case) ==
          (rtl_compare_unicode_string(&left, &right, any_case) == 0));
    return rtl_compare_unicode_string(&left, &right, any_case);
}

static void texts_compare(void)
{
    CHECK(compared(u"abc", u"abc", 0) == 0 && compared(u"abc", u"ABC", 1) == 0);
    CHECK(compared(u"abc", u"ABC", 0) > 0 && compared(u"ab", u"abc", 0) < 0 && compared(u"", u"", 1) == 0);
    CHECK(rtl_compare_memory("abcd", "abxd", 4) == 2 && rtl_compare_memory("ab", "ab", 2) == 2);
}

static void bytes_become_units_and_come_back(void)
{
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z";
    struct nt_counted_bytes bytes, back = {0};
    struct nt_counted_string units = {0};
    rtl_init_ansi_string(&bytes, text);
    CHECK(rtl_ansi_string_to_unicode_string(&units, &bytes, 1) == STATUS_SUCCESS);
    CHECK(units.length == 12 && memcmp(units.buffer, u"a\u00e4\u20ac\U0001f600z", 14) == 0);
    CHECK(rtl_unicode_string_to_ansi_string(&back, &units, 1) == STATUS_SUCCESS);
    CHECK(back.length == sizeof text - 1 && strcmp(back.buffer, text) == 0);
    rtl_free_unicode_string(&units);
    rtl_free_ansi_string(&back);
    CHECK(!units.buffer && !back.buffer && host_pool_out == 0);
}

static void there_must_be_room_for_the_end(void)
{
    struct nt_counted_string to = string_of(3);
    struct nt_counted_bytes from;
    rtl_init_ansi_string(&from, "abc");
    CHECK(rtl_ansi_string_to_unicode_string(&to, &from, 0) == STATUS_BUFFER_OVERFLOW);
    from.length = 2;
    CHECK(rtl_ansi_string_to_unicode_string(&to, &from, 0) == STATUS_SUCCESS && to.length == 4 &&
          room[2] == 0);
    from.length = 1;
    from.buffer = "\xff";
    CHECK(rtl_ansi_string_to_unicode_string(&to, &from, 0) == STATUS_SUCCESS && room[0] == 0xfffd);
    host_pool_fail_after = 0;
    CHECK(rtl_ansi_string_to_unicode_string(&to, &from, 1) == STATUS_NO_MEMORY);
}

int main(void)
{
    RUN(a_text_is_counted);
    RUN(what_does_not_fit_changes_nothing);
    RUN(a_copy_is_cut);
    RUN(texts_compare);
    RUN(bytes_become_units_and_come_back);
    RUN(there_must_be_room_for_the_end);
    return unit_end();
}
