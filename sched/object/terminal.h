/*
 * A terminal behind COM2 (/TERMINAL) is told in its own language (ECMA-48) what cannot be said in bytes.
 * Until terminal_start() all of this does nothing: a file that takes what is written must not have what was
 * not. Thread context and the idle loop; nothing here waits for anything but COM2.
 */
#ifndef SCHED_TERMINAL_H
#define SCHED_TERMINAL_H

#include <stdbool.h>
#include "sched/object/consolecodes.h"

/* The screen is emptied, so that the cursor is where it is thought to be. Once. */
void terminal_start(void);
bool terminal_is_there(void);

void terminal_show_cursor(bool shown);
void terminal_colours(uint32_t colours);

/* The cursor: to a place; so many lines up and then to that column; to the next line's first. */
void terminal_place(uint32_t column, uint32_t line);
void terminal_up(uint32_t lines, uint32_t column);
void terminal_next_line(void);

/* Draws cells of one line from a place on. Cursor and colours are anywhere and anyhow then. */
void terminal_cells(uint32_t column, uint32_t line, const struct console_cell *cells, uint32_t count);

/* Empties the screen from a place on, also what of it is below the lines that we count. Likewise. */
void terminal_clear_from(uint32_t column, uint32_t line, uint32_t colours);

#endif
