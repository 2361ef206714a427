// sources: sched/object/screen.c sched/object/cells.c sched/object/terminal.c storage/unicode.c
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

/* What stands there, in ASCII; a character beyond it is a sharp. */
static const char *text_at(uint32_t at, uint32_t count)
{
    static char text[100];
    const struct console_cell *cells = screen_cells(at, &count);
    for (uint32_t i = 0; i < count; i++)
        text[i] = cells[i].character < 0x80 ? (char)cells[i].character : '#';
    text[count] = 0;
    return text;
}

static struct console_cell cell_at(uint32_t column, uint32_t line)
{
    uint32_t count = 1;
    return *screen_cells(place(column, line), &count);
}

static void what_is_written_stands_in_the_cells(void)
{
    const struct console_fill all = {0, 2000, ' '}, grey = {0, 2000, 7};
    CHECK(screen_fill(&all) == STATUS_SUCCESS && screen_colour(&grey) == STATUS_SUCCESS);
    change(CONSOLE_CURSOR, 0);
    change(CONSOLE_ATTRIBUTES, 0x1e);
    write_text("ab\tc\bd\x1b[31m!\r\nnext");
    CHECK(strcmp(text_at(0, 10), "ab      d!") == 0 && strcmp(text_at(place(0, 1), 5), "next ") == 0);
    CHECK(cell_at(0, 0).attributes == 0x1e && cell_at(3, 0).attributes == 7);
    change(CONSOLE_ATTRIBUTES, 7);
    change(CONSOLE_CURSOR, place(78, 24));
    write_text("yz\xc9");
    CHECK(cell_at(78, 23).character == 'y' && cell_at(79, 23).character == 'z' && cursor_is(1, 24));
    CHECK(cell_at(0, 24).character == 0x2554 && strcmp(text_at(0, 5), "next ") == 0);
    sent_bytes = 0;
}

/* Also where it begins in the last cell of all, so that its cell moves up before it is whole. */
static void a_character_in_utf8_has_one_cell(void)
{
    change(CONSOLE_OUTPUT_PAGE, CONSOLE_UTF8);
    change(CONSOLE_CURSOR, place(0, 3));
    write_text("\xe2\x82\xac\xc3");
    CHECK(cell_at(0, 3).character == 0x20ac && cell_at(1, 3).character == 0xfffd && cursor_is(2, 3));
    write_text("\xa9\xf0\x9f\x98\x80\xc0\x80x\x80\x80\x80\x80\x80");
    CHECK(cell_at(1, 3).character == 0xe9 && cell_at(2, 3).character == 0xfffd);
    CHECK(cell_at(3, 3).character == 0xfffd && cell_at(4, 3).character == 'x' && cursor_is(5, 3));
    change(CONSOLE_CURSOR, place(79, 24));
    write_text("\xc3");
    write_text("\xa9");
    CHECK(cell_at(79, 23).character == 0xe9 && cursor_is(0, 24));
    change(CONSOLE_OUTPUT_PAGE, 1252);
    write_text("\x80");
    CHECK(cell_at(0, 24).character == 0x20ac);
    change(CONSOLE_OUTPUT_PAGE, 437);
    sent_bytes = 0;
}

static void cells_end_where_the_screen_ends(void)
{
    const struct console_cell some[3] = {{'a', 1}, {'b', 2}, {'c', 3}};
    const struct console_fill outside = {place(0, 25), 1, 'x'}, end = {place(79, 24), 0xffffffff, 0x4f};
    uint32_t count = 5;
    CHECK(screen_put(place(78, 24), some, 3) == STATUS_SUCCESS && cell_at(79, 24).character == 'b');
    CHECK(screen_colour(&end) == STATUS_SUCCESS && cell_at(79, 24).attributes == 0x4f);
    CHECK(cell_at(79, 24).character == 'b' && cell_at(78, 24).attributes == 1);
    CHECK(screen_cells(place(78, 24), &count) && count == 2);
    CHECK(!screen_cells(place(80, 0), &count) && screen_fill(&outside) == STATUS_INVALID_PARAMETER);
    CHECK(screen_colour(&outside) == STATUS_INVALID_PARAMETER);
    CHECK(screen_put(place(0, 25), some, 1) == STATUS_INVALID_PARAMETER && was_sent(""));
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
    screen_has_terminal(&size, NULL);
    CHECK(was_sent("\x1b[H\x1b[J") && screen_state.fields[CONSOLE_INPUT_PAGE] == CONSOLE_UTF8);
    CHECK(change(CONSOLE_CURSOR, place(20, 0)) == STATUS_INVALID_PARAMETER);
    CHECK(change(CONSOLE_CURSOR, place(2, 4)) == STATUS_SUCCESS && was_sent("\x1b[5;3H"));
    CHECK(change(CONSOLE_ATTRIBUTES, 0x1c) == STATUS_SUCCESS && was_sent("\x1b[0m\x1b[91;44m"));
    CHECK(change(CONSOLE_ATTRIBUTES, 7) == STATUS_SUCCESS && was_sent("\x1b[0m"));
    CHECK(change(CONSOLE_CURSOR_SHOWN, 0) == STATUS_SUCCESS && was_sent("\x1b[?25l"));
    CHECK(screen_fill(&fill) == STATUS_SUCCESS && was_sent("\x1b[2;4H\x1b[0m----\x1b[0m\x1b[5;3H"));
    fill = (struct console_fill){0, 0xffffffff, ' '};
    CHECK(screen_fill(&fill) == STATUS_SUCCESS && was_sent("\x1b[1;1H\x1b[0m\x1b[J\x1b[0m\x1b[5;3H"));
    fill = (struct console_fill){place(19, 4), 9, 0x1b};
    CHECK(screen_fill(&fill) == STATUS_SUCCESS && was_sent("\x1b[5;20H\x1b[0m \x1b[0m\x1b[5;3H"));
    fill.value = 0x10000;
    CHECK(screen_fill(&fill) == STATUS_INVALID_PARAMETER && was_sent(""));
    write_text("\xe2\x82\xac");
    CHECK(cursor_is(3, 4));
    sent_bytes = 0;
}

static void cells_are_drawn_on_a_terminal(void)
{
    const struct console_cell some[3] = {{0x2554, 0x1e}, {'b', 0x1e}, {0xd800, 7}};
    CHECK(change(CONSOLE_CURSOR, 0) == STATUS_SUCCESS);
    sent_bytes = 0;
    CHECK(screen_put(place(19, 1), some, 3) == STATUS_SUCCESS);
    CHECK(was_sent("\x1b[2;20H\x1b[0m\x1b[93;44m\xe2\x95\x94\x1b[3;1H\x1b[0m\x1b[93;44mb\x1b[0m\xef\xbf\xbd"
                   "\x1b[0m\x1b[1;1H"));
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
    screen_start();
    RUN(the_cursor_follows_what_is_written);
    RUN(what_is_written_stands_in_the_cells);
    RUN(a_character_in_utf8_has_one_cell);
    RUN(cells_end_where_the_screen_ends);
    RUN(what_cannot_be_is_refused);
    RUN(without_a_terminal_nothing_else_is_sent);
    RUN(a_size_is_read_or_refused);
    RUN(a_terminal_is_told_in_its_language);
    RUN(cells_are_drawn_on_a_terminal);
    RUN(a_typed_line_goes_back_over_the_ends_of_lines);
    return unit_end();
}
