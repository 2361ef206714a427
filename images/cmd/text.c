#include "images/cmd/text.h"

#include <string.h>
#include "images/cmd/arena.h"

#define FIRST_ROOM   64u
#define NUMBER_BYTES 24u

struct text text_make(size_t most)
{
    size_t room = most < FIRST_ROOM ? most : FIRST_ROOM;
    return (struct text){.at = arena_take(room + 1), .room = room, .most = most};
}

/* Twice as much, and what is needed at least; the old piece stays in the arena until its mark is released. */
static void grow(struct text *text, size_t needed)
{
    size_t room = text->room * 2 < needed ? needed : text->room * 2;
    if (room > text->most)
        room = text->most;
    char *at = arena_take(room + 1);
    memcpy(at, text->at, text->length);
    text->at = at;
    text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length > text->most - text->length) {
        text->full = true;
        length = text->most - text->length;
    }
    if (length > text->room - text->length)
        grow(text, text->length + length);
    memcpy(text->at + text->length, bytes, length);
    text->length += length;
    text->at[text->length] = 0;
}

void text_add(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

void text_add_string(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_number(struct text *text, long number)
{
    char digits[NUMBER_BYTES];
    size_t at = sizeof digits;
    unsigned long rest = number < 0 ? 0ul - (unsigned long)number : (unsigned long)number;
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        digits[--at] = '-';
    text_add_bytes(text, digits + at, sizeof digits - at);
}
