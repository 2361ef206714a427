#include "sched/object/terminal.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "storage/unicode.h"

#define ESCAPE 0x1b
#define GREY   7u
#define LIGHT  8u
#define DELETE 0x7f
#define C1_END 0xa0 /* behind the second set of control characters */

static bool there;

static void send(const char *bytes, uint32_t count)
{
    if (there)
        serial_write(SERIAL_CONSOLE, bytes, count);
}

static void tell(const char *text)
{
    send(text, (uint32_t)strlen(text));
}

/* A sequence of one number or two: ESC [ a ; b end. */
static void tell_numbers(uint32_t a, char between, uint32_t b, char last)
{
    char text[2 + 2 * DIGITS_MOST + 3] = {ESCAPE, '['}, *end = digits_decimal(text + 2, a);
    if (between) {
        *end++ = between;
        end = digits_decimal(end, b);
    }
    *end++ = last;
    *end = 0;
    tell(text);
}

void terminal_start(void)
{
    ASSERT(!there);
    there = true;
    tell("\x1b[H\x1b[J");
}

bool terminal_is_there(void)
{
    return there;
}

void terminal_show_cursor(bool shown)
{
    tell(shown ? "\x1b[?25h" : "\x1b[?25l");
}

/* Windows counts colours in the order blue, green, red, a terminal in the other. */
static uint32_t colour(uint32_t bits)
{
    return (bits & 4) >> 2 | (bits & 2) | (bits & 1) << 2;
}

void terminal_colours(uint32_t colours)
{
    uint32_t paper = colours >> 4;
    tell("\x1b[0m");
    if (colours != GREY)
        tell_numbers((colours & LIGHT ? 90 : 30) + colour(colours), ';',
                     (paper & LIGHT ? 100 : 40) + colour(paper), 'm');
}

void terminal_place(uint32_t column, uint32_t line)
{
    tell_numbers(line + 1, ';', column + 1, 'H');
}

void terminal_up(uint32_t lines, uint32_t column)
{
    if (lines > 0)
        tell_numbers(lines, 0, 0, 'A');
    tell("\r");
    if (column > 0)
        tell_numbers(column, 0, 0, 'C');
}

void terminal_next_line(void)
{
    tell("\r\n");
}

/* What a terminal would take for an order is a blank on it, half a pair the sign for what cannot be said. */
static uint32_t shown(uint16_t character)
{
    if (character < ' ' || (character >= DELETE && character < C1_END))
        return ' ';
    if (unicode_is_high_surrogate(character) || unicode_is_low_surrogate(character))
        return UNICODE_REPLACEMENT;
    return character;
}

void terminal_cells(uint32_t column, uint32_t line, const struct console_cell *cells, uint32_t count)
{
    char text[UNICODE_UTF8_BYTES];
    ASSERT(cells || count == 0);
    terminal_place(column, line);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || cells[i].attributes != cells[i - 1].attributes)
            terminal_colours(cells[i].attributes);
        send(text, (uint32_t)(unicode_put(text, shown(cells[i].character)) - text));
    }
}

void terminal_clear_from(uint32_t column, uint32_t line, uint32_t colours)
{
    terminal_place(column, line);
    terminal_colours(colours);
    tell("\x1b[J");
}
