// sources: sched/object/lineedit.c sched/object/typed.c sched/object/screen.c sched/object/cells.c sched/object/terminal.c storage/unicode.c
/*
 * Any bytes are typed at a terminal that is played here, and any cells are drawn: what it shows is the line,
 * and what the console thinks stands in its cells, its cursor is where the console thinks it is, and nothing
 * is written where it must not be.
 */
#include <string.h>
#include "firmware/serial.h"
#include "sched/object/screen.h"
#include "sched/object/typed.h"
#include "tests/unit/fuzz.h"

#define WIDTH  20u
#define HEIGHT 60u /* a line, as long as it may be, with room above it */

static char cells[HEIGHT][WIDTH];
static uint32_t x, y, scrolled;
static bool waits; /* behind the last cell of its line */
static enum { PLAIN, ESCAPED, NUMBER } reading;
static uint32_t number, number_before;

static void line_feed(void)
{
    if (++y < HEIGHT)
        return;
    y--;
    scrolled++;
    memmove(cells[0], cells[1], sizeof cells - WIDTH);
    memset(cells[HEIGHT - 1], ' ', WIDTH);
}

static void put(char c)
{
    if (waits) {
        x = 0;
        line_feed();
    }
    cells[y][x] = c;
    waits = x == WIDTH - 1;
    x += !waits;
}

static void place(void)
{
    FUZZ_HOLDS(number <= WIDTH && number_before >= 1 && number_before <= HEIGHT);
    x = number ? number - 1 : 0;
    y = number_before - 1;
}

static void clear_from(uint32_t at)
{
    memset(cells[0] + at, ' ', sizeof cells - at);
}

static void sequence(char c)
{
    if (c == '[' || c == ';') {
        number_before = c == ';' ? number : 1;
        number = 0;
    } else if (c >= '0' && c <= '9') {
        number = number * 10 + (uint32_t)(c - '0');
    } else {
        reading = PLAIN;
        waits = false;
        FUZZ_HOLDS(c == 'A' || c == 'C' || c == 'H' || c == 'J' || c == 'm');
        if (c == 'A')
            y -= number < y ? number : y;
        else if (c == 'C')
            x = x + number < WIDTH ? x + number : WIDTH - 1;
        else if (c == 'H')
            place();
        else if (c == 'J')
            clear_from(y * WIDTH + x);
    }
}

static void show(char c)
{
    if (reading != PLAIN) {
        sequence(c);
    } else if (c == 0x1b) {
        reading = NUMBER;
    } else if (c == '\r') {
        x = 0;
        waits = false;
    } else if (c == '\n') {
        line_feed();
    } else if (((uint8_t)c & 0xc0) != 0x80) {
        put(c);
    }
}

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    FUZZ_HOLDS(line == SERIAL_CONSOLE);
    for (uint32_t i = 0; i < count; i++)
        show(bytes[i]);
}

static const struct lineedit_screen screen = {.show = screen_echo, .back = screen_back, .utf8 = true};

/* The line as it is to be seen: a cell a character, two a control character. */
static uint32_t expected(char *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < lineedit_line->used; i++) {
        char c = lineedit_line->text[i];
        bool control = (c >= 0 && c < ' ') || c == 0x7f;
        if (control)
            out[count++] = '^';
        if (control)
            out[count++] = (char)(c ^ 64);
        else if (((uint8_t)c & 0xc0) != 0x80)
            out[count++] = c;
    }
    return count;
}

/* Broken characters have no certain cells: then only that all ends well is held. */
static bool is_whole(void)
{
    for (uint32_t i = 0; i < lineedit_line->used; i++)
        if (lineedit_line->text[i] < 0)
            return false;
    return true;
}

static void compare_cells(void)
{
    uint32_t count = WIDTH * HEIGHT;
    const struct console_cell *known = screen_cells(0, &count);
    FUZZ_HOLDS(known && count == WIDTH * HEIGHT);
    for (uint32_t i = 0; i < count; i++)
        FUZZ_HOLDS(known[i].character == (uint8_t)cells[i / WIDTH][i % WIDTH]);
}

static void compare(uint32_t column, uint32_t line)
{
    char wanted[2 * LINEEDIT_MOST];
    uint32_t count = expected(wanted);
    FUZZ_HOLDS(screen_state.fields[CONSOLE_CURSOR] == (y << 16 | x) || waits);
    FUZZ_HOLDS(line >= scrolled);
    compare_cells();
    for (uint32_t i = 0, at = (line - scrolled) * WIDTH + column; i <= count; i++, at++)
        if (at < WIDTH * HEIGHT)
            FUZZ_HOLDS(cells[at / WIDTH][at % WIDTH] == (i < count ? wanted[i] : ' '));
}

