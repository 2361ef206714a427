#include "sched/object/typed.h"

#include <string.h>
#include "firmware/panic.h"

#define LINE_BYTES 512u
#define CONTROL_Z  0x1a

static uint16_t own[TYPED_OWN], *keys = own; /* a ring */
static uint32_t most = TYPED_OWN;
static uint32_t first, count;
static bool after_return; /* the last key that was read without lines is a carriage return */

static char line[LINE_BYTES];
static uint32_t line_used, line_taken;
static bool line_whole; /* it can be read */

_Static_assert(LINEEDIT_MOST + 2 <= LINE_BYTES, "a line that was typed has room with its end");

/* ---- keys ---- */

static uint16_t *key_at(uint32_t place)
{
    ASSERT(place < count);
    return &keys[(first + place) % most];
}

void typed_start(uint16_t *memory, uint32_t room)
{
    ASSERT(memory && count <= room);
    for (uint32_t i = 0; i < count; i++)
        memory[i] = *key_at(i);
    keys = memory;
    most = room;
    first = 0;
}

static bool at_end(void)
{
    return count > 0 && *key_at(0) == TYPED_END;
}

bool typed_put(uint32_t key)
{
    if (count == most)
        return false;
    count++;
    *key_at(count - 1) = (uint16_t)key;
    return true;
}

bool typed_has_room(void)
{
    return count < most;
}

static uint32_t take_key(void)
{
    uint32_t key = *key_at(0);
    ASSERT(key != TYPED_END);
    first = (first + 1) % most;
    count--;
    return key;
}

/* What ended a line that was read as CR already. */
static void skip_pair(void)
{
    if (after_return && count > 0 && *key_at(0) == '\n') {
        take_key();
        after_return = false;
    }
}

static char byte_of(uint32_t key)
{
    return key == '\n' ? '\r' : (char)key;
}

/* ---- the line ---- */

static void line_begin(void)
{
    line_used = line_taken = 0;
    line_whole = false;
}

static void keep(char c)
{
    ASSERT(line_used < LINE_BYTES);
    line[line_used++] = c;
}

static void keep_end(void)
{
    if (line_used == 0 || line[line_used - 1] != '\r')
        keep('\r');
    keep('\n');
    line_whole = true;
}

static void take_plain(uint32_t key)
{
    if (key == '\n')
        keep_end();
    else
        keep((char)key);
    line_whole |= line_used >= LINE_BYTES - 2;
}

static void take_edited(uint32_t key, const struct lineedit_screen *editor)
{
    if (!lineedit_key((char)key, editor))
        return;
    line_whole = true;
    if (lineedit_line->used > 0 && lineedit_line->text[0] == CONTROL_Z)
        return;
    memcpy(line, lineedit_line->text, lineedit_line->used);
    line_used = lineedit_line->used;
    keep_end();
}

/* What stands before the end is a line without an end of its own. */
static void make_line(const struct typed_manner *manner)
{
    while (!line_whole && count > 0 && !at_end()) {
        uint32_t key = take_key();
        if (manner->editor)
            take_edited(key, manner->editor);
        else
            take_plain(key);
    }
    line_whole |= line_used > 0 && at_end();
}

bool typed_is_readable(const struct typed_manner *manner)
{
    if (!line_whole && manner->lines)
        make_line(manner);
    if (!manner->lines)
        skip_pair();
    return line_whole || at_end() || (!manner->lines && count > 0);
}

static uint32_t read_line(char *bytes, uint32_t room)
{
    uint32_t left = line_used - line_taken, taken = left < room ? left : room;
    memcpy(bytes, line + line_taken, taken);
    line_taken += taken;
    if (line_taken == line_used)
        line_begin();
    return taken;
}

uint32_t typed_read(const struct typed_manner *manner, char *bytes, uint32_t room)
{
    uint32_t taken = 0;
    ASSERT(typed_is_readable(manner));
    if (line_whole)
        return read_line(bytes, room);
    while (taken < room && count > 0 && !at_end()) {
        uint32_t key = take_key();
        bytes[taken++] = byte_of(key);
        after_return = key == '\r';
        skip_pair();
    }
    return taken;
}

bool typed_is_empty(void)
{
    return count == 0 && !line_whole;
}

uint32_t typed_peek(char *bytes, uint32_t room)
{
    uint32_t there = 0;
    skip_pair();
    for (; there < room && there < count && *key_at(there) != TYPED_END; there++)
        bytes[there] = byte_of(*key_at(there));
    return there;
}

void typed_drop(void)
{
    bool ended = count > 0 && *key_at(count - 1) == TYPED_END;
    first = count = 0;
    after_return = false;
    line_begin();
    lineedit_drop();
    if (ended)
        typed_put(TYPED_END);
}
