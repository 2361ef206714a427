/*
 * What stands in the cells of the console's screen: characters of UTF-16 and their colours, line after line.
 * A place is a column and a line of it (asserted). Hardware-free; thread context and the idle loop.
 */
#ifndef SCHED_CELLS_H
#define SCHED_CELLS_H

#include <stdint.h>
#include "sched/object/consolecodes.h"

#define CELLS_OWN 2000u /* a screen of so many cells needs no memory of others */

/* The screen has that size and is empty, in these colours. `memory` is for all of its cells, or NULL for
 * CELLS_OWN at most. Once at start, and again when a terminal is there. */
void cells_start(struct console_cell *memory, uint32_t width, uint32_t height, uint32_t colours);

/* The cells from a place on to the end of the screen; how many these are. */
struct console_cell *cells_at(uint32_t column, uint32_t line);
uint32_t cells_room(uint32_t column, uint32_t line);

/* A character begins at that place with this byte of text. `page` is the code page: 437, 1252 or UTF-8, of
 * which the other bytes are handed in by cells_go_on(); of another one's upper half nothing is known. */
void cells_put(uint32_t column, uint32_t line, char byte, uint32_t page, uint32_t colours);
void cells_go_on(char byte);

/* All lines move up by one, the last is empty. */
void cells_scroll(uint32_t colours);

#endif