static char key(void)
{
    static const char *const sequences[] = {"\x1b[A", "\x1b[B", "\x1b[C",  "\x1b[D",
                                            "\x1b[H", "\x1b[F", "\x1b[3~", "\x1b"};
    static const char *rest = "";
    if (*rest)
        return *rest++;
    uint32_t kind = fuzz_below(20);
    if (kind < 6)
        rest = sequences[fuzz_below(sizeof sequences / sizeof sequences[0])];
    if (*rest)
        return *rest++;
    return kind < 8 ? '\b' : kind < 9 ? '\t' : kind < 10 ? (char)fuzz_random() : (char)(' ' + fuzz_below(95));
}

static void round_of_keys(void)
{
    uint32_t column = x, line = y + scrolled, keys = fuzz_below(400);
    bool whole = true;
    for (uint32_t i = 0; i < keys; i++) {
        char c = key();
        if (c == '\r' || c == '\n')
            continue;
        FUZZ_HOLDS(!lineedit_key(c, &screen));
        whole &= is_whole();
        if (whole)
            compare(column, line);
    }
    lineedit_pause(&screen);
    FUZZ_HOLDS(lineedit_key('\r', &screen));
}

/* What is made of keys in any order: never more than was asked for, and all that is there comes. */
static void round_of_reads(void)
{
    char bytes[TYPED_OWN];
    for (uint32_t i = fuzz_below(1000); i > 0; i--) {
        const struct typed_manner some = {.lines = fuzz_below(2), .editor = fuzz_below(2) ? &screen : NULL};
        uint32_t room = 1 + fuzz_below(TYPED_OWN);
        if (fuzz_below(100) == 0)
            typed_drop();
        else if (fuzz_below(3))
            typed_put((uint8_t)(fuzz_below(8) ? fuzz_random() : '\n') | (fuzz_below(9) ? 0 : TYPED_LITERAL));
        else if (typed_is_readable(&some))
            FUZZ_HOLDS(typed_read(&some, bytes, room) <= room);
        FUZZ_HOLDS(typed_peek(bytes, room) <= room);
    }
    typed_drop();
}

/* Any runs of cells, on the screen and beside it; what stands there is what was drawn last. */
static void round_of_cells(void)
{
    struct console_cell some[3 * WIDTH];
    for (uint32_t i = fuzz_below(40); i > 0; i--) {
        const struct console_fill fill = {fuzz_below(HEIGHT + 1) << 16 | fuzz_below(WIDTH + 1),
                                          fuzz_below(2 * WIDTH * HEIGHT),
                                          ' ' + fuzz_below(2) * fuzz_below(90)};
        for (uint32_t k = 0; k < 3 * WIDTH; k++)
            some[k] = (struct console_cell){(uint16_t)(' ' + fuzz_below(2) * fuzz_below(90)),
                                            fuzz_below(9) ? 7 : (uint16_t)fuzz_random()};
        if (fuzz_below(4) == 0)
            screen_fill(&fill);
        else if (fuzz_below(4) == 0)
            screen_colour(&fill);
        else
            screen_put(fill.at, some, fuzz_below(3 * WIDTH));
        FUZZ_HOLDS(screen_state.fields[CONSOLE_CURSOR] == (y << 16 | x));
        compare_cells();
    }
}

/* Both are empty again, with the cursor in the corner. */
static void begin_anew(void)
{
    const struct console_change home = {CONSOLE_CURSOR, 0};
    const struct console_fill blank = {0, WIDTH * HEIGHT, ' '}, grey = {0, WIDTH * HEIGHT, 7};
    reading = PLAIN;
    scrolled = 0;
    waits = false;
    FUZZ_HOLDS(screen_change(&home) == STATUS_SUCCESS && x == 0 && y == 0);
    FUZZ_HOLDS(screen_colour(&grey) == STATUS_SUCCESS && screen_fill(&blank) == STATUS_SUCCESS);
}

static void play(void)
{
    const struct screen_size size = {WIDTH, HEIGHT};
    if (!screen_is_terminal())
        screen_has_terminal(&size, NULL);
    begin_anew();
    round_of_cells();
    begin_anew();
    lineedit_drop();
    round_of_keys();
    round_of_reads();
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "fuzz_console", 300, play);
}
