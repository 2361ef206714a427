// sources: sched/object/lineedit.c sched/object/typed.c
#include "sched/object/lineedit.h"

#include <string.h>
#include "sched/object/typed.h"
#include "tests/unit/unit.h"

/* A screen of one line, as long as it needs to be: what is shown, and where the cursor is. */
#define CELLS 4096u
static char cells[CELLS + 1];
static uint32_t cursor;
static bool utf8;

static bool has_cell(char c)
{
    return !utf8 || ((uint8_t)c & 0xc0) != 0x80;
}

static void show(const char *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!has_cell(bytes[i]))
            continue;
        CHECK(cursor < CELLS);
        cells[cursor++] = bytes[i];
    }
}

static void back(uint32_t count)
{
    CHECK(count <= cursor);
    cursor -= count;
}

static struct lineedit_screen screen = {.show = show, .back = back};

static void begin(bool as_utf8)
{
    lineedit_drop();
    utf8 = screen.utf8 = as_utf8;
    memset(cells, ' ', CELLS);
    cursor = 0;
}

/* Types all of it; true if the last key made the line whole, and no other. */
static bool type(const char *keys)
{
    bool whole = false;
    for (; *keys; keys++) {
        CHECK(!whole);
        whole = lineedit_key(*keys, &screen);
    }
    return whole;
}

static bool line_is(const char *text)
{
    return lineedit_line->used == strlen(text) && memcmp(lineedit_line->text, text, strlen(text)) == 0;
}

/* What is seen, without the blanks behind it. */
static bool seen(const char *text)
{
    uint32_t length = CELLS;
    while (length > 0 && cells[length - 1] == ' ')
        length--;
    return length == strlen(text) && memcmp(cells, text, length) == 0;
}

static void characters_go_in_where_the_cursor_is(void)
{
    begin(false);
    CHECK(!type("acd\x1b[D\x1b[Db") && line_is("abcd") && seen("abcd") && cursor == 2);
    CHECK(!type("\x1b[H0\x1b[F5") && line_is("0abcd5") && seen("0abcd5"));
    CHECK(!type("\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1bOH\x1bOF6") && line_is("0abcd56"));
    CHECK(type("\r") && line_is("0abcd56"));
    CHECK(!type("n") && line_is("n"));
}

static void characters_are_taken_out(void)
{
    begin(false);
    CHECK(!type("\b\x7f\x1b[3~\x1b[D\x1b[C") && line_is(""));
    CHECK(!type("abcd\b") && line_is("abc") && seen("abc"));
    CHECK(!type("\x1b[D\x1b[D\x1b[3~") && line_is("ac") && seen("ac") && cursor == 1);
    CHECK(!type("\x7f") && line_is("c") && seen("c") && cursor == 0);
}

static void an_escape_empties_the_line(void)
{
    begin(false);
    CHECK(!type("abc\x1b") && line_is("abc") && lineedit_is_escaped());
    lineedit_pause(&screen);
    CHECK(line_is("") && seen("") && cursor == 0 && !lineedit_is_escaped());
    CHECK(!type("abc\x1bx") && line_is("x") && seen("x"));
    CHECK(!type("yz\x1b\x1b[D") && line_is("") && seen(""));
    lineedit_pause(&screen);
    CHECK(!type("k") && line_is("k"));
}

static void earlier_lines_come_again(void)
{
    begin(false);
    CHECK(type("one\r") && type("two\r") && type("\r"));
    begin(false);
    CHECK(!type("new\x1b[A") && line_is("two") && seen("two"));
    CHECK(!type("\x1b[A") && line_is("one") && seen("one"));
    CHECK(!type("\x1b[B") && line_is("two"));
    CHECK(!type("\x1b[B") && line_is("") && seen(""));
    CHECK(!type("\x1b[B") && line_is(""));
    CHECK(!type("\x1b[A!") && type("\r") && line_is("two!"));
}

