/*
 * The console's picture: what stands in its cells, where the cursor is, and what was chosen for it. A
 * terminal behind COM2 (/TERMINAL) shows it (terminal.h). Thread context and the idle loop; nothing here
 * waits for anything but COM2.
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

/* The screen is empty, of 80 cells by 25. Once, before all others. */
void screen_start(void);

/* There is a terminal behind COM2, of that size; `cells` is memory for its cells, NULL for CELLS_OWN at most
 * (cells.h). The code pages are UTF-8, which it speaks. Once, at start. */
void screen_has_terminal(const struct screen_size *size, struct console_cell *cells);
bool screen_is_terminal(void);

/* Writes bytes to COM2, and the cursor follows: CR, LF, BS and TAB under PROCESSED_OUTPUT, the end of a line
 * under WRAP_AT_EOL; a terminal's sequences do not move it, and what they draw is not known. */
void screen_write(const char *bytes, uint32_t count);

/* The same for a line that is being typed: the cursor is behind it in any case, also where it ends with its
 * line of the screen. */
void screen_echo(const char *bytes, uint32_t count);

/* The cursor goes back so many cells, over the ends of lines. */
void screen_back(uint32_t cells);

extern struct console_state screen_state; /* only screen_change() and what is written change it */

/* STATUS_INVALID_PARAMETER changes nothing. */
ntstatus screen_change(const struct console_change *change);

/* What stands in the cells, and in which colours, from a place on, line after line: no more than the screen
 * has behind it; the cursor stays. A place outside is STATUS_INVALID_PARAMETER, as above. */
ntstatus screen_fill(const struct console_fill *fill);
ntstatus screen_colour(const struct console_fill *fill);
ntstatus screen_put(uint32_t at, const struct console_cell *cells, uint32_t count);

/* The cells themselves, *count of them at most; NULL for a place outside. They change with what is written.
 */
const struct console_cell *screen_cells(uint32_t at, uint32_t *count);

#endif
