/*
 * A line that is typed at a terminal, and changed while it is: backspace, delete, left and right, home and
 * end, and the lines before it by up and down. Idle loop.
 */
#ifndef SCHED_LINEEDIT_H
#define SCHED_LINEEDIT_H

#include <stdbool.h>
#include <stdint.h>

#define LINEEDIT_MOST 500u /* bytes of a line; more are not taken */

struct lineedit {
    uint32_t used;
    char text[LINEEDIT_MOST];
};

/* A key more. True when the line is whole: it is in lineedit_line, and the next key begins another.
 * `show`: what is to be seen of it goes to the screen. */
bool lineedit_key(char key, void (*show)(const char *bytes, uint32_t count));

/* What was typed of the line is forgotten. */
void lineedit_drop(void);

bool lineedit_is_empty(void);

extern const struct lineedit *const lineedit_line;

#endif
