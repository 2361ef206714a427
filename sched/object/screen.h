/*
 * The console's picture, as far as anybody keeps one: no cells, but where the cursor is, and what was chosen
 * for it. A terminal behind COM2 (/TERMINAL) is told in its own language (ECMA-48) what cannot be said in
 * bytes. Thread context and the idle loop; nothing here waits for anything but COM2.
 */
#ifndef SCHED_SCREEN_H
#define SCHED_SCREEN_H

#include <stdbool.h>
#include "firmware/status.h"
#include "sched/object/consolecodes.h"

struct screen_size {
    uint32_t width, height; /* cells */
};

/* Reads "132x43", the size of a terminal: 20 to 500 cells by 5 to 200. False for anything else. */
bool screen_size_read(const char *text, struct screen_size *size);

/* There is a terminal behind COM2, of that size: its screen is emptied, so that the cursor is where it is
 * thought to be, and the code pages are UTF-8, which it speaks. Once, at start. */
void screen_has_terminal(const struct screen_size *size);
bool screen_is_terminal(void);

/* Writes bytes to COM2, and the cursor follows: CR, LF, BS and TAB under PROCESSED_OUTPUT, the end of a line
 * under WRAP_AT_EOL; a terminal's sequences do not move it. */
void screen_write(const char *bytes, uint32_t count);

/* The same for a line that is being typed: the cursor is behind it in any case, also where it ends with its
 * line of the screen. */
void screen_echo(const char *bytes, uint32_t count);

/* The cursor goes back so many cells, over the ends of lines. */
void screen_back(uint32_t cells);

extern struct console_state screen_state; /* only screen_change() and what is written change it */

/* STATUS_INVALID_PARAMETER changes nothing. */
ntstatus screen_change(const struct console_change *change);
ntstatus screen_fill(const struct console_fill *fill);

#endif
