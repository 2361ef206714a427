// sources: sched/object/screen.c
#include "sched/object/screen.h"

#include <string.h>
#include "firmware/serial.h"
#include "tests/unit/unit.h"

static char sent[4096];
static uint32_t sent_bytes;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_CONSOLE && sent_bytes + count < sizeof sent);
    memcpy(sent + sent_bytes, bytes, count);
    sent_bytes += count;
    sent[sent_bytes] = 0;
}

static bool was_sent(const char *text)
{
    bool same = sent_bytes == strlen(text) && memcmp(sent, text, sent_bytes) == 0;
    sent_bytes = 0;
    return same;
}

static ntstatus change(enum console_field field, uint32_t value)
{
    const struct console_change what = {field, value};
    return screen_change(&what);
}

static uint32_t place(uint32_t column, uint32_t line)
{
    return line << 16 | column;
}

static bool cursor_is(uint32_t column, uint32_t line)
{
    return screen_state.fields[CONSOLE_CURSOR] == place(column, line);
}

static void write_text(const char *text)
{
    screen_write(text, (uint32_t)strlen(text));
}

static void the_cursor_follows_what_is_written(void)
{
    CHECK(change(CONSOLE_CURSOR, 0) == STATUS_SUCCESS);
    write_text("ab\r\nc\td\b\x1b[31me\a");
    CHECK(cursor_is(9, 1) && was_sent("ab\r\nc\td\b\x1b[31me\a"));
    for (int i = 0; i < 30; i++)
        write_text("\n");
    CHECK(cursor_is(0, 24));
    CHECK(change(CONSOLE_CURSOR, place(78, 3)) == STATUS_SUCCESS);
    write_text("xyz");
    CHECK(cursor_is(1, 4));
    CHECK(change(CONSOLE_OUTPUT_MODE, CONSOLE_PROCESSED_OUTPUT) == STATUS_SUCCESS);
    CHECK(change(CONSOLE_CURSOR, place(78, 3)) == STATUS_SUCCESS);
    write_text("xyz\xc3\xa9");
    CHECK(cursor_is(79, 3));
    CHECK(change(CONSOLE_OUTPUT_MODE, 0) == STATUS_SUCCESS);
    CHECK(change(CONSOLE_CURSOR, 0) == STATUS_SUCCESS);
    write_text("a\r\n");
    CHECK(cursor_is(3, 0));
    CHECK(change(CONSOLE_OUTPUT_MODE, CONSOLE_PROCESSED_OUTPUT | CONSOLE_WRAP_AT_EOL) == STATUS_SUCCESS);
    sent_bytes = 0;
}

static void what_cannot_be_is_refused(void)
{
    const struct console_state before = screen_state;
    CHECK(change(CONSOLE_CURSOR, place(80, 0)) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR, place(0, 25)) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR_SIZE, 0) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR_SIZE, 101) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR_SHOWN, 2) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_INPUT_MODE, CONSOLE_ECHO_INPUT) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_INPUT_MODE, 0x400) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_OUTPUT_MODE, 0x20) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_OUTPUT_PAGE, 0) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_ATTRIBUTES, 0x10000) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_SIZE, place(1, 1)) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_FIELDS, 0) == STATUS_INVALID_PARAMETER);
    CHECK(change((enum console_field) ~0u, 0) == STATUS_INVALID_PARAMETER);
    CHECK(memcmp(&before, &screen_state, sizeof before) == 0 && sent_bytes == 0);
}

/* A log, or a file, that takes what is written must not have what was not. */
static void without_a_terminal_nothing_else_is_sent(void)
{
    const struct console_fill fill = {0, 10, 'x'};
    CHECK(change(CONSOLE_ATTRIBUTES, 0x1f) == STATUS_SUCCESS && change(CONSOLE_CURSOR, 0) == STATUS_SUCCESS);
    CHECK(change(CONSOLE_CURSOR_SHOWN, 0) == STATUS_SUCCESS && screen_fill(&fill) == STATUS_SUCCESS);
    CHECK(change(CONSOLE_CURSOR_SHOWN, 1) == STATUS_SUCCESS && was_sent("") && !screen_is_terminal());
}

static void a_size_is_read_or_refused(void)
{
    struct screen_size size;
    CHECK(screen_size_read("132x43", &size) && size.width == 132 && size.height == 43);
    CHECK(screen_size_read("20x5", &size) && screen_size_read("500x200", &size));
    const char *const wrong[] = {"",     "80",     "80x",      "x25",           "19x25",  "501x25",
                                 "80x4", "80x201", "80x25x25", "4294967376x25", "80 x25", "-80x25"};
    for (uint32_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK(!screen_size_read(wrong[i], &size));
}

static void a_terminal_is_told_in_its_language(void)
{
    const struct screen_size size = {20, 5};
    struct console_fill fill = {place(3, 1), 4, '-'};
    screen_has_terminal(&size);
    CHECK(was_sent("\x1b[H\x1b[J") && screen_state.fields[CONSOLE_INPUT_PAGE] == CONSOLE_UTF8);
    CHECK(change(CONSOLE_CURSOR, place(20, 0)) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR, place(2, 4)) == STATUS_SUCCESS && was_sent("\x1b[5;3H"));
    CHECK(change(CONSOLE_ATTRIBUTES, 0x1c) == STATUS_SUCCESS && was_sent("\x1b[0m\x1b[91;44m"));
    CHECK(change(CONSOLE_ATTRIBUTES, 7) == STATUS_SUCCESS && was_sent("\x1b[0m"));
    CHECK(change(CONSOLE_CURSOR_SHOWN, 0) == STATUS_SUCCESS && was_sent("\x1b[?25l"));
    CHECK(screen_fill(&fill) == STATUS_SUCCESS && was_sent("\x1b[2;4H----\x1b[5;3H"));
    fill = (struct console_fill){0, 0xffffffff, ' '};
    CHECK(screen_fill(&fill) == STATUS_SUCCESS && was_sent("\x1b[1;1H\x1b[J\x1b[5;3H"));
    fill.character = '\x1b';
    CHECK(screen_fill(&fill) == STATUS_INVALID_PARAMETER && was_sent(""));
    write_text("\xe2\x82\xac");
    CHECK(cursor_is(3, 4));
    sent_bytes = 0;
}

static void a_typed_line_goes_back_over_the_ends_of_lines(void)
{
    CHECK(change(CONSOLE_CURSOR, place(18, 0)) == STATUS_SUCCESS);
    sent_bytes = 0;
    screen_echo("ab", 2);
    CHECK(cursor_is(0, 1) && was_sent("ab\r\n"));
    screen_back(1);
    CHECK(cursor_is(19, 0) && was_sent("\x1b[1A\r\x1b[19C"));
    screen_back(19);
    CHECK(cursor_is(0, 0) && was_sent("\r"));
}

int main(void)
{
    RUN(the_cursor_follows_what_is_written);
    RUN(what_cannot_be_is_refused);
    RUN(without_a_terminal_nothing_else_is_sent);
    RUN(a_size_is_read_or_refused);
    RUN(a_terminal_is_told_in_its_language);
    RUN(a_typed_line_goes_back_over_the_ends_of_lines);
    return unit_end();
}
