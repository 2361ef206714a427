#include "sched/object/screen.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/panic.h"
#include "firmware/serial.h"

#define TAB_CELLS    8u
#define ESCAPE       0x1b
#define OEM_US       437u
#define GREY         7u
#define LIGHT        8u
#define CURSOR_CELL  25u
#define MOST_PERCENT 100u
#define MOST_PAGE    65535u
#define WIDTH        80u
#define HEIGHT       25u

struct console_state screen_state = {{
    [CONSOLE_INPUT_MODE] = CONSOLE_PROCESSED_INPUT | CONSOLE_LINE_INPUT | CONSOLE_ECHO_INPUT,
    [CONSOLE_OUTPUT_MODE] = CONSOLE_PROCESSED_OUTPUT | CONSOLE_WRAP_AT_EOL,
    [CONSOLE_INPUT_PAGE] = OEM_US,
    [CONSOLE_OUTPUT_PAGE] = OEM_US,
    [CONSOLE_CURSOR_SIZE] = CURSOR_CELL,
    [CONSOLE_CURSOR_SHOWN] = true,
    [CONSOLE_ATTRIBUTES] = GREY,
    [CONSOLE_SIZE] = HEIGHT << 16 | WIDTH,
}};

static struct screen_size size = {WIDTH, HEIGHT};
static bool terminal;
static uint32_t x, y;
static enum { PLAIN, ESCAPED, SEQUENCE } reading; /* of what is written */

/* ---- what a terminal is told ---- */

static void tell(const char *text)
{
    if (terminal)
        serial_write(SERIAL_CONSOLE, text, (uint32_t)strlen(text));
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

static void tell_place(uint32_t column, uint32_t line)
{
    tell_numbers(line + 1, ';', column + 1, 'H');
}

/* Windows counts colours in the order blue, green, red, a terminal in the other. */
static uint32_t colour(uint32_t bits)
{
    return (bits & 4) >> 2 | (bits & 2) | (bits & 1) << 2;
}

static void tell_colours(uint32_t attributes)
{
    uint32_t paper = attributes >> 4;
    tell("\x1b[0m");
    if (attributes != GREY)
        tell_numbers((attributes & LIGHT ? 90 : 30) + colour(attributes), ';',
                     (paper & LIGHT ? 100 : 40) + colour(paper), 'm');
}

/* Digits that make a number of `low` to `high`; where they end, or NULL. */
static const char *read_number(const char *text, uint32_t low, uint32_t high, uint32_t *number)
{
    uint32_t value = 0;
    for (; *text >= '0' && *text <= '9' && value <= high; text++)
        value = value * 10 + (uint32_t)(*text - '0');
    *number = value;
    return value >= low && value <= high ? text : NULL;
}

bool screen_size_read(const char *text, struct screen_size *to)
{
    text = read_number(text, 20, 500, &to->width);
    if (!text || *text != 'x')
        return false;
    text = read_number(text + 1, 5, 200, &to->height);
    return text && *text == 0;
}

void screen_has_terminal(const struct screen_size *of)
{
    ASSERT(!terminal && of->width > 0 && of->height > 0);
    terminal = true;
    size = *of;
    screen_state.fields[CONSOLE_INPUT_PAGE] = screen_state.fields[CONSOLE_OUTPUT_PAGE] = CONSOLE_UTF8;
    screen_state.fields[CONSOLE_SIZE] = size.height << 16 | size.width;
    tell("\x1b[H\x1b[J");
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
    if (y < size.height - 1)
        y++;
}

static void advance(uint32_t cells)
{
    x += cells;
    if (x < size.width)
        return;
    if (screen_state.fields[CONSOLE_OUTPUT_MODE] & CONSOLE_WRAP_AT_EOL)
        next_line();
    else
        x = size.width - 1;
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

/* Of a character in UTF-8 the first byte has the cell. */
static bool continues(char c)
{
    return screen_state.fields[CONSOLE_OUTPUT_PAGE] == CONSOLE_UTF8 && ((uint8_t)c & 0xc0) == 0x80;
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
    else if (!continues(c))
        advance(1);
}

static void note_cursor(void)
{
    ASSERT(x < size.width && y < size.height);
    screen_state.fields[CONSOLE_CURSOR] = y << 16 | x;
}

void screen_write(const char *bytes, uint32_t count)
{
    serial_write(SERIAL_CONSOLE, bytes, count);
    for (uint32_t i = 0; i < count; i++)
        follow(bytes[i]);
    note_cursor();
}

/* Behind the last cell of a line a terminal stays there until the next character comes. */
void screen_echo(const char *bytes, uint32_t count)
{
    screen_write(bytes, count);
    if (x == 0 && count > 0 && bytes[count - 1] != '\n')
        tell("\r\n");
}

void screen_back(uint32_t cells)
{
    uint32_t up = 0, column = x;
    for (; column < cells; up++)
        column += size.width;
    x = column - cells;
    y -= up < y ? up : y;
    note_cursor();
    if (up > 0)
        tell_numbers(up, 0, 0, 'A');
    tell("\r");
    if (x > 0)
        tell_numbers(x, 0, 0, 'C');
}

/* ---- changes ---- */

static bool on_screen(uint32_t place)
{
    return (place & 0xffff) < size.width && place >> 16 < size.height;
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
    if (!on_screen(fill->at) || fill->character < ' ' || fill->character > '~')
        return STATUS_INVALID_PARAMETER;
    uint32_t column = fill->at & 0xffff, line = fill->at >> 16;
    uint32_t room = (size.height - line) * size.width - column;
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