static void no_more_lines_are_remembered_than_there_is_room_for(void)
{
    begin(false);
    for (char c = 'a'; c <= 'l'; c++) {
        const char keys[3] = {c, '\r'};
        CHECK(type(keys));
    }
    for (uint32_t i = 0; i < 20; i++)
        CHECK(!type("\x1b[A"));
    CHECK(line_is("e"));
}

static void a_character_of_utf8_is_one(void)
{
    begin(true);
    CHECK(!type("a\xc3\xa9z\x1b[D\x1b[D") && cursor == 1);
    CHECK(!type("\x1b[3~") && line_is("az") && seen("az"));
    CHECK(!type("\xe2\x82\xac") && line_is("a\xe2\x82\xacz") && cursor == 2);
    CHECK(!type("\x7f") && line_is("az") && cursor == 1);
}

static void broken_utf8_is_kept_as_it_comes(void)
{
    begin(true);
    CHECK(!type("\xc3x") && line_is("\xc3x"));
    CHECK(!type("\x80\x80") && line_is("\xc3x\x80\x80") && !type("\b") && line_is("\xc3"));
    CHECK(type("\xff\xe2\x82\r") && line_is("\xc3\xff\xe2\x82"));
    begin(true);
    utf8 = false; /* what a terminal shows of that is its own affair */
    CHECK(!type("\x80\x81") && line_is("\x80\x81") && !type("\b") && line_is(""));
}

static void without_utf8_a_byte_is_one(void)
{
    begin(false);
    CHECK(!type("\xc3\xa9\xff\x1b[D\x1b[D\x1b[3~") && line_is("\xc3\xff") && cursor == 1);
}

static void what_is_no_key_is_left_out(void)
{
    begin(false);
    CHECK(!lineedit_key(0, &screen) && !type("\x01\x02\x1b[99;1Q\x1b[200~\x1b[5~\x1bO\x07") && line_is(""));
    CHECK(type("\x1b[3\r") && line_is(""));
    begin(false);
    CHECK(!type("a\tb\x1a") && line_is("a\tb\x1a") && seen("a^Ib^Z") && cursor == 6);
    CHECK(!type("\b\b\b") && line_is("a") && seen("a") && cursor == 1);
}

static void a_line_that_is_full_takes_no_more(void)
{
    begin(false);
    for (uint32_t i = 0; i < LINEEDIT_MOST + 20; i++)
        CHECK(!lineedit_key('x', &screen));
    CHECK(lineedit_line->used == LINEEDIT_MOST && cursor == LINEEDIT_MOST);
    CHECK(!type("\b") && !type("yz") && lineedit_line->used == LINEEDIT_MOST);
    CHECK(lineedit_line->text[LINEEDIT_MOST - 1] == 'y' && type("\r"));
    begin(true);
    for (uint32_t i = 0; i < LINEEDIT_MOST - 1; i++)
        CHECK(!lineedit_key('x', &screen));
    CHECK(!type("\xc3\xa9") && lineedit_line->used == LINEEDIT_MOST - 1);
}

/* ---- what is made of keys (typed.h) ---- */

static const struct typed_manner lines = {.lines = true}, plain;
static const struct typed_manner edited = {.lines = true, .editor = &screen};

static void put(const char *keys)
{
    for (; *keys; keys++)
        CHECK(typed_put((uint8_t)*keys));
}

static bool reads(const struct typed_manner *manner, uint32_t room, const char *text)
{
    char bytes[TYPED_OWN];
    if (!typed_is_readable(manner))
        return false;
    uint32_t count = typed_read(manner, bytes, room);
    return count == strlen(text) && memcmp(bytes, text, count) == 0;
}

