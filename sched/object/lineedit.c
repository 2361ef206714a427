#include "sched/object/lineedit.h"

#include <string.h>
#include "firmware/panic.h"

#define LINES     8u /* that are remembered */
#define BACKSPACE 0x7f
#define ESCAPE    0x1b

static struct lineedit line;
const struct lineedit *const lineedit_line = &line;
static struct lineedit history[LINES]; /* [lines % LINES] is written next */
static uint32_t lines, back;           /* so many there have been; so many steps back is what is shown */
static uint32_t at;                    /* where the next character comes */
static bool whole;                     /* the next key begins a new line */
static enum { PLAIN, ESCAPED, SEQUENCE } reading;
static char number; /* of a sequence: ESC [ 3 ~ */
static void (*screen)(const char *bytes, uint32_t count);

static void repeat(char c, uint32_t count)
{
    while (count-- > 0)
        screen(&c, 1);
}

/* Shows the line from the cursor on, and `gone` cells behind it empty. */
static void show_rest(uint32_t gone)
{
    screen(line.text + at, line.used - at);
    repeat(' ', gone);
    repeat('\b', line.used - at + gone);
}

static void go_to(uint32_t place)
{
    ASSERT(place <= line.used);
    if (place < at)
        repeat('\b', at - place);
    else
        screen(line.text + at, place - at);
    at = place;
}

static void insert(char c)
{
    if (line.used == LINEEDIT_MOST)
        return;
    memmove(line.text + at + 1, line.text + at, line.used - at);
    line.text[at] = c;
    line.used++;
    screen(&c, 1);
    at++;
    show_rest(0);
}

static void take_out(void)
{
    if (at == line.used)
        return;
    memmove(line.text + at, line.text + at + 1, line.used - at - 1);
    line.used--;
    show_rest(1);
}

static void take_out_before(void)
{
    if (at == 0)
        return;
    go_to(at - 1);
    take_out();
}

static void replace(const struct lineedit *other)
{
    uint32_t before = line.used;
    go_to(0);
    line = *other;
    show_rest(before > line.used ? before - line.used : 0);
    go_to(line.used);
}

static void recall(uint32_t steps)
{
    static const struct lineedit empty;
    if (steps > lines || steps > LINES)
        return;
    back = steps;
    replace(steps ? &history[(lines - steps) % LINES] : &empty);
}

static void sequence_end(char c)
{
    reading = PLAIN;
    if (c == 'A')
        recall(back + 1);
    else if (c == 'B' && back > 0)
        recall(back - 1);
    else if (c == 'C' && at < line.used)
        go_to(at + 1);
    else if (c == 'D' && at > 0)
        go_to(at - 1);
    else if (c == 'H' || (c == '~' && number == '1'))
        go_to(0);
    else if (c == 'F' || (c == '~' && number == '4'))
        go_to(line.used);
    else if (c == '~' && number == '3')
        take_out();
}

static void sequence(char c)
{
    if (reading == ESCAPED)
        reading = c == '[' || c == 'O' ? SEQUENCE : PLAIN;
    else if (c >= '@' && c <= '~')
        sequence_end(c);
    else
        number = c;
}

static void remember(void)
{
    if (line.used > 0)
        history[lines++ % LINES] = line;
    whole = true;
}

void lineedit_drop(void)
{
    line.used = at = back = 0;
    whole = false;
    reading = PLAIN;
}

bool lineedit_is_empty(void)
{
    return whole || line.used == 0;
}

bool lineedit_key(char key, void (*show)(const char *, uint32_t))
{
    screen = show;
    if (whole)
        lineedit_drop();
    if (reading != PLAIN) {
        sequence(key);
    } else if (key == '\r' || key == '\n') {
        go_to(line.used);
        screen("\r\n", 2);
        remember();
    } else if (key == ESCAPE) {
        reading = ESCAPED;
    } else if (key == '\b' || key == BACKSPACE) {
        take_out_before();
    } else if (key == '\t' || key < 0 || key >= ' ') {
        insert(key);
    }
    return whole;
}
