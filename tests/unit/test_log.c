// sources: firmware/log.c
#include <string.h>
#include "firmware/log.h"
#include "firmware/serial.h"
#include "tests/unit/unit.h"

static char written[4096];
static size_t used;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_LOG && used + count < sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = 0;
}

static bool line_ends(const char *end)
{
    size_t length = strlen(end);
    return used >= length && strcmp(written + used - length, end) == 0;
}

static void a_line_says_its_number_event_and_fields(void)
{
    used = 0;
    CHECK(log_begin(LOG_FAULT, "fault"));
    log_word("DemandZeroFault");
    log_thread(24, 28);
    log_address(NULL, 0x12345678);
    log_frame("pfn", 0x41a);
    log_number("n", 4294967295u);
    log_signed("by", -7);
    log_range("at", 0x10000, 0x20000);
    log_end();
    CHECK(strcmp(written, "1 fault DemandZeroFault 24.28 12345678 pfn=0041a n=4294967295 by=-7 "
                          "at=00010000-00020000\n") == 0);
}

static void numbers_of_any_size_are_decimal(void)
{
    used = 0;
    log_begin(LOG_ALWAYS, "clock");
    log_big(NULL, 999999999);
    log_big(NULL, 1000000000);
    log_big(NULL, 18000000070000000005ull);
    log_big(NULL, UINT64_MAX);
    log_handle(0x4);
    log_handle(0x12344);
    log_object("Event", 17);
    log_end();
    CHECK(line_ends(
        " clock 999999999 1000000000 18000000070000000005 18446744073709551615 0004 12344 Event:17\n"));
}

static void text_is_quoted_by_one_rule(void)
{
    used = 0;
    log_begin(LOG_ALWAYS, "console");
    log_text(NULL, "a\"b\\c\r\n\t\x7f\xe9", 10);
    log_end();
    CHECK(strcmp(written, "2 console \"a%22b\\c%0d%0a%09%7f%e9\"\n") == 0);
}

static void a_class_that_is_off_counts_but_writes_nothing(void)
{
    uint64_t before = log_events();
    used = 0;
    CHECK(!log_begin(LOG_PAGING, "trim"));
    CHECK(used == 0 && log_events() == before + 1 && log_lines() == 2);
}

static void a_detail_is_not_counted(void)
{
    uint64_t before = log_events();
    CHECK(!log_wanted(LOG_PTE) && !log_detail(LOG_PTE, "pte"));
    CHECK(log_wanted(LOG_FAULT) && log_detail(LOG_FAULT, "fault"));
    log_end();
    CHECK(log_events() == before);
}

static void classes_are_chosen_by_name(void)
{
    CHECK(log_choose("+paging,-fault"));
    CHECK(log_begin(LOG_PAGING, "trim"));
    CHECK(!log_begin(LOG_FAULT, "fault"));
    CHECK(log_choose("all") && log_begin(LOG_FAULT, "fault"));
    CHECK(log_choose("-all") && !log_begin(LOG_FAULT, "fault") && log_begin(LOG_ALWAYS, "end"));
    CHECK(!log_choose("pagin"));
}

/* One console line of that many bytes of text, all `c`; its length. */
static size_t line_of(char c, uint32_t bytes)
{
    static char text[2000];
    memset(text, c, sizeof text);
    used = 0;
    log_begin(LOG_ALWAYS, "console");
    log_text(NULL, text, bytes);
    log_word("behind");
    log_end();
    return used;
}

static void a_text_that_does_not_fit_is_cut_and_the_line_goes_on(void)
{
    uint32_t most = 0;
    for (uint32_t bytes = 380; bytes < 420; bytes++) {
        line_of('x', bytes);
        if (line_ends("x\" behind\n"))
            most = bytes;
        else
            CHECK(line_ends("x\"... behind\n"));
    }
    CHECK(most > 390 && most < 410);
    size_t whole = line_of('x', most);
    CHECK(line_of('x', most - 1) == whole - 1 && line_of('x', most + 1) == whole + 3);
    CHECK(line_of('x', 2000) == whole + 3);
}

static void an_escape_is_not_cut_in_half(void)
{
    for (uint32_t bytes = 95; bytes < 110; bytes++) {
        line_of('\1', bytes);
        CHECK(line_ends("%01\" behind\n") || line_ends("%01\"... behind\n"));
    }
    used = 0;
    log_begin(LOG_ALWAYS, "object+");
    static char name[1000];
    memset(name, '"', sizeof name - 1);
    log_name("name", "C:", name);
    log_end();
    CHECK(line_ends("%22\"...\n") && used < 512);
}

/* What a bugcheck does that comes while a line is being made. */
static void a_line_that_is_interrupted_is_still_a_line(void)
{
    uint32_t before = log_lines();
    used = 0;
    log_begin(LOG_ALWAYS, "half");
    log_begin(LOG_ALWAYS, "bugcheck");
    log_end();
    char wanted[64];
    snprintf(wanted, sizeof wanted, "%u half\n%u bugcheck\n", before + 1, before + 2);
    CHECK(strcmp(written, wanted) == 0 && log_lines() == before + 2);
}

static void no_line_is_longer_than_its_buffer(void)
{
    for (uint32_t words = 500; words < 520; words++) {
        used = 0;
        log_begin(LOG_ALWAYS, "x");
        for (uint32_t i = 0; i < words; i++)
            log_raw("y");
        log_end();
        CHECK(used <= 512 && written[used - 1] == '\n');
    }
}

int main(void)
{
    RUN(a_line_says_its_number_event_and_fields);
    RUN(text_is_quoted_by_one_rule);
    RUN(a_class_that_is_off_counts_but_writes_nothing);
    RUN(a_detail_is_not_counted);
    RUN(classes_are_chosen_by_name);
    RUN(a_text_that_does_not_fit_is_cut_and_the_line_goes_on);
    RUN(numbers_of_any_size_are_decimal);
    RUN(an_escape_is_not_cut_in_half);
    RUN(a_line_that_is_interrupted_is_still_a_line);
    RUN(no_line_is_longer_than_its_buffer);
    return unit_end();
}
