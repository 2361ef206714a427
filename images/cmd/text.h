/*
 * Text that grows, up to a limit: in the arena, with a NUL behind it. What does not fit is left out, and
 * `full` says so.
 */
#ifndef IMAGES_CMD_TEXT_H
#define IMAGES_CMD_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MOST                                                                                            \
    8191u /* characters of a command line (Microsoft: "Command prompt line string limitation") */

struct text {
    char *at;
    size_t length, room, most;
    bool full;
};

/* Empty, for at most `most` characters. */
struct text text_make(size_t most);

void text_add(struct text *text, char c);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_number(struct text *text, long number);

#endif
