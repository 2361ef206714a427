// sources: firmware/log.c
#define _POSIX_C_SOURCE 200809L
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "firmware/log.h"
#include "firmware/serial.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static char written[4096];
static size_t used;
static int copy_to = -1; /* a file, as well */

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_LOG && used + count < sizeof written);
    if (copy_to >= 0)
        CHECK(write(copy_to, bytes, count) == (ssize_t)count);
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

/*
 * Beside a formatter that only wants to be right: random fields with random values, also more than fit.
 */
#define NAIVE_ROOM 4096u
static char naive[NAIVE_ROOM];
static uint32_t naive_used, seed = 20261126;

static void naive_put(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    naive_used += (uint32_t)vsnprintf(naive + naive_used, NAIVE_ROOM - naive_used, format, arguments);
    va_end(arguments);
    naive_used = naive_used < 511 ? naive_used : 511;
}

static void naive_key(const char *key)
{
    naive_put(key ? " %s=" : " ", key);
}

static void naive_quoted(const char *text, uint32_t bytes)
{
    uint32_t i = 0;
    naive_put("\"");
    for (; i < bytes && naive_used + 3 <= 512 - 96; i++) {
        unsigned char c = (unsigned char)text[i];
        naive_put(c < ' ' || c > '~' || c == '"' || c == '%' ? "%%%02x" : "%c", c);
    }
    naive_put(i == bytes ? "\"" : "\"...");
}

/* Of any size, and often at a border. */
static uint32_t random_number(void)
{
    static const uint32_t borders[] = {0,          1,          9,          10,       99,        100,
                                       999,        1000,       65535,      99999999, 100000000, 999999999,
                                       1000000000, 0x7fffffff, 0x80000000, 0xfffff,  0x100000,  4294967295u};
    uint32_t choice = host_random(&seed);
    if (choice % 3 == 0)
        return borders[choice / 3 % (sizeof borders / sizeof borders[0])];
    return host_random(&seed) >> choice / 3 % 32;
}

static const char *random_key(void)
{
    static const char *const keys[] = {NULL, "n", "pc", "pfn", "from", "status", "a-key-that-is-quite-long"};
    return keys[host_random(&seed) % 7];
}

static void both_numbers(const char *key, uint32_t a, uint32_t b)
{
    switch (host_random(&seed) % 7) {
    case 0:
        log_address(key, a), naive_key(key), naive_put("%08x", a);
        return;
    case 1:
        log_frame(key, a), naive_key(key), naive_put("%05x", a);
        return;
    case 2:
        log_number(key, a), naive_key(key), naive_put("%u", a);
        return;
    case 3:
        log_big(key, (uint64_t)(b % 1000000) << 32 | a), naive_key(key);
        naive_put("%llu", (unsigned long long)(b % 1000000) << 32 | a);
        return;
    case 4:
        log_signed(key, (int32_t)a), naive_key(key), naive_put("%+lld", (long long)(int32_t)a);
        return;
    case 5:
        log_range(key, a, b), naive_key(key), naive_put("%08x-%08x", a, b);
        return;
    default:
        log_thread(a, b), naive_put(" %u.%u", a, b);
    }
}

/* Whole fields: what the naive one cuts in the middle of a field is cut behind it, too. */
static void both_texts(const char *key)
{
    char text[96];
    uint32_t bytes = host_random(&seed) % 90;
    for (uint32_t i = 0; i < bytes; i++)
        text[i] =
            (char)(host_random(&seed) % 5 ? ' ' + host_random(&seed) % 95 : 1 + host_random(&seed) % 255);
    text[bytes] = 0;
    switch (host_random(&seed) % 4) {
    case 0:
        log_text(key, text, bytes), naive_key(key), naive_quoted(text, bytes);
        return;
    case 1:
        log_name(key, "C:", text), naive_key(key);
        memmove(text + 2, text, bytes + 1);
        text[0] = 'C', text[1] = ':';
        naive_quoted(text, (uint32_t)strlen(text));
        return;
    case 2:
        log_word("word"), naive_put(" word");
        return;
    default:
        log_raw("raw:"), naive_put("raw:");
    }
}

static void any_line_is_what_a_plain_formatter_makes(void)
{
    for (uint32_t round = 0; round < 20000; round++) {
        uint32_t fields = host_random(&seed) % (round % 8 ? 12 : 60);
        used = naive_used = 0;
        log_begin(LOG_ALWAYS, "event");
        naive_put("%u event", log_lines());
        for (uint32_t i = 0; i < fields; i++)
            if (host_random(&seed) % 4)
                both_numbers(random_key(), random_number(), random_number());
            else
                both_texts(random_key());
        log_end();
        naive[naive_used] = '\n';
        naive[naive_used + 1] = 0;
        if (strcmp(written, naive) != 0) {
            printf("# round %u\n# %s# %s", round, written, naive);
            CHECK(false);
            return;
        }
    }
}

/*
 * A sink that gathers, and one that fails.
 */
static uint32_t writes, most;

static bool gather(const char *bytes, uint32_t count)
{
    CHECK(count > 0 && count <= LOG_BUFFER_BYTES && bytes[count - 1] == '\n');
    writes++;
    most = count > most ? count : most;
    for (uint32_t i = 0; i < count; i++) { /* the tail of it is looked at */
        written[used++] = bytes[i];
        used = used < sizeof written - 1 ? used : 0;
    }
    written[used] = 0;
    return true;
}

static bool fail(const char *bytes, uint32_t count)
{
    (void)bytes, (void)count;
    return false;
}

static void write_lines(uint32_t count, const char *word)
{
    while (count-- > 0) {
        log_begin(LOG_ALWAYS, "line");
        log_word(word);
        log_end();
    }
}

static void a_sink_that_gathers_gets_whole_lines_when_many_or_asked_for(void)
{
    static const struct log_sink gathering = {gather, true};
    uint32_t before = log_lines();
    log_to(&gathering);
    used = 0;
    write_lines(3, "kept");
    CHECK(used == 0 && writes == 0);
    log_flush();
    CHECK(writes == 1 && used > 0);
    log_flush();
    CHECK(writes == 1); /* nothing is no write */
    char last[64];
    snprintf(last, sizeof last, "%u line kept\n", before + 3);
    CHECK(line_ends(last));
    write_lines(20000, "more");
    log_flush();
    CHECK(most > LOG_BUFFER_BYTES - 600 && writes >= 20000 * 15 / LOG_BUFFER_BYTES);
    snprintf(last, sizeof last, "%u line more\n", before + 20003);
    CHECK(line_ends(last));
}

/* The lines come on COM1, and the machine stops. */
static void a_sink_that_fails_loses_nothing(void)
{
    static const struct log_sink failing = {fail, true};
    char said[256] = "";
    int ends[2], status;
    CHECK(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        copy_to = ends[1];
        used = 0;
        close(2);
        log_to(&failing);
        write_lines(2, "kept");
        log_flush();
        _exit(0);
    }
    close(ends[1]);
    ssize_t length = read(ends[0], said, sizeof said - 1);
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    const char *first = strstr(said, " line kept\n");
    CHECK(length > 0 && said[length - 1] == '\n');
    CHECK(first && strstr(first + 1, " line kept\n"));
    close(ends[0]);
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
    RUN(any_line_is_what_a_plain_formatter_makes);
    RUN(a_sink_that_fails_loses_nothing);
    RUN(a_sink_that_gathers_gets_whole_lines_when_many_or_asked_for);
    return unit_end();
}
