// sources: sched/driver/format.c storage/unicode.c
/*
 * DbgPrint's formats beside the C library's, and what only NT has.
 */
#include <stdarg.h>
#include <string.h>
#include "sched/driver/format.h"
#include "sched/driver/ntstring.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static char ours[64], theirs[64];

static uint32_t make(uint32_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    uint32_t count = format_text(ours, room, format, arguments);
    va_end(arguments);
    return count;
}

static bool is(const char *text, uint32_t count)
{
    return !strcmp(ours, text) && strlen(text) == count;
}

#define SAME(...)                                                                                            \
    CHECK((snprintf(theirs, sizeof theirs, __VA_ARGS__), is(theirs, make(sizeof ours, __VA_ARGS__))))

static void numbers(void)
{
    SAME("%d %i %u %x %X", -1, 2147483647, 4294967295u, 0xbeefu, 0xbeefu);
    SAME("%5d|%-5d|%05d", 42, 42, -42);
    SAME("%08x|%3x|%lu|%ld", 0x12u, 0x12345u, 7ul, -7l);
    SAME("%lld %llu %llx", -9223372036854775807ll - 1, 18446744073709551615ull, 0x123456789abcull);
    SAME("%d", -2147483647 - 1);
    CHECK(is("-5 18446744073709551615", make(sizeof ours, "%I64d %I64u", -5ll, ~0ull)));
    CHECK(is("0000beef", make(sizeof ours, "%p", 0xbeefu)));
}

static void texts(void)
{
    SAME("%s|%8s|%-8s|%c|%%", "abc", "abc", "abc", 'x');
    CHECK(is("(null) (null)", make(sizeof ours, "%s %ws", (char *)NULL, (uint16_t *)NULL)));
}

static void wide(void)
{
    static uint16_t units[] = {'a', 0xe4, 0x20ac, 0};
    struct nt_counted_string string = {4, 4, units}, none = {0, 0, NULL};
    CHECK(is("a\xc3\xa4\xe2\x82\xac", make(sizeof ours, "%ws", units)));
    CHECK(is("a\xc3\xa4\xe2\x82\xac", make(sizeof ours, "%S", units)));
    CHECK(is("a\xc3\xa4||", make(sizeof ours, "%wZ|%wZ|%wZ", &string, &none, (void *)NULL)));
}

/* What is no directive is copied, and the end of the format ends it. */
static void odd(void)
{
    CHECK(is("%q %", make(sizeof ours, "%q %")));
    CHECK(is("", make(sizeof ours, "")));
    CHECK(make(sizeof ours, "%99999999999d", 1) == sizeof ours - 1);
}

static void cut(void)
{
    CHECK(is("abc", make(4, "abcdef")) && is("12", make(3, "%d", 1234)) && is("", make(1, "%s", "x")));
}

int main(void)
{
    RUN(numbers);
    RUN(texts);
    RUN(wide);
    RUN(odd);
    RUN(cut);
    return unit_end();
}
