#include "sched/object/screen.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/initcode.h"
#include "firmware/serial.h"

#define TAB_CELLS    8u
#define ESCAPE       0x1b
#define OEM_US       437u
#define GREY         7u
#define LIGHT        8u
#define CURSOR_CELL  25u
#define MOST_PERCENT 100u
#define MOST_PAGE    65535u

struct console_state screen_state = {{
    [CONSOLE_INPUT_MODE] = CONSOLE_PROCESSED_INPUT | CONSOLE_LINE_INPUT | CONSOLE_ECHO_INPUT,
    [CONSOLE_OUTPUT_MODE] = CONSOLE_PROCESSED_OUTPUT | CONSOLE_WRAP_AT_EOL,
    [CONSOLE_INPUT_PAGE] = OEM_US,
    [CONSOLE_OUTPUT_PAGE] = OEM_US,
    [CONSOLE_CURSOR_SIZE] = CURSOR_CELL,
    [CONSOLE_CURSOR_SHOWN] = true,
    [CONSOLE_ATTRIBUTES] = GREY,
}};

static bool terminal;
static uint32_t x, y;
static enum { PLAIN, ESCAPED, SEQUENCE } reading; /* of what is written */

INIT_CODE void screen_has_terminal(void)
{
    terminal = true;
}

bool screen_is_terminal(void)
{
    return terminal;
}

/* ---- the cursor ---- */

/* At the bottom what is above moves up. */
static void next_line(void)
{
    x = 0;
    if (y < CONSOLE_HEIGHT - 1)
        y++;
}

static void advance(uint32_t cells)
{
    x += cells;
    if (x < CONSOLE_WIDTH)
        return;
    if (screen_state.fields[CONSOLE_OUTPUT_MODE] & CONSOLE_WRAP_AT_EOL)
        next_line();
    else
        x = CONSOLE_WIDTH - 1;
}

static void follow_control(char c)
{
    if (c == '\r')
        x = 0;
    else if (c == '\n')
        next_line();
    else if (c == '\b')
        x -= x > 0;
    else if (c == '\t')
        advance(TAB_CELLS - x % TAB_CELLS);
    else if (c == ESCAPE)
        reading = ESCAPED;
    else if (c != '\a')
        advance(1);
}

static void follow(char c)
{
    bool control = c >= 0 && c < ' ';
    if (reading == ESCAPED)
        reading = c == '[' ? SEQUENCE : PLAIN;
    else if (reading == SEQUENCE)
        reading = c >= '@' && c <= '~' ? PLAIN : SEQUENCE;
    else if (control && screen_state.fields[CONSOLE_OUTPUT_MODE] & CONSOLE_PROCESSED_OUTPUT)
        follow_control(c);
    else
        advance(1);
}

static void note_cursor(void)
{
    screen_state.fields[CONSOLE_CURSOR] = y << 16 | x;
}

void screen_write(const char *bytes, uint32_t count)
{
    serial_write(SERIAL_CONSOLE, bytes, count);
    for (uint32_t i = 0; i < count; i++)
        follow(bytes[i]);
    note_cursor();
}

/* ---- what a terminal is told ---- */

static void tell(const char *text)
{
    if (terminal)
        serial_write(SERIAL_CONSOLE, text, (uint32_t)strlen(text));
}

/* A terminal counts from one. */
static void tell_place(uint32_t column, uint32_t line)
{
    char text[32], *end = text;
    *end++ = ESCAPE;
    *end++ = '[';
    end = digits_decimal(end, line + 1);
    *end++ = ';';
    end = digits_decimal(end, column + 1);
    *end++ = 'H';
    *end = 0;
    tell(text);
}

/* Windows counts colours in the order blue, green, red, a terminal in the other. */
static uint32_t colour(uint32_t bits)
{
    return (bits & 4) >> 2 | (bits & 2) | (bits & 1) << 2;
}

static void tell_colours(uint32_t attributes)
{
    char text[32], *end = text;
    tell("\x1b[0m");
    if (attributes == GREY)
        return;
    *end++ = ESCAPE;
    *end++ = '[';
    end = digits_decimal(end, (attributes & LIGHT ? 90 : 30) + colour(attributes));
    *end++ = ';';
    end = digits_decimal(end, (attributes >> 4 & LIGHT ? 100 : 40) + colour(attributes >> 4));
    *end++ = 'm';
    *end = 0;
    tell(text);
}

/* ---- changes ---- */

static bool on_screen(uint32_t place)
{
    return (place & 0xffff) < CONSOLE_WIDTH && place >> 16 < CONSOLE_HEIGHT;
}

/* Echo without lines is refused, as Windows documents it. */
static bool input_mode_is_good(uint32_t mode)
{
    bool echo = mode & CONSOLE_ECHO_INPUT, lines = mode & CONSOLE_LINE_INPUT;
    return !(mode & ~CONSOLE_INPUT_MODES) && (!echo || lines);
}

static bool is_good(const struct console_change *change)
{
    uint32_t value = change->value;
    switch (change->field) {
    case CONSOLE_INPUT_MODE:
        return input_mode_is_good(value);
    case CONSOLE_OUTPUT_MODE:
        return !(value & ~CONSOLE_OUTPUT_MODES);
    case CONSOLE_INPUT_PAGE:
    case CONSOLE_OUTPUT_PAGE:
        return value > 0 && value <= MOST_PAGE;
    case CONSOLE_CURSOR:
        return on_screen(value);
    case CONSOLE_CURSOR_SIZE:
        return value > 0 && value <= MOST_PERCENT;
    case CONSOLE_CURSOR_SHOWN:
        return value <= 1;
    case CONSOLE_ATTRIBUTES:
        return value <= 0xffff;
    default:
        return false;
    }
}

static void place_cursor(uint32_t place)
{
    x = place & 0xffff;
    y = place >> 16;
    tell_place(x, y);
}

ntstatus screen_change(const struct console_change *change)
{
    if (!is_good(change))
        return STATUS_INVALID_PARAMETER;
    screen_state.fields[change->field] = change->value;
    if (change->field == CONSOLE_CURSOR)
        place_cursor(change->value);
    else if (change->field == CONSOLE_CURSOR_SHOWN)
        tell(change->value ? "\x1b[?25h" : "\x1b[?25l");
    else if (change->field == CONSOLE_ATTRIBUTES)
        tell_colours(change->value);
    return STATUS_SUCCESS;
}

/* No more than the screen has behind that place. */
ntstatus screen_fill(const struct console_fill *fill)
{
    if (!on_screen(fill->at) || fill->character < ' ' || fill->character > 0xff)
        return STATUS_INVALID_PARAMETER;
    uint32_t column = fill->at & 0xffff, line = fill->at >> 16;
    uint32_t room = (CONSOLE_HEIGHT - line) * CONSOLE_WIDTH - column;
    uint32_t count = fill->count < room ? fill->count : room;
    const char cell = (char)fill->character;
    if (!terminal)
        return STATUS_SUCCESS;
    tell_place(column, line);
    if (cell == ' ' && count == room)
        tell("\x1b[J"); /* the lines below may be more than we count */
    else
        for (uint32_t i = 0; i < count; i++)
            serial_write(SERIAL_CONSOLE, &cell, 1);
    tell_place(x, y);
    return STATUS_SUCCESS;
}