static void lines_end_with_cr_lf(void)
{
    typed_drop();
    put("ab");
    CHECK(!typed_is_readable(&lines) && typed_is_empty());
    put("\nc\r\n\nd");
    CHECK(reads(&lines, 99, "ab\r\n") && reads(&lines, 2, "c\r") && reads(&lines, 99, "\n"));
    CHECK(reads(&lines, 99, "\r\n") && !typed_is_readable(&lines));
    typed_drop();
    CHECK(!typed_is_readable(&lines) && typed_is_empty());
}

static void keys_end_lines_with_cr(void)
{
    typed_drop();
    put("a\nb\r\nc\r");
    char bytes[9];
    CHECK(typed_peek(bytes, 9) == 7 && memcmp(bytes, "a\rb\r\rc\r", 7) == 0);
    CHECK(reads(&plain, 3, "a\rb") && reads(&plain, 99, "\rc\r"));
    put("\n");
    CHECK(!typed_is_readable(&plain));
    put("\nd");
    CHECK(reads(&plain, 99, "\rd"));
}

static void the_end_stays(void)
{
    typed_drop();
    put("ab");
    CHECK(typed_put(TYPED_END) && reads(&lines, 99, "ab") && reads(&lines, 99, "") && reads(&lines, 99, ""));
    CHECK(reads(&plain, 99, "") && !typed_is_empty());
    char byte;
    CHECK(typed_peek(&byte, 1) == 0);
    typed_drop();
    CHECK(reads(&lines, 99, ""));
}

static void literal_keys_mean_nothing(void)
{
    CHECK(typed_put(TYPED_LITERAL | '\n') && typed_put(TYPED_LITERAL | 0x1a));
    CHECK(reads(&plain, 99, "\n\x1a"));
}

static void a_control_z_ends_an_edited_line(void)
{
    begin(false);
    put("\x1a\r");
    CHECK(reads(&edited, 99, ""));
    put("x\x1a\r");
    CHECK(reads(&edited, 99, "x\x1a\r\n"));
}

static void so_many_keys_have_room(void)
{
    uint32_t taken = 0;
    while (taken < 2 * TYPED_OWN && typed_put('x'))
        taken++;
    CHECK(taken == TYPED_OWN && !typed_has_room() && !typed_put('y'));
    char bytes[TYPED_OWN];
    for (uint32_t i = 0; i < TYPED_OWN / 510; i++)
        CHECK(typed_is_readable(&lines) && typed_read(&lines, bytes, TYPED_OWN) == 510);
    CHECK(typed_put('\n') && reads(&lines, 99, "xxxxxxxxxxxxxxxx\r\n"));
    typed_drop();
}

static void keys_that_wait_move_to_more_memory(void)
{
    static uint16_t memory[TYPED_OWN + 1];
    begin(false);
    put("gone\n");
    CHECK(reads(&lines, 99, "gone\r\n"));
    put("ab");
    typed_start(memory, TYPED_OWN + 1);
    for (uint32_t i = 2; i <= TYPED_OWN; i++)
        CHECK(typed_put('x'));
    CHECK(!typed_has_room() && !typed_put('y') && reads(&plain, 3, "abx"));
    typed_drop();
}

int main(void)
{
    RUN(characters_go_in_where_the_cursor_is);
    RUN(characters_are_taken_out);
    RUN(an_escape_empties_the_line);
    RUN(earlier_lines_come_again);
    RUN(no_more_lines_are_remembered_than_there_is_room_for);
    RUN(a_character_of_utf8_is_one);
    RUN(broken_utf8_is_kept_as_it_comes);
    RUN(without_utf8_a_byte_is_one);
    RUN(what_is_no_key_is_left_out);
    RUN(a_line_that_is_full_takes_no_more);
    RUN(lines_end_with_cr_lf);
    RUN(keys_end_lines_with_cr);
    RUN(literal_keys_mean_nothing);
    RUN(a_control_z_ends_an_edited_line);
    RUN(so_many_keys_have_room);
    RUN(keys_that_wait_move_to_more_memory);
    RUN(the_end_stays); /* the last: there is no way back */
    return unit_end();
}
