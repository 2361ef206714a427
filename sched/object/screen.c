#include "sched/object/screen.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "sched/object/cells.h"
#include "sched/object/terminal.h"

#define TAB_CELLS    8u
#define ESCAPE       0x1b
#define OEM_US       437u
#define GREY         7u
#define PAPER        0xf0u
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
static uint32_t x, y;
static enum { PLAIN, ESCAPED, SEQUENCE } reading; /* of what is written */

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

INIT_CODE void screen_start(void)
{
    cells_start(NULL, size.width, size.height, GREY);
}

INIT_CODE void screen_has_terminal(const struct screen_size *of, struct console_cell *cells)
{
    ASSERT(!terminal_is_there() && of->width > 0 && of->height > 0);
    size = *of;
    cells_start(cells, size.width, size.height, GREY);
    screen_state.fields[CONSOLE_INPUT_PAGE] = screen_state.fields[CONSOLE_OUTPUT_PAGE] = CONSOLE_UTF8;
    screen_state.fields[CONSOLE_SIZE] = size.height << 16 | size.width;
    terminal_start();
}

bool screen_is_terminal(void)
{
    return terminal_is_there();
}

/* ---- the cursor ---- */

/* At the bottom what is above moves up. */
static void next_line(void)
{
    x = 0;
    if (y < size.height - 1)
        y++;
    else
        cells_scroll(screen_state.fields[CONSOLE_ATTRIBUTES]);
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

static void put(char c)
{
    cells_put(x, y, c, screen_state.fields[CONSOLE_OUTPUT_PAGE], screen_state.fields[CONSOLE_ATTRIBUTES]);
    advance(1);
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
        put(c);
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
    else if (continues(c))
        cells_go_on(c);
    else
        put(c);
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
        terminal_next_line();
}

void screen_back(uint32_t cells)
{
    uint32_t up = 0, column = x;
    for (; column < cells; up++)
        column += size.width;
    x = column - cells;
    y -= up < y ? up : y;
    note_cursor();
    terminal_up(up, x);
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
    terminal_place(x, y);
}

ntstatus screen_change(const struct console_change *change)
{
    if (!is_good(change))
        return STATUS_INVALID_PARAMETER;
    screen_state.fields[change->field] = change->value;
    if (change->field == CONSOLE_CURSOR)
        place_cursor(change->value);
    else if (change->field == CONSOLE_CURSOR_SHOWN)
        terminal_show_cursor(change->value);
    else if (change->field == CONSOLE_ATTRIBUTES)
        terminal_colours(change->value);
    return STATUS_SUCCESS;
}

/* ---- cells ---- */

/* Is it all that is left of the screen, and nothing to be seen there? A terminal has a word for that. */
static bool is_clear_to_end(uint32_t column, uint32_t line, uint32_t count)
{
    const struct console_cell *cell = cells_at(column, line);
    uint32_t i = 0;
    while (i < count && cell[i].character == ' ' && cell[i].attributes == cell[0].attributes)
        i++;
    return i == count && count == cells_room(column, line) && !(cell[0].attributes & PAPER);
}

static void draw(uint32_t column, uint32_t line, uint32_t count)
{
    for (; count > 0; line++, column = 0) {
        uint32_t left = size.width - column, piece = count < left ? count : left;
        terminal_cells(column, line, cells_at(column, line), piece);
        count -= piece;
    }
}

static void show(uint32_t column, uint32_t line, uint32_t count)
{
    if (count == 0 || !terminal_is_there())
        return;
    if (is_clear_to_end(column, line, count))
        terminal_clear_from(column, line, cells_at(column, line)->attributes);
    else
        draw(column, line, count);
    terminal_colours(screen_state.fields[CONSOLE_ATTRIBUTES]);
    terminal_place(x, y);
}

/* The cells that are meant: no more than the screen has behind that place. */
static struct console_cell *run_of(uint32_t at, uint32_t *count)
{
    uint32_t column = at & 0xffff, line = at >> 16, room = cells_room(column, line);
    *count = *count < room ? *count : room;
    return cells_at(column, line);
}

static ntstatus fill_run(const struct console_fill *fill,
                         void (*set)(struct console_cell *cell, uint16_t value))
{
    uint32_t count = fill->count;
    if (!on_screen(fill->at) || fill->value > 0xffff)
        return STATUS_INVALID_PARAMETER;
    struct console_cell *cell = run_of(fill->at, &count);
    for (uint32_t i = 0; i < count; i++)
        set(&cell[i], (uint16_t)fill->value);
    show(fill->at & 0xffff, fill->at >> 16, count);
    return STATUS_SUCCESS;
}

static void set_character(struct console_cell *cell, uint16_t value)
{
    cell->character = value;
}

static void set_attributes(struct console_cell *cell, uint16_t value)
{
    cell->attributes = value;
}

ntstatus screen_fill(const struct console_fill *fill)
{
    return fill_run(fill, set_character);
}

ntstatus screen_colour(const struct console_fill *fill)
{
    return fill_run(fill, set_attributes);
}

const struct console_cell *screen_cells(uint32_t at, uint32_t *count)
{
    return on_screen(at) ? run_of(at, count) : NULL;
}

ntstatus screen_put(uint32_t at, const struct console_cell *cells, uint32_t count)
{
    if (!on_screen(at))
        return STATUS_INVALID_PARAMETER;
    struct console_cell *to = run_of(at, &count);
    memcpy(to, cells, count * sizeof *to);
    show(at & 0xffff, at >> 16, count);
    return STATUS_SUCCESS;
}
