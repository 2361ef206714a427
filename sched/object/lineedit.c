#include "sched/object/lineedit.h"

#include <string.h>
#include "firmware/panic.h"

#define LINES     8u /* that are remembered */
#define RUBOUT    0x7f
#define ESCAPE    0x1b
#define CONTROL_Z 0x1a
#define CARET     64 /* from a control character to its letter */

static struct lineedit line;
const struct lineedit *const lineedit_line = &line;
static struct lineedit history[LINES]; /* [lines % LINES] is written next */
static uint32_t lines, back;           /* so many there have been; so many steps back is what is shown */
static uint32_t at;                    /* where the next character comes */
static bool whole;                     /* the next key begins a new line */
static enum { PLAIN, ESCAPED, SEQUENCE } reading;
static char number;    /* of a sequence: ESC [ 3 ~ */
static char pieces[4]; /* of a character whose last byte has not come */
static uint32_t piece_count, piece_most;
static const struct lineedit_screen *screen;

/* ---- characters ---- */

static bool is_control(char c)
{
    return (c >= 0 && c < ' ') || c == RUBOUT;
}

static bool continues(uint32_t place)
{
    return screen->utf8 && place > 0 && place < line.used && ((uint8_t)line.text[place] & 0xc0) == 0x80;
}

static uint32_t next_of(uint32_t place)
{
    ASSERT(place < line.used);
    do
        place++;
    while (continues(place));
    return place;
}

static uint32_t before(uint32_t place)
{
    ASSERT(place > 0 && place <= line.used);
    do
        place--;
    while (continues(place));
    return place;
}

static uint32_t cells(uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    for (; from < to; from++)
        if (!continues(from))
            count += is_control(line.text[from]) ? 2 : 1;
    return count;
}

/* ---- what is seen ---- */

static void show(uint32_t from, uint32_t to)
{
    for (; from < to; from++) {
        const char shown[2] = {'^', (char)(line.text[from] ^ CARET)};
        if (is_control(line.text[from]))
            screen->show(shown, sizeof shown);
        else
            screen->show(&line.text[from], 1);
    }
}

static void go_back(uint32_t count)
{
    if (count > 0)
        screen->back(count);
}

/* Shows the line from the cursor on, and `gone` cells behind it empty; the cursor stays. */
static void show_rest(uint32_t gone)
{
    show(at, line.used);
    for (uint32_t i = 0; i < gone; i++)
        screen->show(" ", 1);
    go_back(cells(at, line.used) + gone);
}

static void go_to(uint32_t place)
{
    ASSERT(place <= line.used && at <= line.used);
    if (place < at)
        go_back(cells(place, at));
    else
        show(at, place);
    at = place;
}

/* ---- changes ---- */

static void insert(const char *bytes, uint32_t count)
{
    if (count > LINEEDIT_MOST - line.used)
        return;
    memmove(line.text + at + count, line.text + at, line.used - at);
    memcpy(line.text + at, bytes, count);
    line.used += count;
    show(at, at + count);
    at += count;
    show_rest(0);
}

static void insert_pieces(void)
{
    insert(pieces, piece_count);
    piece_count = piece_most = 0;
}

/* How many bytes a character has that begins so; 1 for what begins none. */
static uint32_t length_of(char lead)
{
    uint8_t byte = (uint8_t)lead;
    return !screen->utf8 || byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* In the middle of a line half a character would be seen as something else: it is kept until it is whole, or
 * cannot become so. */
static void take_piece(char c)
{
    if (piece_count == 0)
        piece_most = length_of(c);
    pieces[piece_count++] = c;
    if (piece_count == piece_most)
        insert_pieces();
}

static void take_out(uint32_t from, uint32_t to)
{
    uint32_t gone = cells(from, to);
    ASSERT(from <= to && to <= line.used);
    go_to(from);
    memmove(line.text + from, line.text + to, line.used - to);
    line.used -= to - from;
    show_rest(gone);
}

static void replace(const struct lineedit *other)
{
    uint32_t shown = cells(0, line.used);
    go_to(0);
    line = *other;
    uint32_t wanted = cells(0, line.used);
    show_rest(shown > wanted ? shown - wanted : 0);
    go_to(line.used);
}

static void empty_line(void)
{
    static const struct lineedit empty;
    back = 0;
    replace(&empty);
}

static void recall(uint32_t steps)
{
    if (steps == 0) {
        empty_line();
    } else if (steps <= lines && steps <= LINES) {
        back = steps;
        replace(&history[(lines - steps) % LINES]);
    }
}

/* ---- keys ---- */

static void sequence_end(char c)
{
    reading = PLAIN;
    if (c == 'A')
        recall(back + 1);
    else if (c == 'B' && back > 0)
        recall(back - 1);
    else if (c == 'C' && at < line.used)
        go_to(next_of(at));
    else if (c == 'D' && at > 0)
        go_to(before(at));
    else if (c == 'H' || (c == '~' && (number == '1' || number == '7')))
        go_to(0);
    else if (c == 'F' || (c == '~' && (number == '4' || number == '8')))
        go_to(line.used);
    else if (c == '~' && number == '3' && at < line.used)
        take_out(at, next_of(at));
}

/* True if the key belongs to a sequence. What cannot ends it, and an escape before it was the key itself. */
static bool take_in_sequence(char c)
{
    if (reading == ESCAPED && (c == '[' || c == 'O')) {
        reading = SEQUENCE;
        number = 0;
        return true;
    }
    if (reading == ESCAPED)
        empty_line();
    if (reading == SEQUENCE && c >= '@' && c <= '~') {
        sequence_end(c);
        return true;
    }
    if (reading == SEQUENCE && c >= ' ' && c < '@') {
        number = number ? number : c;
        return true;
    }
    reading = PLAIN;
    return false;
}

static void remember(void)
{
    if (line.used > 0)
        history[lines++ % LINES] = line;
    whole = true;
}

static void take_plain(char key)
{
    if (piece_count > 0 && ((uint8_t)key & 0xc0) != 0x80)
        insert_pieces();
    if (key == '\r' || key == '\n') {
        go_to(line.used);
        screen->show("\r\n", 2);
        remember();
    } else if (key == ESCAPE) {
        reading = ESCAPED;
    } else if (key == '\b' || key == RUBOUT) {
        if (at > 0)
            take_out(before(at), at);
    } else if (!is_control(key) || key == '\t' || key == CONTROL_Z) {
        take_piece(key);
    }
}

void lineedit_drop(void)
{
    line.used = at = back = 0;
    piece_count = piece_most = 0;
    whole = false;
    reading = PLAIN;
}

bool lineedit_is_escaped(void)
{
    return reading == ESCAPED;
}

void lineedit_pause(const struct lineedit_screen *to)
{
    screen = to;
    if (reading == ESCAPED)
        empty_line();
    reading = PLAIN;
}

bool lineedit_key(char key, const struct lineedit_screen *to)
{
    screen = to;
    if (whole)
        lineedit_drop();
    if (reading == PLAIN || !take_in_sequence(key))
        take_plain(key);
    return whole;
}
