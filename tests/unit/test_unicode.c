// sources: storage/unicode.c
#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wctype.h>
#include "storage/unicode.h"
#include "tests/unit/unit.h"

static bool equal(const char *a, const char *b)
{
    return unicode_equal(a, (uint32_t)strlen(a), b, (uint32_t)strlen(b));
}

/* Pairs that came with Unicode 5.2 and later: unknown to NT 6.1. */
static bool is_late(uint32_t unit)
{
    static const struct {
        uint32_t first, last;
    } late[] = {
        {0x019b, 0x019b}, {0x023f, 0x0240}, {0x0252, 0x0252}, {0x025c, 0x025c}, {0x0261, 0x0261},
        {0x0264, 0x0266}, {0x026a, 0x026a}, {0x026c, 0x026c}, {0x0282, 0x0282}, {0x0287, 0x0287},
        {0x029d, 0x029e}, {0x0525, 0x052f}, {0x10d0, 0x10ff}, {0x13a0, 0x13fd}, {0x1c80, 0x1c8f},
        {0x1d8e, 0x1d8e}, {0x2c5f, 0x2c5f}, {0x2cec, 0x2cf3}, {0x2d27, 0x2d2d}, {0xa661, 0xa661},
        {0xa699, 0xa69b}, {0xa791, 0xa7ff}, {0xab53, 0xabbf},
    };
    for (size_t i = 0; i < sizeof late / sizeof late[0]; i++)
        if (unit >= late[i].first && unit <= late[i].last)
            return true;
    return false;
}

/* What unicode.h says, from the facts of the C library: there and back again, or the final sigma. */
static uint32_t upper_by_rule(uint32_t unit)
{
    uint32_t upper = (uint32_t)towupper((wint_t)unit);
    bool back = (uint32_t)towlower((wint_t)upper) == unit;
    return upper < 0x10000 && !is_late(unit) && (back || unit == 0x03c2) ? upper : unit;
}

static void upper_case_is_the_c_librarys_but_for_the_rule(void)
{
    for (uint32_t unit = 0; unit < 0x10000; unit++) {
        bool right = unicode_upper((uint16_t)unit) == upper_by_rule(unit);
        CHECK(right);
        if (!right)
            printf("# %04x becomes %04x\n", (unsigned)unit, (unsigned)unicode_upper((uint16_t)unit));
    }
}

static void upper_case_is_nts(void)
{
    static const uint16_t pairs[][2] = {
        {'a', 'A'},       {'z', 'Z'},       {'{', '{'},       {0xe9, 0xc9},     {0xf7, 0xf7},
        {0xff, 0x178},    {0xdf, 0xdf},     {0xb5, 0xb5},     {0x131, 0x131},   {0x17f, 0x17f},
        {0x1c6, 0x1c4},   {0x1c5, 0x1c5},   {0x3b1, 0x391},   {0x3c2, 0x3a3},   {0x3c3, 0x3a3},
        {0x430, 0x410},   {0x451, 0x401},   {0x561, 0x531},   {0x1e01, 0x1e00}, {0x1f80, 0x1f88},
        {0x2170, 0x2160}, {0x24d0, 0x24b6}, {0x2d00, 0x10a0}, {0xff41, 0xff21}, {0xd83d, 0xd83d},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CHECK(unicode_upper(pairs[i][0]) == pairs[i][1]);
        CHECK(unicode_upper(pairs[i][1]) == pairs[i][1]);
    }
}

static void names_are_equal_but_for_case(void)
{
    CHECK(equal("", "") && !equal("", "a") && !equal("ab", "a") && !equal("a", "ab"));
    CHECK(equal("Readme.TXT", "rEADME.txt") && !equal("a_", "A?"));
    CHECK(equal("\xc3\xa9t\xc3\xa9", "\xc3\x89T\xc3\x89"));           /* été */
    CHECK(equal("\xd0\xb0\xd0\xb1", "\xd0\x90\xd0\x91"));             /* аб */
    CHECK(equal("\xc8\xba", "\xe2\xb1\xa5"));                         /* two bytes and three */
    CHECK(!equal("\xc3\xa9", "e") && !equal("\xc3\xa9", "\xc3\xa8")); /* another accent */
    CHECK(!equal("\xf0\x90\x90\xa8", "\xf0\x90\x90\x80"));            /* beyond U+FFFF */
    CHECK(equal("a\xff", "A\xff") && !equal("\xff", "\xfe") && !equal("\xc3", "\xc3\xa9")); /* no UTF-8 */
    CHECK(!equal("\xff", "\xc3\xbf"));
}

static void text_goes_there_and_back(void)
{
    uint16_t units[2] = {0}, back[2];
    char text[8];
    for (uint32_t unit = 1; unit < 0x10000; unit++) { /* each alone, surrogates too */
        units[0] = (uint16_t)unit;
        unicode_to_utf8(units, 1, text);
        CHECK(unicode_to_utf16(text, (uint32_t)strlen(text), back, 2) == 1 && back[0] == unit);
    }
    for (uint32_t code = 0x10000; code < 0x110000; code++) {
        *unicode_put(text, code) = 0;
        CHECK(unicode_to_utf16(text, 4, units, 2) == 2 && unicode_of_pair(units[0], units[1]) == code);
        unicode_to_utf8(units, 2, text);
        uint32_t read;
        CHECK(unicode_get(text, 4, &read) == 4 && read == code);
    }
}

static void what_is_no_text_is_refused(void)
{
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc3",
                                      "\xc3(",
                                      "\xe0\x80\xaf",
                                      "\xe2\x82",
                                      "\xe2(\xa1",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff"};
    uint16_t units[8];
    uint32_t code;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(unicode_get(bad[i], (uint32_t)strlen(bad[i]), &code) == 0);
        CHECK(unicode_to_utf16(bad[i], (uint32_t)strlen(bad[i]), units, 8) == 0);
        CHECK(unicode_to_utf16_cut(bad[i], units, 8) != 0 && units[0] == UNICODE_REPLACEMENT);
    }
    CHECK(unicode_get("", 0, &code) == 0);
}

static void what_does_not_fit_is_left_out(void)
{
    uint16_t units[4];
    CHECK(unicode_to_utf16("abc", 3, units, 2) == 0 && unicode_to_utf16("abc", 3, units, 3) == 3);
    CHECK(unicode_to_utf16_cut("abc", units, 2) == 2 && units[1] == 'b');
    CHECK(unicode_to_utf16_cut("a\xf0\x9f\x98\x80", units, 2) == 1); /* half a pair is none */
    CHECK(unicode_to_utf16_cut("a\xff"
                               "b",
                               units, 4) == 3 &&
          units[1] == UNICODE_REPLACEMENT && units[2] == 'b');
}

int main(void)
{
    RUN(upper_case_is_nts);
    RUN(names_are_equal_but_for_case);
    RUN(text_goes_there_and_back);
    RUN(what_is_no_text_is_refused);
    RUN(what_does_not_fit_is_left_out);
    if (setlocale(LC_ALL, "C.UTF-8") != NULL)
        RUN(upper_case_is_the_c_librarys_but_for_the_rule);
    return unit_end();
}
