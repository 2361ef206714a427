/*
 * A line that is typed at a terminal, and changed while it is: backspace, delete, left and right, home and
 * end, and the lines before it by up and down; escape empties it. There is one. Thread context;
 * hardware-free.
 *
 * A character is a byte, in UTF-8 with the bytes 80 to BF behind it, whatever they are: each takes one cell,
 * a control character two (^X). What is no key here is left out.
 */
#ifndef SCHED_LINEEDIT_H
#define SCHED_LINEEDIT_H

#include <stdbool.h>
#include <stdint.h>

#define LINEEDIT_MOST 500u /* bytes of a line; characters for which there is no room are not taken */

struct lineedit {
    uint32_t used;
    char text[LINEEDIT_MOST];
};

/* Where the line is seen. */
struct lineedit_screen {
    void (*show)(const char *bytes, uint32_t count);
    void (*back)(uint32_t cells); /* the cursor goes back, up a line where it has to */
    bool utf8;
};

/* A key more. True when the line is whole: it is in lineedit_line, without its end, and the next key begins
 * another. */
bool lineedit_key(char key, const struct lineedit_screen *screen);

/* No key has come for so long that an escape is the key itself, and not the beginning of another's sequence.
 */
void lineedit_pause(const struct lineedit_screen *screen);

/* An escape has come, and what it means is not known yet. */
bool lineedit_is_escaped(void);

/* What was typed of the line is forgotten; the lines before it are not. */
void lineedit_drop(void);

extern const struct lineedit *const lineedit_line;

#endif
